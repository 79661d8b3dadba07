/** A call out loud, to its end: by the browser's Chinese voice, or by the hall server's. */
import { spokenCall } from '#contracts/hall/spoken-call.ts';
import type { BoardCall } from '#contracts/hall/views.ts';
import type { Result } from '#contracts/result.ts';
import type { Voice, VoiceOutcome } from './browser-voice.ts';
import type { Loudspeaker } from './loudspeaker.ts';

/** Milliseconds between a call and its repetition. */
const breath = 600;

/** How it went: `silent` where neither voice could be had, `blocked` where the browser waits for somebody to touch the page. */
export type Said = 'said' | 'silent' | 'blocked';
export type SayCall = (call: BoardCall, times: number) => Promise<Said>;

interface Parts {
  readonly voice: Pick<Voice, 'say'>;
  readonly loudspeaker: Pick<Loudspeaker, 'held' | 'chime' | 'play'>;
  /** WAV. */
  readonly speech: (call: BoardCall) => Promise<Result<ArrayBuffer>>;
  readonly pause: (ms: number) => Promise<void>;
}

export function sayingCalls({ voice, loudspeaker, speech, pause }: Parts): SayCall {
  /** Ends with the first time that is not `said`. */
  const repeat = async (times: number, once: () => Promise<VoiceOutcome>): Promise<VoiceOutcome> => {
    let outcome = await once();
    for (let time = 1; time < times && outcome === 'said'; time += 1) {
      await pause(breath);
      outcome = await once();
    }
    return outcome;
  };
  return async (call, times) => {
    // Sounds that are asked for meanwhile would all come at once with the touch.
    if (loudspeaker.held()) return 'blocked';
    loudspeaker.chime();
    const text = spokenCall(call.number, call.window, 'zh', call.day);
    const byBrowser = await repeat(times, () => voice.say(text));
    if (byBrowser === 'said' || byBrowser === 'blocked') return byBrowser;
    const wav = await speech(call);
    if (!wav.ok) return 'silent';
    const byServer = await repeat(times, async () =>
      (await loudspeaker.play(wav.value)) ? 'said' : 'failed',
    );
    return byServer === 'said' ? 'said' : 'silent';
  };
}
