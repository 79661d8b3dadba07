/** Says a screen's spoken form; a screen that comes silences the one before it. */
import type { Language } from '#contracts/text.ts';
import { texts } from './texts/texts.ts';
import { loudness, type Volume } from './sound.ts';

export function silence(): void {
  window.speechSynthesis?.cancel();
}

export function speak(text: string, language: Language, volume: Volume): void {
  silence();
  if (volume === 0 || text === '') return;
  const { locale } = texts[language];
  const voice = window.speechSynthesis
    ?.getVoices()
    .find((one) => one.lang.replace('_', '-').startsWith(locale.slice(0, 2)));
  // A voice of another language would spell out what it cannot read: then the chime alone is better.
  if (voice === undefined) return;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = locale;
  utterance.voice = voice;
  utterance.volume = loudness[volume];
  utterance.rate = 0.9;
  window.speechSynthesis.speak(utterance);
}
