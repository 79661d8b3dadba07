/** The Chinese voice of the browser, where it speaks at all and one is installed. */

/** Milliseconds: a voice that tells no end must not keep the next call waiting for ever. */
const longest = 15_000;

/** `none`: no Chinese voice is installed. `blocked`: the browser waits for somebody to touch the page. */
export type VoiceOutcome = 'said' | 'none' | 'blocked' | 'failed';

export interface Voice {
  /** One is installed, as far as the browser has loaded them. */
  isThere(): boolean;
  /** Settles when the last word was said, or none of it will be. */
  say(text: string): Promise<VoiceOutcome>;
}

export function browserVoice(
  synthesis: Pick<SpeechSynthesis, 'getVoices' | 'speak' | 'cancel'> | undefined,
  utteranceOf: (text: string) => SpeechSynthesisUtterance,
  later: (act: () => void, ms: number) => () => void,
): Voice {
  // A browser loads its voices after the page, and may come to know more of them.
  const chinese = (): SpeechSynthesisVoice | undefined =>
    synthesis?.getVoices().find(({ lang }) => /^(zh|cmn)\b/i.test(lang));
  return {
    isThere: () => chinese() !== undefined,
    say(text) {
      const voice = chinese();
      if (synthesis === undefined || voice === undefined) return Promise.resolve('none');
      return new Promise((resolve) => {
        const utterance = utteranceOf(text);
        utterance.lang = voice.lang;
        utterance.voice = voice;
        utterance.rate = 0.9;
        // Left behind, it would cut off whoever is being called by then: `cancel` asks for no sentence.
        const callOff = later(() => {
          synthesis.cancel();
          resolve('failed');
        }, longest);
        const settle = (outcome: VoiceOutcome): void => {
          callOff();
          resolve(outcome);
        };
        utterance.addEventListener('end', () => settle('said'));
        utterance.addEventListener('error', ({ error }) =>
          settle(error === 'not-allowed' ? 'blocked' : 'failed'),
        );
        synthesis.speak(utterance);
      });
    },
  };
}
