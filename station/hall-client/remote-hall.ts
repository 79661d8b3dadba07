/** The hall's server over HTTP: every question has a deadline, and after a few failures in a row nobody waits for it any more. */
import type { z } from 'zod';

import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { FailureCode } from '#contracts/failures.ts';
import { hallOperations, type HallAnswer } from '#contracts/hall/operations.ts';
import { hallRoutes, type HallOperation } from '#contracts/hall/paths.ts';
import { hallProblemSchema } from '#contracts/hall/problem.ts';
import type { Log } from '#contracts/log-events.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';

import {
  abandoned,
  admit,
  breakerDelays,
  closedBreaker,
  failed,
  succeeded,
  type Breaker,
} from '../platform-client/breaker.ts';
import type { HttpAnswer, HttpRequest } from '../platform-client/http-exchange.ts';

/** Bytes: 24 businesses with blocks of 500 numbers are 1.3 MB. */
const largestAnswer = 4 * 1024 * 1024;

/** The hall is there, but cannot keep anything now: for whoever stands at the kiosk it is away. */
const awayCodes: readonly FailureCode[] = [
  'hall-unavailable',
  'store-unwritable',
  'store-damaged',
  'data-in-use',
  'disk-full',
  'too-many-requests',
];

export type Exchange = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

export interface RemoteHallOptions {
  /** Base address. */
  readonly url: string;
  readonly token: string;
  /** Deadline of one question, milliseconds. */
  readonly requestMs: number;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly log: Log;
}

export type Asked<T> =
  | { readonly kind: 'answered'; readonly result: Result<T> }
  /** `heard`: it may have been done all the same. False: it was not even sent. */
  | { readonly kind: 'away'; readonly heard: boolean };

export class RemoteHall {
  readonly #options: RemoteHallOptions;
  readonly #ended = new AbortController();
  readonly #listeners = new Set<() => void>();
  #breaker: Breaker = closedBreaker;
  #refusal: Refusal | null = null;
  #awaySince: number;
  #since: number;

  constructor(options: RemoteHallOptions) {
    this.#options = options;
    this.#awaySince = options.clock.monotonic();
    this.#since = options.clock.now();
  }

  /** `since`: milliseconds since the epoch. */
  get state(): { readonly state: 'reachable' | 'away'; readonly since: number } {
    return { state: this.away ? 'away' : 'reachable', since: this.#since };
  }

  get away(): boolean {
    return this.#breaker.state !== 'closed';
  }

  /** Milliseconds until asking makes sense again. */
  get pauseMs(): number {
    const breaker = this.#breaker;
    return breaker.state === 'open' ? Math.max(0, breaker.until - this.#options.clock.monotonic()) : 0;
  }

  /**
   * Why the hall answers and is away all the same: kiosk-token-invalid (it takes this token no more), hall-address-refused (it does
   * not know the name by which it was called). Null: it does not refuse this station, or was not reached.
   */
  get refusal(): Failure | null {
    return this.#refusal?.failure ?? null;
  }

  /** It went away, came back, or refuses this station. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Ends every question under way. */
  stop(): void {
    this.#ended.abort();
  }

  async ask<O extends HallOperation>(operation: O, input: object): Promise<Asked<HallAnswer<O>>> {
    const { clock } = this.#options;
    const admitted = admit(this.#breaker, clock.monotonic());
    if (admitted === null || this.#ended.signal.aborted) return { kind: 'away', heard: false };
    this.#breaker = admitted;
    const answer = await this.#exchange(this.#request(operation, input));
    if (this.#ended.signal.aborted) {
      this.#settle(abandoned(this.#breaker, clock.monotonic()));
      return { kind: 'away', heard: true };
    }
    // Operation and answer belong together in the table; for one that is not named the compiler cannot say so.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const schema = hallOperations[operation].answer as z.ZodType<HallAnswer<O>>;
    const result = answer.kind === 'answer' ? judge(answer.status, answer.body, schema) : null;
    const refusal = result === null || result.ok ? null : this.#refusalIn(result.error);
    if (result !== null && refusal === null) {
      this.#settle(succeeded(), this.#endsRefusal(operation) ? null : this.#refusal);
      return { kind: 'answered', result };
    }
    // An answer that says nothing of it (too many requests) leaves a refusal as it is.
    const standing = answer.kind === 'answer' ? this.#refusal : null;
    this.#settle(failed(this.#breaker, clock.monotonic()), refusal ?? standing);
    // Also what was refused: it may have been sent twice, and done the first time.
    return { kind: 'away', heard: true };
  }

  /** As `ask`, for what is no good while the hall is away. */
  async need<O extends HallOperation>(operation: O, input: object): Promise<Result<HallAnswer<O>>> {
    const asked = await this.ask(operation, input);
    return asked.kind === 'answered' ? asked.result : fail('hall-unavailable', 'away');
  }

  async #exchange(request: HttpRequest): Promise<HttpAnswer> {
    const { clock, requestMs, exchange } = this.#options;
    const deadline = new AbortController();
    const cancel = startDeadline(clock, requestMs, () => deadline.abort());
    const signal = AbortSignal.any([deadline.signal, this.#ended.signal]);
    try {
      const answer = await exchange(request, signal);
      // A connection that had been kept may have ended meanwhile; every operation may be repeated.
      return answer.kind === 'disconnected' && !signal.aborted ? await exchange(request, signal) : answer;
    } finally {
      cancel();
    }
  }

  #request(operation: HallOperation, input: object): HttpRequest {
    const { url, token } = this.#options;
    const [method, path] = hallRoutes[operation];
    if (method === 'PUT') throw new TypeError(`no station asks for ${operation}`);
    const address = new URL(path, url);
    if (method === 'GET')
      for (const [name, value] of Object.entries(input)) address.searchParams.set(name, String(value));
    return {
      method,
      url: address.href,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      body: method === 'POST' ? JSON.stringify(input) : null,
      largestAnswer,
    };
  }

  /** Null: it is refused for what it asks, and not for who asks. */
  #refusalIn({ code, detail }: Failure): Refusal | null {
    const { url } = this.#options;
    if (code !== 'not-permitted') return null;
    if (detail === 'host') return { failure: { code: 'hall-address-refused', detail: url }, isOfRole: false };
    if (detail !== 'token' && detail !== 'role') return null;
    return { failure: { code: 'kiosk-token-invalid', detail: url }, isOfRole: detail === 'role' };
  }

  /** Another role's token may ask some things too: only what a kiosk alone may says that it is a kiosk's again. */
  #endsRefusal(operation: HallOperation): boolean {
    return this.#refusal?.isOfRole !== true || hallOperations[operation].roles.join() === 'kiosk';
  }

  #settle(breaker: Breaker, refusal = this.#refusal): void {
    const before = { away: this.away, refusal: this.refusal };
    this.#breaker = breaker;
    this.#refusal = refusal;
    const isOther = before.refusal?.code !== this.refusal?.code;
    if (this.away === before.away && !isOther) return;
    const { clock, log } = this.#options;
    this.#since = clock.now();
    if (isOther && refusal !== null)
      log.event('hall-refuses', { code: refusal.failure.code, url: refusal.failure.detail });
    if (this.away !== before.away) {
      if (this.away) {
        this.#awaySince = clock.monotonic();
        log.event('hall-away', { failures: breakerDelays.failuresToOpen });
      } else
        log.event('hall-back', { awaySeconds: Math.round((clock.monotonic() - this.#awaySince) / 1000) });
    }
    for (const listener of this.#listeners) listener();
  }
}

/** The hall answers, and does not take this station. */
interface Refusal {
  readonly failure: Failure;
  /** The token is good, and of another role. */
  readonly isOfRole: boolean;
}

/** Null: that was no answer of a hall that works. */
function judge<T>(status: number, body: unknown, schema: z.ZodType<T>): Result<T> | null {
  if (status === 200) {
    const parsed = schema.safeParse(body);
    return parsed.success ? ok(parsed.data) : null;
  }
  const problem = hallProblemSchema.safeParse(body);
  if (!problem.success || awayCodes.includes(problem.data.code)) return null;
  return fail(problem.data.code, problem.data.detail);
}
