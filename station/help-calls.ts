/** 求助 through the hall: what is called at a screen reaches the caller pages, and their answer comes back to the screen. */
import type { Clock } from '#contracts/clock.ts';
import type { HallHelp } from '#contracts/hall/help.ts';

/**
 * Between two looks for the answer, or two attempts to take a call back, milliseconds. The request itself is repeated: it gets
 * through when the hall is back, and needs no line to the hall while nobody calls.
 */
const againMs = 1000;

export interface HelpCallsOptions {
  readonly hall: Pick<HallHelp, 'callHelp' | 'withdrawHelp'>;
  readonly station: string;
  /** A new id: random, never used before. */
  readonly newId: () => string;
  readonly clock: Pick<Clock, 'after'>;
  /** Somebody goes to the face. */
  readonly answered: (face: string) => void;
}

interface Call {
  key: string;
  /** By whoever called; the hall does not know it yet. */
  takenBack: boolean;
  cancel: () => void;
}

export class HelpCalls {
  readonly #options: HelpCallsOptions;
  /** By face; one that was answered, or is over, is not in it. */
  readonly #calls = new Map<string, Call>();

  constructor(options: HelpCallsOptions) {
    this.#options = options;
  }

  /** Also while an earlier one of the face is being taken back: the hall goes on with that, or takes this as another one. */
  call(face: string): void {
    this.over(face);
    const call: Call = { key: this.#options.newId(), takenBack: false, cancel: () => undefined };
    this.#calls.set(face, call);
    void this.#ask(face, call);
  }

  /** Whoever called wants nobody any more. The hall hears of it, when it is back at the latest. */
  takeBack(face: string): void {
    const call = this.#calls.get(face);
    if (call === undefined) return;
    call.cancel();
    call.takenBack = true;
    void this.#withdraw(face, call);
  }

  /** The answer is shown to nobody any more. The call stays open: staff come and look. */
  over(face: string): void {
    this.#calls.get(face)?.cancel();
    this.#calls.delete(face);
  }

  stop(): void {
    for (const face of this.#calls.keys()) this.over(face);
  }

  async #ask(face: string, call: Call): Promise<void> {
    const { hall, clock, answered, newId } = this.#options;
    const asked = await hall.callHelp(this.#request(face, call));
    if (this.#calls.get(face) !== call || call.takenBack) return;
    if (asked.ok) {
      if (asked.value.answered) {
        this.#calls.delete(face);
        answered(face);
        return;
      }
      // One call of the face may be open from before a restart: then that one is answered. One that was being taken back when this
      // was asked may be withdrawn by now.
      call.key = asked.value.withdrawn ? newId() : asked.value.id;
    }
    call.cancel = clock.after(againMs, () => void this.#ask(face, call));
  }

  async #withdraw(face: string, call: Call): Promise<void> {
    const { hall, clock } = this.#options;
    const withdrawn = await hall.withdrawHelp(this.#request(face, call));
    if (this.#calls.get(face) !== call) return;
    if (withdrawn.ok) this.#calls.delete(face);
    else call.cancel = clock.after(againMs, () => void this.#withdraw(face, call));
  }

  #request(face: string, { key }: Call) {
    return { key, origin: `${this.#options.station}:${face}` };
  }
}
