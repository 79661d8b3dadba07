/** The recordings that a page plays, measured where they reach the loudspeaker: one that is muted on its way was not heard. */
import type { Page } from 'playwright-core';

export interface Heard {
  /** The page's audio clock, seconds. */
  readonly from: number;
  readonly to: number;
  /** The largest sample that reached the loudspeaker meanwhile: 0 silence, 1 as loud as can be. */
  readonly loudest: number;
}

/** A tenth of what the hall's voice reaches; noise alone never does. */
const audible = 0.05;

/** Runs before the page's own scripts. Tones that the page makes itself are in another audio context, and not counted. */
export const hearSounds = `
  window.heard = [];
  const playing = new WeakMap();
  const heardContexts = new WeakSet();
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...ports) {
    const { context } = this;
    if (to === context.destination) {
      if (!heardContexts.has(context)) context.ear = listen(context);
      connect.call(this, context.ear);
    }
    return connect.call(this, to, ...ports);
  };
  function listen(context) {
    heardContexts.add(context);
    const ear = new AnalyserNode(context, { fftSize: 2048 });
    const samples = new Float32Array(ear.fftSize);
    setInterval(() => {
      const sound = playing.get(context);
      if (sound === undefined || context.currentTime > sound.to) return;
      ear.getFloatTimeDomainData(samples);
      for (const sample of samples) sound.loudest = Math.max(sound.loudest, Math.abs(sample));
    }, 20);
    return ear;
  }
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...when) {
    const from = this.context.currentTime;
    const sound = { from, to: from + this.buffer.duration, loudest: 0 };
    window.heard.push(sound);
    playing.set(this.context, sound);
    return start.apply(this, when);
  };
`;

/** Every recording that could be heard, in the order in which they were played, the one that plays now as the last. */
export async function heardBy(page: Page): Promise<readonly Heard[]> {
  const all = await page.evaluate(() => (window as unknown as { heard: Heard[] }).heard);
  return all.filter(({ loudest }) => loudest > audible);
}
