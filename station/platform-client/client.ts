/** The city's one-card platform over HTTP (contracts/platform-api.ts), with deadlines and a circuit breaker. */
import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { FailureCode } from '#contracts/failures.ts';
import type { Log } from '#contracts/log-events.ts';
import type { AnchoredAuditHead, PlatformEvent } from '#contracts/platform-api.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import { isAway } from './away.ts';
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
import { questions, type Asked, type EventReceipt, type Question } from './questions.ts';

export interface PlatformClientOptions {
  /** Base address; paths of the contract are appended. */
  readonly url: string;
  /** The terminal's key, null where the platform asks for none. */
  readonly key: string | null;
  /** One request with its retry, milliseconds; one with a picture gets longer. */
  readonly requestMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

export type PlatformState = 'reachable' | 'away';

/** How often the platform is asked whether it is there, milliseconds. */
const watchDelays = {
  whileReachable: 15_000,
  /** After a failure, until the breaker opens. */
  whileInDoubt: 1000,
} as const;

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
  resolveCard(asked: Asked<'resolveCard'>, signal: AbortSignal) {
    return this.#ask(questions.resolveCard(asked), signal);
  }

  /** Failures beside the common ones: person-unknown. */
  resolveIdentityCard(asked: Asked<'resolveIdentityCard'>, signal: AbortSignal) {
    return this.#ask(questions.resolveIdentityCard(asked), signal);
  }

  /** Failures beside the common ones: code-expired, code-refused, person-unknown. A code is never sent twice. */
  verifyCode(asked: Asked<'verifyCode'>, signal: AbortSignal) {
    return this.#ask(questions.verifyCode(asked), signal);
  }

  /**
   * For which benefits a person has to authenticate, and what is on file to do it by. Failures beside the common ones:
   * person-unknown, person-deceased.
   */
  qualificationStatus(asked: Asked<'qualificationStatus'>, signal: AbortSignal) {
    return this.#ask(questions.qualificationStatus(asked), signal);
  }

  /**
   * The face on file, to be compared on the station. Failures beside the common ones: person-unknown, person-deceased,
   * not-enrolled.
   */
  faceReference(asked: Asked<'faceReference'>, signal: AbortSignal) {
    return this.#ask(questions.faceReference(asked), signal);
  }

  /** The platform compares; its answer may take `questionDelays.picture`. Failures: as `faceReference`. */
  matchFace(asked: Asked<'matchFace'>, signal: AbortSignal) {
    return this.#ask(questions.matchFace(asked), signal);
  }

  /** One finger on file, for a reader of that format. Failures: as `faceReference`. */
  fingerprintTemplate(asked: Asked<'fingerprintTemplate'>, signal: AbortSignal) {
    return this.#ask(questions.fingerprintTemplate(asked), signal);
  }

  /** The platform's own id of a member of staff. Failures beside the common ones: staff-unknown. */
  confirmStaff(asked: Asked<'confirmStaff'>, signal: AbortSignal) {
    return this.#ask(questions.confirmStaff(asked), signal);
  }

  /** May be sent again and again under one key: the platform takes it once, and says the same of it each time. */
  sendEvent(key: string, event: PlatformEvent, signal: AbortSignal): Promise<Result<EventReceipt>> {
    return this.#ask(questions.event(key, event), signal);
  }

  /** What the platform was told of the station's audit chains, newest last. */
  async auditHeads(station: string, signal: AbortSignal): Promise<Result<readonly AnchoredAuditHead[]>> {
    const answer = await this.#ask(questions.auditHeads(station), signal);
    return answer.ok ? ok(answer.value.heads) : answer;
  }

  async #watch(): Promise<void> {
    const answer = await this.#ask(questions.health(), this.#stopped.signal);
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
    if (result.ok || !(result.error.code === 'aborted' || isAway(result.error))) this.#settle(succeeded());
    else if (result.error.code === 'aborted') this.#settle(abandoned(this.#breaker, clock.monotonic()));
    else this.#settle(failed(this.#breaker, clock.monotonic()));
    return result;
  }

  async #withDeadline<T>(question: Question<T>, signal: AbortSignal): Promise<Result<T>> {
    const deadline = new AbortController();
    const ms = Math.max(this.#options.requestMs, question.leastMs ?? 0);
    const cancel = startDeadline(this.#options.clock, ms, () => deadline.abort());
    const ended = AbortSignal.any([signal, deadline.signal, this.#stopped.signal]);
    try {
      for (let attempt = 1; ; attempt += 1) {
        const answer = await httpExchange(this.#requestFor(question), ended);
        const result = resultOf(question, answer, deadline.signal.aborted ? ms : null);
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

/** `late`: the deadline that has passed, milliseconds; null where there is time. */
function resultOf<T>({ answer: judge }: Question<T>, answer: HttpAnswer, late: number | null): Result<T> {
  switch (answer.kind) {
    case 'answer':
      return judge(answer.status, answer.body);
    case 'disconnected':
      return fail('platform-unreachable', answer.detail);
    case 'nonsense':
      return fail('platform-nonsense', answer.detail);
    case 'aborted':
      return late === null ? fail('aborted') : fail('platform-slow', `${late} ms`);
  }
}

/** While one request tries whether it is back, it still counts as away. */
function stateOf(breaker: Breaker): PlatformState {
  return breaker.state === 'closed' ? 'reachable' : 'away';
}
