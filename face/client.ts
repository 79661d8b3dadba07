/**
 * The engine when it is needed: started by the first picture or a warm-up, ended after a while without one, replaced
 * when it dies or hangs. Whoever asked is told, and nothing is asked twice by itself.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { FaceFinding } from '#contracts/face.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import { fromEngineSchema, type FromEngine, type ToEngine } from './engine-messages.ts';
import type { Portrait } from './portrait.ts';

/** Milliseconds. */
export const engineDelays = {
  /** To load the models, on a slow machine with both processors busy. */
  start: 20_000,
  /** One picture. */
  picture: 8000,
  /** Without a picture, until the process and its memory are given back. */
  idle: 120_000,
} as const;

interface Waiting {
  readonly settle: (result: Result<FromEngine>) => void;
}

interface Running {
  readonly child: ChildProcess;
  readonly ready: Promise<Result<void>>;
  readonly waiting: Map<number, Waiting>;
}

export class FaceEngineClient {
  readonly #clock: Clock;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #onReady: (ms: number) => void;
  #running: Running | null = null;
  #cancelIdle: () => void = () => undefined;
  #lastId = 0;
  #stopped = false;

  /** `onReady`: the models are loaded, after so many milliseconds. */
  constructor(options: {
    readonly clock: Clock;
    readonly environment: NodeJS.ProcessEnv;
    readonly onReady?: (ms: number) => void;
  }) {
    this.#clock = options.clock;
    this.#environment = options.environment;
    this.#onReady = options.onReady ?? (() => undefined);
  }

  /** Process number while it runs, for a test and for whoever looks at the machine. */
  get pid(): number | null {
    return this.#running?.child.pid ?? null;
  }

  /** Starts it, so that the first picture need not wait. Failures: face-models-missing, face-engine-failed. */
  warm(): Promise<Result<void>> {
    if (this.#stopped) return Promise.resolve(fail('aborted'));
    this.#touch();
    this.#running ??= this.#start();
    return this.#running.ready;
  }

  /** Failures: face-models-missing, face-engine-failed, aborted. */
  async analyse(jpeg: string, signal: AbortSignal): Promise<Result<FaceFinding>> {
    const answer = await this.#ask('analyse', jpeg, signal);
    if (!answer.ok) return answer;
    return answer.value.type === 'finding' ? ok(answer.value.finding) : fail('face-engine-failed');
  }

  /** As `analyse`. */
  async portrait(jpeg: string, signal: AbortSignal): Promise<Result<Portrait | null>> {
    const answer = await this.#ask('portrait', jpeg, signal);
    if (!answer.ok) return answer;
    return answer.value.type === 'portrait' ? ok(answer.value.portrait) : fail('face-engine-failed');
  }

  stop(): void {
    this.#stopped = true;
    this.#end({ code: 'aborted' });
  }

  async #ask(ask: ToEngine['ask'], jpeg: string, signal: AbortSignal): Promise<Result<FromEngine>> {
    const ready = await this.warm();
    if (!ready.ok) return ready;
    const running = this.#running;
    if (running === null) return fail('face-engine-failed');
    if (signal.aborted) return fail('aborted');
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const settle = (result: Result<FromEngine>): void => {
        running.waiting.delete(id);
        cancelDeadline();
        signal.removeEventListener('abort', onAbort);
        this.#touch();
        resolve(result);
      };
      // One that hangs is ended: its memory may be damaged, and the next picture gets a new one.
      const cancelDeadline = startDeadline(this.#clock, engineDelays.picture, () =>
        this.#end({ code: 'face-engine-failed', detail: 'hung' }),
      );
      const onAbort = (): void => settle(fail('aborted'));
      signal.addEventListener('abort', onAbort, { once: true });
      running.waiting.set(id, { settle });
      running.child.send({ id, ask, jpeg } satisfies ToEngine, () => undefined);
    });
  }

  #touch(): void {
    this.#cancelIdle();
    if (this.#stopped) return;
    this.#cancelIdle = this.#clock.after(engineDelays.idle, () => this.#end({ code: 'aborted' }));
  }

  #end(failure: Failure): void {
    this.#cancelIdle();
    const running = this.#running;
    this.#running = null;
    if (running === null) return;
    for (const { settle } of running.waiting.values()) settle({ ok: false, error: failure });
    running.child.kill('SIGKILL');
  }

  #start(): Running {
    const begun = this.#clock.monotonic();
    const child = fork(join(import.meta.dirname, 'engine-process.ts'), [], {
      env: this.#environment,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const waiting = new Map<number, Waiting>();
    const lost = (): void => {
      if (this.#running?.child === child)
        this.#end({ code: 'face-engine-failed', detail: 'the process ended' });
    };
    const ready = new Promise<Result<void>>((resolve) => {
      const cancel = startDeadline(this.#clock, engineDelays.start, () => {
        resolve(fail('face-engine-failed', 'not ready in time'));
        lost();
      });
      const settle = (result: Result<void>): void => {
        cancel();
        resolve(result);
      };
      child.on('message', (raw: unknown) => {
        const message = fromEngineSchema.safeParse(raw);
        if (!message.success) return;
        const said = message.data;
        if (said.type === 'ready') {
          this.#onReady(this.#clock.monotonic() - begun);
          settle(ok(undefined));
        } else if (said.type === 'not-ready') settle({ ok: false, error: said.error });
        else
          waiting.get(said.id)?.settle(said.type === 'failed' ? { ok: false, error: said.error } : ok(said));
      });
      child.once('exit', () => settle(fail('face-engine-failed', 'the process ended')));
      child.once('error', () => settle(fail('face-engine-failed', 'the process did not start')));
    });
    child.once('exit', lost);
    child.once('error', lost);
    return { child, ready, waiting };
  }
}
