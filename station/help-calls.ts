/** 求助 through the hall: what is called at a screen reaches the caller pages, and their answer comes back to the screen. */
import type { Clock } from '#contracts/clock.ts';
import type { HallHelp } from '#contracts/hall/help.ts';

/**
 * Between two looks for the answer, milliseconds. The request itself is repeated: it gets through when the hall is back, and needs
 * no line to the hall while nobody calls.
 */
const lookEveryMs = 1000;

export interface HelpCallsOptions {
  readonly hall: Pick<HallHelp, 'callHelp'>;
  readonly station: string;
  /** A new id: random, never used before. */
  readonly newId: () => string;
  readonly clock: Pick<Clock, 'after'>;
  /** Somebody goes to the face. */
  readonly answered: (face: string) => void;
}

interface Call {
  key: string;
  cancel: () => void;
}

export class HelpCalls {
  readonly #options: HelpCallsOptions;
  /** By face; one that was answered, or is over, is not in it. */
  readonly #calls = new Map<string, Call>();

  constructor(options: HelpCallsOptions) {
    this.#options = options;
  }

  call(face: string): void {
    this.over(face);
    const call: Call = { key: this.#options.newId(), cancel: () => undefined };
    this.#calls.set(face, call);
    void this.#ask(face, call);
  }

  /** Nobody at the face waits for the answer any more. Staff who have seen the call may still come and look. */
  over(face: string): void {
    this.#calls.get(face)?.cancel();
    this.#calls.delete(face);
  }

  stop(): void {
    for (const face of this.#calls.keys()) this.over(face);
  }

  async #ask(face: string, call: Call): Promise<void> {
    const { hall, station, clock, answered } = this.#options;
    const asked = await hall.callHelp({ key: call.key, origin: `${station}:${face}` });
    if (this.#calls.get(face) !== call) return;
    if (asked.ok) {
      // One call of the face may be open from before a restart: then that one is answered.
      call.key = asked.value.id;
      if (asked.value.answered) {
        this.#calls.delete(face);
        answered(face);
        return;
      }
    }
    call.cancel = clock.after(lookEveryMs, () => void this.#ask(face, call));
  }
}
