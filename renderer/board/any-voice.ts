/** Whether any voice can say a call: the browser's, or the hall server's, which is asked for a call that nobody will hear. */
import type { BoardCall } from '#contracts/hall/views.ts';
import type { Result } from '#contracts/result.ts';
import type { PageTime } from '../ui/kept-view.ts';
import type { Voice } from './browser-voice.ts';

/** Milliseconds. */
const delays = {
  /** To the first look: a browser loads its voices after the page. */
  first: 1000,
  /** To the next one, as long as there is none: somebody may install one. */
  again: 10_000,
} as const;

const sample: Pick<BoardCall, 'number' | 'window' | 'day'> = { number: 'A001', window: 1, day: null };

/** `unknown`: the hall has not answered yet. */
export type VoiceThere = 'unknown' | 'some' | 'none';

export interface AnyVoice {
  readonly current: () => VoiceThere;
  readonly subscribe: (changed: () => void) => () => void;
}

interface Parts {
  readonly voice: Pick<Voice, 'isThere'>;
  readonly speech: (call: typeof sample) => Promise<Result<unknown>>;
  readonly later: PageTime['later'];
}

export function lookForVoice({ voice, speech, later }: Parts): AnyVoice {
  let there: VoiceThere = 'unknown';
  const listeners = new Set<() => void>();
  const ask = async (): Promise<VoiceThere> => {
    const said = await speech(sample);
    if (said.ok) return 'some';
    // Any other failure says nothing of the voice.
    return said.error.code === 'device-no-answer' ? 'none' : there;
  };
  const look = async (): Promise<void> => {
    there = voice.isThere() ? 'some' : await ask();
    for (const listener of listeners) listener();
    if (there !== 'some') later(() => void look(), delays.again);
  };
  later(() => void look(), delays.first);
  return {
    current: () => there,
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
