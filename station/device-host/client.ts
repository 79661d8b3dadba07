/** The station's side of the device host: calls, events and states, over every restart of the process. */
import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import {
  fromDeviceHostSchema,
  type FromDeviceHost,
  type ToDeviceHost,
} from '#contracts/device-host-messages.ts';
import {
  deviceCallResultSchemas,
  type DeviceCall,
  type DeviceCallResults,
  type DeviceConfig,
  type DeviceEvent,
  type TraceEntry,
} from '#contracts/devices.ts';
import { failures } from '#contracts/failures.ts';
import type { Log } from '#contracts/log-events.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import type { DeviceStatus } from '#contracts/technician.ts';

import { forkChild, type ChildPort } from '../processes/child-port.ts';
import { ChildSupervisor, type LossCause } from '../processes/supervisor.ts';
import { Blame } from './blame.ts';
import { FlightRecorder } from './flight-recorder.ts';
import { Interruptions } from './interruptions.ts';

/** How much longer than its deadline a call may take: the host's answer on its way. Milliseconds. */
const answerGraceMs = 500;

type Answer = Extract<FromDeviceHost, { type: 'answer' }>;
type Method = DeviceCall['method'];

export class DeviceHostClient {
  readonly #devices: readonly DeviceConfig[];
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #recorder: FlightRecorder;
  readonly #supervisor: ChildSupervisor<ToDeviceHost, FromDeviceHost>;
  readonly #blame = new Blame();
  readonly #interruptions = new Interruptions();
  readonly #statuses = new Map<string, DeviceStatus>();
  readonly #leftOut = new Set<string>();
  readonly #calls = new Map<number, (answer: Result<object>) => void>();
  readonly #eventListeners = new Set<(event: DeviceEvent) => void>();
  readonly #traceListeners = new Set<(entries: readonly TraceEntry[]) => void>();
  #lastCall = 0;

  /**
   * `devices`: with real ports, no `emulated` left. `spawn` starts the host's process with the flight recorder's file;
   * a test may start another program there.
   */
  constructor(options: {
    readonly devices: readonly DeviceConfig[];
    readonly clock: Clock;
    readonly log: Log;
    readonly spawn?: (recorderFile: number) => ChildPort;
  }) {
    this.#devices = options.devices;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#recorder = new FlightRecorder();
    const spawn = options.spawn ?? spawnDeviceHost;
    this.#supervisor = new ChildSupervisor<ToDeviceHost, FromDeviceHost>({
      name: 'device-host',
      spawn: () => {
        this.#recorder.clear();
        return spawn(this.#recorder.file);
      },
      received: fromDeviceHostSchema,
      clock: options.clock,
      log: options.log,
      listener: {
        started: () => this.#greet(),
        message: (message) => this.#hear(message),
        lost: (cause, restartInMs) => this.#lost(cause, restartInMs),
      },
    });
    for (const { id, driver } of this.#devices) {
      this.#statuses.set(id, {
        id,
        driver,
        state: 'absent',
        name: null,
        since: this.#clock.now(),
        failure: null,
      });
    }
  }

  /** Starts the process; what the devices are comes as events. */
  start(): void {
    this.#supervisor.start();
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    await this.#supervisor.stop();
    this.#fail('device-restarting');
    this.#recorder.close();
  }

  /** Every event from now on, states included; the answer ends it. */
  events(listener: (event: DeviceEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => void this.#eventListeners.delete(listener);
  }

  /** The live trace, which costs nothing while nobody watches; the answer ends it. */
  watchTrace(listener: (entries: readonly TraceEntry[]) => void): () => void {
    this.#traceListeners.add(listener);
    if (this.#traceListeners.size === 1) this.#supervisor.send({ type: 'trace', on: true });
    return () => {
      if (this.#traceListeners.delete(listener) && this.#traceListeners.size === 0) {
        this.#supervisor.send({ type: 'trace', on: false });
      }
    };
  }

  /**
   * Asks a device. Always settles, at the latest half a second after `deadlineMs` in which this process ran. Failures besides the device's own:
   * device-unknown, device-restarting (the process was lost: whether it was done is not known), device-out-of-order,
   * timeout, aborted. Nothing is repeated.
   */
  call<M extends Method>(
    call: Extract<DeviceCall, { method: M }>,
    deadlineMs: number,
    signal?: AbortSignal,
  ): Promise<Result<DeviceCallResults[M]>>;
  async call(call: DeviceCall, deadlineMs: number, signal?: AbortSignal): Promise<Result<object>> {
    if (!this.#statuses.has(call.device)) return fail('device-unknown');
    if (signal?.aborted === true) return fail('aborted');
    if (call.method === 'enable') this.#enable(call.device);
    if (this.#leftOut.has(call.device)) return fail('device-out-of-order');
    if (call.method === 'gate-open') this.#interruptions.opening(call.opening, call.device, call.direction);
    const answer = await this.#ask(call, deadlineMs, signal);
    if (call.method === 'gate-open' && !answer.ok) this.#interruptions.notOpened(call.opening);
    if (!answer.ok) return answer;
    const value = deviceCallResultSchemas[call.method].safeParse(answer.value);
    return value.success ? ok(value.data) : fail('device-garbled', `answer to ${call.method}`);
  }

  statuses(): readonly DeviceStatus[] {
    return [...this.#statuses.values()];
  }

  get process(): { readonly running: boolean; readonly restarts: number; readonly pid: number | null } {
    return {
      running: this.#supervisor.running,
      restarts: this.#supervisor.restarts,
      pid: this.#supervisor.pid,
    };
  }

  #ask(call: DeviceCall, deadlineMs: number, signal: AbortSignal | undefined): Promise<Result<object>> {
    this.#lastCall += 1;
    const id = this.#lastCall;
    return new Promise((resolve) => {
      const settle = (answer: Result<object>): void => {
        this.#calls.delete(id);
        cancelDeadline();
        signal?.removeEventListener('abort', onAbort);
        resolve(answer);
      };
      const onAbort = (): void => void this.#supervisor.send({ type: 'cancel', id });
      const cancelDeadline = startDeadline(this.#clock, deadlineMs + answerGraceMs, () => {
        // Its own deadline counts its own time: what was given up here is not to be done when it goes on.
        onAbort();
        settle(fail('timeout'));
      });
      this.#calls.set(id, settle);
      signal?.addEventListener('abort', onAbort, { once: true });
      if (!this.#supervisor.send({ type: 'call', id, deadlineMs, call })) settle(fail('device-restarting'));
    });
  }

  #greet(): void {
    this.#supervisor.send({ type: 'configure', devices: [...this.#devices], leftOut: [...this.#leftOut] });
    if (this.#traceListeners.size > 0) this.#supervisor.send({ type: 'trace', on: true });
  }

  #hear(message: FromDeviceHost): void {
    switch (message.type) {
      case 'event': {
        // Of a device that was left out a moment ago.
        if (!this.#statuses.has(message.event.device) || this.#leftOut.has(message.event.device)) return;
        const event = this.#interruptions.pass(message.event);
        if (event !== null) this.#tell(event);
        return;
      }
      case 'answer':
        this.#answer(message);
        return;
      case 'trace':
        for (const listener of this.#traceListeners) listener(message.entries);
        return;
      case 'configured':
      case 'pong':
        return;
      default:
        message satisfies never;
    }
  }

  #answer(answer: Answer): void {
    this.#calls.get(answer.id)?.(answer.ok ? ok(answer.value) : { ok: false, error: answer.error });
  }

  #lost(cause: LossCause, restartInMs: number | null): void {
    // A process that was ended from outside accuses none of its devices.
    const atWork = cause === 'own' ? this.#recorder.atWork() : [];
    const suspects = atWork.flatMap((index) => this.#devices[index]?.id ?? []);
    for (const guilty of this.#blame.lost(suspects, this.#clock.monotonic())) this.#leftOut.add(guilty);
    this.#fail('device-restarting');
    for (const { id } of this.#devices) {
      const outOfOrder = restartInMs === null || this.#leftOut.has(id);
      const failure: Failure = { code: outOfOrder ? 'device-out-of-order' : 'device-restarting' };
      for (const event of this.#interruptions.interrupt(id, failure)) this.#tell(event);
      const { name } = this.#status(id);
      this.#tell({
        type: 'state',
        device: id,
        state: outOfOrder ? 'out-of-order' : 'failing',
        failure,
        name,
      });
    }
  }

  /** Answers every call that is under way. */
  #fail(code: 'device-restarting'): void {
    for (const settle of this.#calls.values()) settle(fail(code));
  }

  /** A technician says that `device` is well again. */
  #enable(device: string): void {
    this.#blame.forgive();
    if (this.#leftOut.delete(device)) this.#greet();
    if (!this.#supervisor.running) this.#supervisor.revive();
  }

  #status(device: string): DeviceStatus {
    const status = this.#statuses.get(device);
    if (status === undefined) throw new TypeError(`no device ${device}`);
    return status;
  }

  #tell(event: DeviceEvent): void {
    if (event.type === 'state') this.#note(event);
    else this.#logTrouble(event);
    for (const listener of this.#eventListeners) listener(event);
  }

  #note({ device, state, failure, name }: Extract<DeviceEvent, { type: 'state' }>): void {
    const before = this.#status(device);
    const changed = before.state !== state || before.failure?.code !== failure?.code;
    this.#statuses.set(device, {
      ...before,
      state,
      name,
      failure,
      since: changed ? this.#clock.now() : before.since,
    });
    // Ready and busy alternate with every card; only what goes beyond them is worth a line.
    const routine = before.state === 'busy' || (before.state === 'ready' && state === 'busy');
    if (changed && !(routine && failure === null)) {
      this.#log.event('device-state', { device, state, code: failure?.code, detail: failure?.detail });
    }
  }

  #logTrouble(event: Exclude<DeviceEvent, { type: 'state' }>): void {
    if (event.type === 'gate-alarm' && event.active) {
      this.#log.event('gate-alarm', { device: event.device, alarm: event.alarm });
    }
    const failure = 'failure' in event ? event.failure : 'problem' in event ? event.problem : null;
    if (failure === null) return;
    const { code, detail } = failure;
    const name = failures[code].event;
    if (
      name === 'card-failed' ||
      name === 'identity-card-failed' ||
      name === 'code-failed' ||
      name === 'print-failed'
    ) {
      this.#log.event(name, { device: event.device, code, detail });
    } else this.#log.event('device-failed', { device: event.device, code, detail });
  }
}

function spawnDeviceHost(recorderFile: number): ChildPort {
  return forkChild({ entry: `${import.meta.dirname}/main.ts`, file: recorderFile });
}
