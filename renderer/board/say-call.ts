/** One sentence out loud, to its end: by the browser's Chinese voice, or by the hall server's. */
import { spokenCall } from '#contracts/hall/spoken-call.ts';
import type { BoardCall } from '#contracts/hall/views.ts';
import type { Result } from '#contracts/result.ts';

/** Milliseconds. */
const delays = {
  /** A voice that tells no end: then the next call must not wait for ever. */
  longest: 15_000,
  /** Between a call and its repetition. */
  breath: 600,
  /** In which sound that may be made begins. */
  resume: 500,
} as const;

/** How it went: `silent` where neither voice could be had, `blocked` where the browser waits for somebody to touch the page. */
export type Said = 'voice' | 'server' | 'silent' | 'blocked';
export type ServerSpeech = (call: BoardCall) => Promise<Result<ArrayBuffer>>;

let context: AudioContext | null = null;

/** After a touch; a browser holds sound back until then unless it was started with permission. */
export function unblockSound(): void {
  context ??= new AudioContext();
  context.resume().catch(() => undefined);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function byVoice(voice: SpeechSynthesisVoice, text: string): Promise<void> {
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = voice.lang;
    utterance.voice = voice;
    utterance.rate = 0.9;
    utterance.addEventListener('end', () => resolve());
    utterance.addEventListener('error', () => resolve());
    setTimeout(() => {
      window.speechSynthesis.cancel();
      resolve();
    }, delays.longest);
    window.speechSynthesis.speak(utterance);
  });
}

function play(audio: AudioContext, sound: AudioBuffer): Promise<void> {
  return new Promise((resolve) => {
    const source = audio.createBufferSource();
    source.buffer = sound;
    source.connect(audio.destination);
    source.addEventListener('ended', () => resolve());
    setTimeout(resolve, delays.longest);
    source.start();
  });
}

/** Resolves when the last word was said. */
export async function sayCall(call: BoardCall, times: number, speech: ServerSpeech): Promise<Said> {
  const voice = window.speechSynthesis?.getVoices().find(({ lang }) => /^(zh|cmn)\b/i.test(lang));
  if (voice !== undefined) {
    for (let time = 0; time < times; time += 1) {
      if (time > 0) await pause(delays.breath);
      await byVoice(voice, spokenCall(call.number, call.window, 'zh', call.day));
    }
    return 'voice';
  }
  context ??= new AudioContext();
  const audio = context;
  // Never settles while the browser holds it back.
  await Promise.race([audio.resume().catch(() => undefined), pause(delays.resume)]);
  if (audio.state !== 'running') return 'blocked';
  const wav = await speech(call);
  if (!wav.ok) return 'silent';
  const sound = await audio.decodeAudioData(wav.value).catch(() => null);
  if (sound === null) return 'silent';
  for (let time = 0; time < times; time += 1) {
    if (time > 0) await pause(delays.breath);
    await play(audio, sound);
  }
  return 'server';
}
