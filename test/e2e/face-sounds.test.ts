/** What a face is heard saying: a kiosk's voice and a gate's sounds. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { FacePage } from '#test/support/face-page.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

/** A browser's voice, as it would be heard: what was said, and what was cut short. */
interface Heard {
  readonly said: { readonly text: string; readonly lang: string; readonly volume: number }[];
  cancelled: number;
}

/** Runs in the page before it: headless Chromium has no voices. */
function installVoice(): void {
  const heard: Heard = { said: [], cancelled: 0 };
  Object.assign(window, { heard });
  const voices = [{ lang: 'zh-CN' }, { lang: 'en-GB' }];
  Object.defineProperty(window, 'speechSynthesis', {
    value: {
      getVoices: () => voices,
      cancel: () => {
        heard.cancelled += 1;
      },
      speak: (utterance: { text: string; lang: string; volume: number }) => heard.said.push(utterance),
    },
  });
  Object.defineProperty(window, 'SpeechSynthesisUtterance', {
    value: function utterance(this: { text: string }, text: string) {
      this.text = text;
    },
  });
}

needs('chromium')('a face is heard', () => {
  let face: FacePage;

  beforeAll(async () => {
    face = await FacePage.start();
  });

  afterAll(() => face.stop());

  beforeEach(async () => {
    await face.renew();
    await face.page.addInitScript(installVoice);
  });

  const heard = (): Promise<Heard> => face.page.evaluate(() => (window as unknown as { heard: Heard }).heard);

  describe('the voice', () => {
    it('says each prompt of a capture once it has stood, and of a number only the new digit', async () => {
      await face.open('consent-finger');
      await face.show('finger-place');
      await face.show('finger-clean');
      await face.show('keypad-empty');
      await face.show('keypad-complete');
      await until('a voice', async () => (await heard()).said.length >= 4);
      expect((await heard()).said.slice(-4).map(({ text }) => text)).toEqual([
        '指纹认证。请把手指平放在指纹仪上。',
        '没有看清，请擦一擦手指再放一次。',
        '请输入联系电话。',
        '零。没有问题，请按“就是这个号码”。',
      ]);
    });

    it('says each new screen, and is cut short by the next', async () => {
      await face.open('idle');
      await face.show('reading-card', { volume: 3 });
      await face.show('result', { volume: 3 });
      await until('a voice', async () => (await heard()).said.length >= 2);
      const { said, cancelled } = await heard();
      expect(said.at(-1)).toMatchObject({ lang: 'zh-CN', volume: 1 });
      expect(said.at(-1)?.text).toContain('您的号码是，A 零一二。');
      expect(cancelled).toBeGreaterThanOrEqual(2);
    });

    it('says nothing when it is off, and nothing to an empty hall', async () => {
      await face.open('menu', { volume: 0 });
      await face.show('result', { volume: 0 });
      await face.show('idle', { volume: 0 });
      expect((await heard()).said).toEqual([]);
      await face.show('menu', { volume: 2 });
      await until('a voice', async () => (await heard()).said.length > 0);
      const count = (await heard()).said.length;
      await face.show('idle', { volume: 2 });
      expect((await heard()).said).toHaveLength(count);
    });

    it('introduces the machine in the language that was just chosen', async () => {
      await face.open('idle');
      await face.show('idle', { language: 'en' });
      await until('a voice', async () => (await heard()).said.length === 1);
      expect((await heard()).said[0]).toMatchObject({ lang: 'en-GB' });
    });
  });

  describe('the gate', () => {
    it('tells pass and stop apart by sound', async () => {
      await face.page.addInitScript(() => {
        const tones: string[] = [];
        Object.assign(window, { tones });
        const create = AudioContext.prototype.createOscillator;
        AudioContext.prototype.createOscillator = function listen() {
          const tone = create.call(this);
          const start = tone.start.bind(tone);
          tone.start = (when) => {
            tones.push(`${tone.type} ${tone.frequency.value}`);
            start(when);
          };
          return tone;
        };
      });
      await face.page.goto(face.station.url('gate'));
      const sound = async (name: string): Promise<readonly string[]> => {
        await face.showGate('ready');
        await face.page.evaluate(() => (window as unknown as { tones: string[] }).tones.splice(0));
        await face.showGate(name);
        return until('a sound', async () => {
          const tones = await face.page.evaluate(() =>
            (window as unknown as { tones: string[] }).tones.slice(),
          );
          return tones.length > 0 && tones;
        });
      };
      const pass = await sound('pass');
      const stop = await sound('desk');
      expect(stop).not.toEqual(pass);
    });
  });
});
