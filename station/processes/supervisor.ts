/** Keeps one child process running: heartbeat, end of a hung one, restart with back-off and a budget. */
import type { z } from 'zod';

import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { Log } from '#contracts/log-events.ts';

import type { ChildPort } from './child-port.ts';
import { RestartBudget, type RestartPolicy } from './restart-budget.ts';

/** Every delay of supervision, milliseconds. */
export const supervision = {
  pingEveryMs: 1000,
  /** So many pings in a row without a word: the process hangs. Counted and not timed, so that a station that was itself held up (a suspended machine) does not end a child that had no chance to answer. */
  unansweredPings: 3,
  /** The same until its first word, while it loads its modules. */
  unansweredAtStart: 15,
  /** From the request to end to SIGKILL. */
  stopWithinMs: 3000,
} as const;

export const childRestarts: RestartPolicy = {
  pausesMs: [50, 250, 1000, 2000, 5000],
  restarts: 5,
  withinMs: 600_000,
};

/** By its own fault, or ended from outside (a person, the system short of memory). */
export type LossCause = 'own' | 'ended';

export interface SupervisorListener<In> {
  /** A new process runs; nothing of an earlier one comes any more. */
  readonly started: () => void;
  readonly message: (message: In) => void;
  /** `restartInMs` null: given up until `revive`. */
  readonly lost: (cause: LossCause, restartInMs: number | null) => void;
}

interface Running {
  readonly port: ChildPort;
  heard: boolean;
  unanswered: number;
}

export class ChildSupervisor<Out extends object, In extends { readonly type: string }> {
  readonly #name: string;
  readonly #spawn: () => ChildPort;
  readonly #received: z.ZodType<In>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #budget = new RestartBudget(childRestarts);
  readonly #listener: SupervisorListener<In>;
  #running: Running | null = null;
  #cancelTimer: () => void = () => undefined;
  #pings = 0;
  #starts = 0;
  #stopped = false;
  #gone: () => void = () => undefined;

  constructor(options: {
    /** In the log. */
    readonly name: string;
    readonly spawn: () => ChildPort;
    readonly received: z.ZodType<In>;
    readonly clock: Clock;
    readonly log: Log;
    readonly listener: SupervisorListener<In>;
  }) {
    this.#name = options.name;
    this.#spawn = options.spawn;
    this.#received = options.received;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#listener = options.listener;
  }

  get running(): boolean {
    return this.#running !== null;
  }

  get pid(): number | null {
    return this.#running?.port.pid ?? null;
  }

  /** Starts after the first. */
  get restarts(): number {
    return Math.max(0, this.#starts - 1);
  }

  start(): void {
    if (this.#stopped || this.#running !== null) return;
    this.#cancelTimer();
    this.#starts += 1;
    const port = this.#spawn();
    const running: Running = { port, heard: false, unanswered: 0 };
    this.#running = running;
    port.onMessage((raw) => this.#hear(running, raw));
    port.onGone((reason) => this.#lose(running, reason));
    this.#log.event('process-started', { process: this.#name, pid: port.pid, attempt: this.#starts });
    this.#beat(running);
    this.#listener.started();
  }

  /** False while no process runs. */
  send(message: Out): boolean {
    return this.#running?.port.send(message) ?? false;
  }

  /** After it was given up, or to end the wait for the next restart. */
  revive(): void {
    this.#budget.refill();
    this.start();
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    const running = this.#running;
    if (running === null) return;
    const gone = new Promise<void>((resolve) => {
      this.#gone = resolve;
    });
    this.#cancelTimer = startDeadline(this.#clock, supervision.stopWithinMs, () => running.port.kill());
    running.port.disconnect();
    await gone;
  }

  #hear(running: Running, raw: unknown): void {
    // A message that was under way when its process was given up belongs to no process any more.
    if (this.#running !== running || this.#stopped) return;
    running.heard = true;
    running.unanswered = 0;
    const message = this.#received.safeParse(raw);
    if (!message.success) {
      const where = message.error.issues.map((issue) => issue.path.join('.')).join(' ');
      this.#log.event('message-refused', { process: this.#name, where });
      return;
    }
    if (message.data.type !== 'pong') this.#listener.message(message.data);
  }

  #beat(running: Running): void {
    this.#cancelTimer = this.#clock.after(supervision.pingEveryMs, () => {
      const allowed = running.heard ? supervision.unansweredPings : supervision.unansweredAtStart;
      if (running.unanswered >= allowed) {
        running.port.kill();
        this.#lose(running, 'no answer to heartbeat');
        return;
      }
      running.unanswered += 1;
      this.#pings += 1;
      running.port.send({ type: 'ping', n: this.#pings });
      this.#beat(running);
    });
  }

  #lose(running: Running, reason: string): void {
    // Told already when its heartbeat failed.
    if (this.#running !== running) return;
    this.#running = null;
    this.#cancelTimer();
    if (this.#stopped) {
      this.#gone();
      return;
    }
    const restartInMs = this.#budget.lost(this.#clock.monotonic());
    this.#log.event('process-lost', { process: this.#name, reason, restartInMs });
    if (restartInMs === null)
      this.#log.event('process-given-up', { process: this.#name, restarts: this.restarts });
    else this.#cancelTimer = this.#clock.after(restartInMs, () => this.start());
    const cause = reason === 'SIGKILL' || reason === 'SIGTERM' ? 'ended' : 'own';
    this.#listener.lost(cause, restartInMs);
  }
}
