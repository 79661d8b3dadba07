/** The city's one-card platform over HTTP (contracts/platform-api.ts), with deadlines and a circuit breaker. */
import type { z } from 'zod';

import type { Clock } from '#contracts/clock.ts';
import type { FailureCode } from '#contracts/failures.ts';
import type { Log } from '#contracts/log-events.ts';
import {
  auditHeadsAnswerSchema,
  platformEventAnswerSchema,
  platformHealthSchema,
  platformPaths,
  resolveCardAnswerSchema,
  type resolveCardRequestSchema,
  resolveIdentityCardAnswerSchema,
  type resolveIdentityCardRequestSchema,
  verifyCodeAnswerSchema,
  type verifyCodeRequestSchema,
  type AnchoredAuditHead,
  type PlatformEvent,
} from '#contracts/platform-api.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import { isRefusedForGood, judgeAnswer } from './answer.ts';
import {
  abandoned,
  admit,
  breakerDelays,
  closedBreaker,
  failed,
  succeeded,
  type Breaker,
} from './breaker.ts';
import { httpExchange, type HttpAnswer, type HttpRequest } from './http-exchange.ts';

export interface PlatformClientOptions {
  /** Base address; paths of the contract are appended. */
  readonly url: string;
  /** The terminal's key, null where the platform asks for none. */
  readonly key: string | null;
  /** One request with its retry, milliseconds. */
  readonly requestMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

export type PlatformState = 'reachable' | 'away';

/** `refused`: the platform will never take this event. */
export type EventReceipt =
  | { readonly taken: true; readonly repeated: boolean }
  | { readonly taken: false; readonly code: FailureCode };

/** How often the platform is asked whether it is there, milliseconds. */
const watchDelays = {
  whileReachable: 15_000,
  /** After a failure, until the breaker opens. */
  whileInDoubt: 1000,
} as const;

/** A question may be put once more after a broken connection only where the platform changes nothing by answering it. */
type Repeat = 'once-more-if-disconnected' | 'never';

interface Question<T> {
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answer: (status: number, body: unknown) => Result<T>;
  readonly repeat: Repeat;
}

/** They mean that the platform does not work, not that it said no. */
const away: readonly FailureCode[] = [
  'platform-unreachable',
  'platform-slow',
  'platform-nonsense',
  'platform-error',
];

/**
 * Failures of every question: platform-unreachable (also at once, while the circuit breaker is open), platform-slow,
 * platform-nonsense, platform-error, platform-refused, aborted.
 */
export class PlatformClient {
  readonly #options: PlatformClientOptions;
  readonly #listeners = new Set<(state: PlatformState) => void>();
  readonly #stopped = new AbortController();
  #breaker: Breaker = closedBreaker;
  #since: number;
  #cancelWatch: () => void = () => undefined;

  constructor(options: PlatformClientOptions) {
    this.#options = options;
    this.#since = options.clock.now();
  }

  /** `since`: milliseconds since the epoch. */
  get state(): { readonly state: PlatformState; readonly since: number } {
    return { state: stateOf(this.#breaker), since: this.#since };
  }

  /** Called at every change; the answer ends it. */
  onState(listener: (state: PlatformState) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Begins to watch whether the platform is there, so that the idle screen knows before somebody needs it. */
  start(): void {
    void this.#watch();
  }

  /** Ends the watch and every question under way (`aborted`). */
  stop(): void {
    this.#stopped.abort();
    this.#cancelWatch();
  }

  /** Failures beside the common ones: person-unknown. */
  resolveCard(request: z.infer<typeof resolveCardRequestSchema>, signal: AbortSignal) {
    return this.#ask(
      {
        operation: 'resolve-card',
        method: 'POST',
        path: platformPaths.resolveCard,
        body: request,
        answer: (status, body) => judgeAnswer(status, body, resolveCardAnswerSchema),
        repeat: 'once-more-if-disconnected',
      },
      signal,
    );
  }

  /** Failures beside the common ones: person-unknown. */
  resolveIdentityCard(request: z.infer<typeof resolveIdentityCardRequestSchema>, signal: AbortSignal) {
    return this.#ask(
      {
        operation: 'resolve-identity-card',
        method: 'POST',
        path: platformPaths.resolveIdentityCard,
        body: request,
        answer: (status, body) => judgeAnswer(status, body, resolveIdentityCardAnswerSchema),
        repeat: 'once-more-if-disconnected',
      },
      signal,
    );
  }

  /**
   * Failures beside the common ones: code-expired, code-refused, person-unknown. A code is good for one verification
   * and may have been used up by a question whose answer was lost: it is never sent twice.
   */
  verifyCode(request: z.infer<typeof verifyCodeRequestSchema>, signal: AbortSignal) {
    return this.#ask(
      {
        operation: 'verify-code',
        method: 'POST',
        path: platformPaths.verifyCode,
        body: request,
        answer: (status, body) => judgeAnswer(status, body, verifyCodeAnswerSchema),
        repeat: 'never',
      },
      signal,
    );
  }

  /** May be sent again and again under one key: the platform takes it once. */
  sendEvent(key: string, event: PlatformEvent, signal: AbortSignal): Promise<Result<EventReceipt>> {
    return this.#ask<EventReceipt>(
      {
        operation: 'send-event',
        method: 'POST',
        path: platformPaths.events,
        headers: { 'idempotency-key': key },
        body: event,
        answer: (status, body) => {
          if (isRefusedForGood(status, body)) return ok({ taken: false, code: 'platform-refused' });
          const taken = judgeAnswer(status, body, platformEventAnswerSchema);
          return taken.ok ? ok({ taken: true, repeated: taken.value.repeated }) : taken;
        },
        repeat: 'once-more-if-disconnected',
      },
      signal,
    );
  }

  /** What the platform was told of the station's audit chains, newest last. */
  async auditHeads(station: string, signal: AbortSignal): Promise<Result<readonly AnchoredAuditHead[]>> {
    const answer = await this.#ask(
      {
        operation: 'audit-heads',
        method: 'GET',
        path: `${platformPaths.auditHeads}?${new URLSearchParams({ station }).toString()}`,
        answer: (status, body) => judgeAnswer(status, body, auditHeadsAnswerSchema),
        repeat: 'once-more-if-disconnected',
      },
      signal,
    );
    return answer.ok ? ok(answer.value.heads) : answer;
  }

  async #watch(): Promise<void> {
    const answer = await this.#ask(
      {
        operation: 'health',
        method: 'GET',
        path: platformPaths.health,
        answer: (status, body) => judgeAnswer(status, body, platformHealthSchema),
        repeat: 'never',
      },
      this.#stopped.signal,
    );
    if (this.#stopped.signal.aborted) return;
    const breaker = this.#breaker;
    const wait =
      breaker.state === 'open'
        ? Math.max(breaker.until - this.#options.clock.monotonic(), 0)
        : answer.ok
          ? watchDelays.whileReachable
          : watchDelays.whileInDoubt;
    this.#cancelWatch = this.#options.clock.after(wait, () => void this.#watch());
  }

  async #ask<T>(question: Question<T>, signal: AbortSignal): Promise<Result<T>> {
    const { clock } = this.#options;
    const admitted = admit(this.#breaker, clock.monotonic());
    if (admitted === null) return fail('platform-unreachable', 'away; not asked');
    this.#breaker = admitted;
    const result = await this.#withDeadline(question, signal);
    if (result.ok || !(result.error.code === 'aborted' || away.includes(result.error.code)))
      this.#settle(succeeded());
    else if (result.error.code === 'aborted') this.#settle(abandoned(this.#breaker, clock.monotonic()));
    else this.#settle(failed(this.#breaker, clock.monotonic()));
    return result;
  }

  async #withDeadline<T>(question: Question<T>, signal: AbortSignal): Promise<Result<T>> {
    const deadline = new AbortController();
    const cancel = this.#options.clock.after(this.#options.requestMs, () => deadline.abort());
    const ended = AbortSignal.any([signal, deadline.signal, this.#stopped.signal]);
    try {
      for (let attempt = 1; ; attempt += 1) {
        const answer = await httpExchange(this.#requestFor(question), ended);
        const result = this.#resultOf(question, answer, deadline.signal.aborted);
        if (!result.ok && result.error.code !== 'aborted')
          this.#logFailure(question.operation, result.error, attempt);
        const again = answer.kind === 'disconnected' && question.repeat !== 'never' && attempt === 1;
        if (!again || ended.aborted) return result;
      }
    } finally {
      cancel();
    }
  }

  #requestFor({ method, path, body, headers }: Question<unknown>): HttpRequest {
    const { url, key } = this.#options;
    return {
      method,
      url: url.replace(/\/+$/, '') + path,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    };
  }

  #resultOf<T>({ answer: judge }: Question<T>, answer: HttpAnswer, late: boolean): Result<T> {
    switch (answer.kind) {
      case 'answer':
        return judge(answer.status, answer.body);
      case 'disconnected':
        return fail('platform-unreachable', answer.detail);
      case 'nonsense':
        return fail('platform-nonsense', answer.detail);
      case 'aborted':
        return late ? fail('platform-slow', `${this.#options.requestMs} ms`) : fail('aborted');
    }
  }

  #settle(breaker: Breaker): void {
    const before = stateOf(this.#breaker);
    this.#breaker = breaker;
    const state = stateOf(breaker);
    if (state === before) return;
    const { clock, log } = this.#options;
    const awayMs = clock.now() - this.#since;
    this.#since = clock.now();
    if (state === 'reachable') log.event('platform-back', { awaySeconds: Math.round(awayMs / 1000) });
    else log.event('platform-away', { failures: breakerDelays.failuresToOpen });
    for (const listener of this.#listeners) listener(state);
  }

  #logFailure(
    operation: string,
    failure: { readonly code: FailureCode; readonly detail?: string },
    attempt: number,
  ): void {
    this.#options.log.event('platform-failed', {
      operation,
      code: failure.code,
      detail: failure.detail,
      attempt,
    });
  }
}

/** While one request tries whether it is back, it still counts as away. */
function stateOf(breaker: Breaker): PlatformState {
  return breaker.state === 'closed' ? 'reachable' : 'away';
}
