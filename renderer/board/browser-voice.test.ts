import { describe, expect, it } from '@jest/globals';

import { HandClock } from '#test/support/hand-clock.ts';
import { browserVoice } from './browser-voice.ts';

/** A browser's `speechSynthesis` as far as the board knows it: one sentence at a time, and `cancel` hits whichever is spoken. */
class StandIn {
  readonly spoken: Utterance[] = [];
  cancelled = 0;
  langs: readonly string[];
  constructor(...langs: readonly string[]) {
    this.langs = langs;
  }
  getVoices = (): SpeechSynthesisVoice[] =>
    this.langs.map((lang) => ({ lang, name: lang, localService: true, default: false, voiceURI: lang }));
  speak = (utterance: SpeechSynthesisUtterance): void => {
    this.spoken.push(utterance as unknown as Utterance);
  };
  cancel = (): void => {
    this.cancelled += 1;
  };
}

class Utterance extends EventTarget {
  readonly text: string;
  lang = '';
  voice: SpeechSynthesisVoice | null = null;
  rate = 1;
  constructor(text: string) {
    super();
    this.text = text;
  }
  fails(error: SpeechSynthesisErrorCode): void {
    this.dispatchEvent(Object.assign(new Event('error'), { error }));
  }
  ends(): void {
    this.dispatchEvent(new Event('end'));
  }
}

function speaking(...langs: readonly string[]) {
  const synthesis = new StandIn(...langs);
  const clock = new HandClock();
  const voice = browserVoice(
    synthesis,
    (text) => new Utterance(text) as unknown as SpeechSynthesisUtterance,
    (act, ms) => clock.after(ms, act),
  );
  return { synthesis, clock, voice };
}

describe("the browser's voice", () => {
  it('says a sentence to its end, in Chinese', async () => {
    const { synthesis, voice } = speaking('en-US', 'zh-CN');
    const said = voice.say('请 A零一二 号');
    expect(synthesis.spoken).toMatchObject([{ text: '请 A零一二 号', lang: 'zh-CN' }]);
    synthesis.spoken[0]?.ends();
    await expect(said).resolves.toBe('said');
  });

  it('is not cut off by the time limit of a sentence before it', async () => {
    const { synthesis, clock, voice } = speaking('zh-CN');
    const first = voice.say('一');
    await clock.turn(3000);
    synthesis.spoken[0]?.ends();
    await first;
    const failing = voice.say('二');
    synthesis.spoken[1]?.fails('audio-busy');
    await failing;
    expect(clock.pending).toBe(0);
    const third = voice.say('三');
    await clock.turn(14_000);
    expect(synthesis.cancelled).toBe(0);
    synthesis.spoken[2]?.ends();
    await expect(third).resolves.toBe('said');
  });

  it('that tells no end is stopped, and what it says of that later changes nothing', async () => {
    const { synthesis, clock, voice } = speaking('zh-CN');
    const said = voice.say('一');
    await clock.turn(15_000);
    await expect(said).resolves.toBe('failed');
    synthesis.spoken[0]?.fails('canceled');
    expect(synthesis.cancelled).toBe(1);
  });

  it.each<[SpeechSynthesisErrorCode, string]>([
    ['not-allowed', 'blocked'],
    ['synthesis-failed', 'failed'],
    ['network', 'failed'],
  ])('tells that %s is no sentence that was said', async (error, outcome) => {
    const { synthesis, voice } = speaking('zh-CN');
    const said = voice.say('一');
    synthesis.spoken[0]?.fails(error);
    await expect(said).resolves.toBe(outcome);
  });

  it('is none where no Chinese one is installed', async () => {
    const { synthesis, voice } = speaking('en-US', 'de-DE');
    expect([voice.isThere(), speaking('zh-TW').voice.isThere()]).toEqual([false, true]);
    await expect(voice.say('一')).resolves.toBe('none');
    expect(synthesis.spoken).toEqual([]);
  });
});
