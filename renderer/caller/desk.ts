/** A window's session as the page keeps it: signed in over a reload, its heartbeat, and when it ended. */
import type { DeskSession, HallDesk, SignIn } from '#contracts/hall/desk.ts';
import type { Failure, Result } from '#contracts/result.ts';
import type { PageTime } from '../ui/kept-view.ts';
import type { Shelf } from './presses.ts';

const shelfKey = 'yikatong-desk';
/** Milliseconds between attempts of a sign-in that got no answer, and how often. */
const signInRetry = { pauseMs: 1000, attempts: 5 } as const;

export interface DeskState {
  readonly session: DeskSession | null;
  /** The last session was ended by the hall and not by this page. */
  readonly ended: boolean;
  readonly signingIn: boolean;
  readonly failure: Failure | null;
}

interface Parts {
  readonly hall: Pick<HallDesk, 'signIn' | 'heartbeat'>;
  readonly shelf: Shelf;
  readonly newKey: () => string;
  readonly time: PageTime;
}

export class Desk {
  readonly #parts: Parts;
  #state: DeskState = { session: null, ended: false, signingIn: false, failure: null };
  readonly #listeners = new Set<() => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
    const kept = parts.shelf.getItem(shelfKey);
    if (kept === null) return;
    // Written by `#begin` and by nobody else.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const session = JSON.parse(kept) as DeskSession;
    this.#state = { ...this.#state, session };
    void this.#beat(session);
  }

  readonly current = (): DeskState => this.#state;

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  async signIn(request: Omit<SignIn, 'key'>): Promise<void> {
    if (this.#state.signingIn) return;
    const whole = { ...request, key: this.#parts.newKey() };
    this.#say({ session: null, ended: false, signingIn: true, failure: null });
    let answer: Result<DeskSession> = await this.#parts.hall.signIn(whole);
    for (let tried = 1; tried < signInRetry.attempts && isAway(answer); tried += 1) {
      await new Promise<void>((resolve) => this.#parts.time.later(resolve, signInRetry.pauseMs));
      answer = await this.#parts.hall.signIn(whole);
    }
    if (!answer.ok) {
      this.#say({ session: null, ended: false, signingIn: false, failure: answer.error });
      return;
    }
    this.#parts.shelf.setItem(shelfKey, JSON.stringify(answer.value));
    this.#say({ session: answer.value, ended: false, signingIn: false, failure: null });
    this.#parts.time.later(() => void this.#beat(answer.value), answer.value.heartbeatMs);
  }

  /** `ended`: by the hall; otherwise this page signed out. */
  leave(ended: boolean): void {
    this.#parts.shelf.removeItem(shelfKey);
    this.#say({ session: null, ended, signingIn: false, failure: null });
  }

  async #beat(session: DeskSession): Promise<void> {
    if (this.#state.session?.id !== session.id) return;
    const answer = await this.#parts.hall.heartbeat(session.id);
    if (this.#state.session?.id !== session.id) return;
    if (!answer.ok && answer.error.code === 'session-ended') this.leave(true);
    else this.#parts.time.later(() => void this.#beat(session), session.heartbeatMs);
  }

  #say(state: DeskState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function isAway(answer: Result<unknown>): boolean {
  return !answer.ok && answer.error.code === 'hall-unavailable';
}
