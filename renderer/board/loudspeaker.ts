/** The page's sound. A browser holds it back until somebody touches the page, unless it was started with permission. */
import { chime } from '../ui/sound.ts';

/** Milliseconds. */
const delays = {
  /** In which sound that may be made begins. */
  start: 500,
  /** What plays and tells no end must not keep the next call waiting for ever. */
  longest: 15_000,
} as const;

export interface Loudspeaker {
  /** Nothing will be heard before somebody touches the page. */
  readonly held: () => boolean;
  readonly subscribe: (changed: () => void) => () => void;
  /** After a touch. */
  readonly release: () => void;
  readonly chime: () => void;
  /** To its end. False: it is no sound that can be played. */
  readonly play: (wav: ArrayBuffer) => Promise<boolean>;
}

export function openLoudspeaker(): Loudspeaker {
  const audio = new AudioContext();
  const listeners = new Set<() => void>();
  let held = false;
  const look = (): void => {
    held = audio.state !== 'running';
    for (const listener of listeners) listener();
  };
  audio.addEventListener('statechange', look);
  setTimeout(look, delays.start);
  // Settles only after a touch where the browser holds sound back; `look` sees what came of it.
  const release = (): void => {
    audio.resume().catch(() => undefined);
  };
  release();
  return {
    held: () => held,
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    release,
    chime: () => chime('next', 3),
    play: async (wav) => {
      // Decoding takes the bytes away; they may be played again.
      const sound = await audio.decodeAudioData(wav.slice(0)).catch(() => null);
      if (sound === null) return false;
      await playOnce(audio, sound);
      return true;
    },
  };
}

function playOnce(audio: AudioContext, sound: AudioBuffer): Promise<void> {
  return new Promise((resolve) => {
    const source = audio.createBufferSource();
    source.buffer = sound;
    source.connect(audio.destination);
    const tooLong = setTimeout(() => source.stop(), delays.longest);
    source.addEventListener('ended', () => {
      clearTimeout(tooLong);
      resolve();
    });
    source.start();
  });
}
