/**
 * One press is one command, whatever the network does. The page makes the key and keeps the command (also over a reload) until
 * the hall has answered it; an answer that got lost is asked for again with the same key, and the hall counts it once.
 */
import type { DeskAnswer, DeskCommand } from '#contracts/hall/desk.ts';
import type { Failure, Result } from '#contracts/result.ts';
import type { PageTime } from '../ui/kept-view.ts';

/** Milliseconds after a call in which nobody else is called: the second tap of a double tap would finish who was just called. */
const afterCallMs = 1000;

/** Milliseconds before each further attempt; the last one counts for all that follow. */
const pauses = [300, 1000, 2000, 4000] as const;

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** What a button means. */
export type Act = Without<DeskCommand, 'key' | 'session'>;

export interface PressState {
  /** On its way: sent `attempts` times without an answer. Nothing else can be pressed meanwhile. */
  readonly pending: { readonly command: DeskCommand; readonly attempts: number } | null;
  /** What came of the last press. */
  readonly last: { readonly answer: DeskAnswer | null; readonly failure: Failure | null } | null;
}

/** What `sessionStorage` has of these. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
const shelfKey = 'yikatong-press';

interface Parts {
  readonly perform: (command: DeskCommand) => Promise<Result<DeskAnswer>>;
  readonly shelf: Shelf;
  readonly newKey: () => string;
  readonly time: PageTime;
}

export class Presses {
  readonly #parts: Parts;
  #state: PressState = { pending: null, last: null };
  /** By the page's monotonic clock. */
  #calledAt = -Infinity;
  readonly #listeners = new Set<() => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  readonly current = (): PressState => this.#state;

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  /** False: an earlier press is still on its way, or somebody was called just now; this one counts for nothing. */
  press(session: string, act: Act): boolean {
    if (this.#state.pending !== null) return false;
    if (act.do === 'call-next' && this.#parts.time.now() - this.#calledAt < afterCallMs) return false;
    const command: DeskCommand = { ...act, session, key: this.#parts.newKey() };
    this.#parts.shelf.setItem(shelfKey, JSON.stringify(command));
    void this.#send(command);
    return true;
  }

  /** After a reload: sends what this session had pressed and got no answer for; drops what another session left. */
  takeUp(session: string): void {
    const kept = this.#parts.shelf.getItem(shelfKey);
    if (kept === null || this.#state.pending !== null) return;
    // Written by `press` and by nobody else.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const command = JSON.parse(kept) as DeskCommand;
    if (command.session === session) void this.#send(command);
    else this.#parts.shelf.removeItem(shelfKey);
  }

  /** The hall may have heard it all the same: the window's view will show it. */
  giveUp(): void {
    this.#end({ pending: null, last: null });
  }

  async #send(command: DeskCommand): Promise<void> {
    for (let attempts = 1; ; attempts += 1) {
      this.#say({ pending: { command, attempts }, last: null });
      const answer = await this.#parts.perform(command);
      if (this.#state.pending?.command !== command) return;
      if (answer.ok) {
        if (answer.value.ticket?.state === 'called') this.#calledAt = this.#parts.time.now();
        this.#end({ pending: null, last: { answer: answer.value, failure: null } });
        return;
      }
      if (answer.error.code !== 'hall-unavailable') {
        this.#end({ pending: null, last: { answer: null, failure: answer.error } });
        return;
      }
      const pause = pauses[Math.min(attempts, pauses.length) - 1] ?? 0;
      await new Promise<void>((resolve) => this.#parts.time.later(resolve, pause));
      if (this.#state.pending?.command !== command) return;
    }
  }

  #end(state: PressState): void {
    this.#parts.shelf.removeItem(shelfKey);
    this.#say(state);
  }

  #say(state: PressState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
