/** One configured device in the host: its driver, restarted alone when it throws, and its state. */
import { AsyncLocalStorage } from 'node:async_hooks';

import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { DeviceCall, DeviceConfig, DeviceEvent } from '#contracts/devices.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import type { CardReaderEvent, Health } from '#drivers/core/capabilities.ts';
import type { Trace } from '#drivers/core/trace.ts';

import { errorPlace } from '../error-place.ts';
import { RestartBudget, type RestartPolicy } from '../processes/restart-budget.ts';
import type { DrivenDevice, MakeDevice } from './driven-device.ts';
import { Interruptions } from './interruptions.ts';

export const driverRestarts: RestartPolicy = {
  pausesMs: [100, 500, 2000, 5000, 10_000],
  restarts: 5,
  withinMs: 600_000,
};

/** How long a driver that is being replaced may take to let go of its hardware, milliseconds. */
const stopWithinMs = 2000;

/** Whose code is running, through every callback and promise that it leaves behind: whoever throws is found by it. */
const running = new AsyncLocalStorage<DeviceSlot>();

/** The device whose code threw what ended up unhandled; undefined if it was nobody's. */
export function whoseFault(): DeviceSlot | undefined {
  return running.getStore();
}

type SlotState =
  | { readonly kind: 'stopped' }
  /** `driven` null: being made. */
  | { readonly kind: 'running'; readonly driven: DrivenDevice | null }
  | { readonly kind: 'pausing' }
  | { readonly kind: 'out-of-order' };

export class DeviceSlot {
  readonly config: DeviceConfig;
  readonly #make: MakeDevice;
  readonly #clock: Clock;
  readonly #trace: Trace;
  readonly #emit: (event: DeviceEvent) => void;
  readonly #budget = new RestartBudget(driverRestarts);
  readonly #interruptions = new Interruptions();
  #state: SlotState = { kind: 'stopped' };
  #name: string | null = null;
  #cancelRestart: () => void = () => undefined;

  constructor(options: {
    readonly config: DeviceConfig;
    readonly make: MakeDevice;
    readonly clock: Clock;
    readonly trace: Trace;
    readonly emit: (event: DeviceEvent) => void;
  }) {
    this.config = options.config;
    this.#make = options.make;
    this.#clock = options.clock;
    this.#trace = options.trace;
    this.#emit = options.emit;
  }

  start(): void {
    this.#state = { kind: 'running', driven: null };
    running.run(this, () => {
      try {
        const driven = this.#make(this.config, { clock: this.#clock, trace: this.#trace });
        this.#state = { kind: 'running', driven };
        this.#listen(driven);
      } catch (error) {
        this.threw(error);
      }
    });
  }

  async stop(): Promise<void> {
    const state = this.#state;
    this.#state = { kind: 'stopped' };
    this.#cancelRestart();
    if (state.kind === 'running') await this.#release(state.driven);
  }

  /** The driver threw: it alone is stopped and started again, or is out of order when that did not help. */
  threw(error: unknown): void {
    const state = this.#state;
    if (state.kind !== 'running') return;
    const pause = this.#budget.lost(this.#clock.monotonic());
    const detail = errorPlace(error);
    const failure: Failure = { code: pause === null ? 'device-out-of-order' : 'device-restarting', detail };
    for (const event of this.#interruptions.interrupt(this.config.id, failure)) this.#emit(event);
    this.#emitState(pause === null ? 'out-of-order' : 'failing', failure);
    this.#state = { kind: pause === null ? 'out-of-order' : 'pausing' };
    const released = this.#release(state.driven);
    if (pause === null) return;
    this.#cancelRestart = this.#clock.after(pause, () => void this.#restart(released));
  }

  async #restart(released: Promise<void>): Promise<void> {
    await released;
    if (this.#state.kind === 'pausing') this.start();
  }

  /** Answers a call of the station, within `signal`. */
  async call(call: DeviceCall, signal: AbortSignal): Promise<Result<object>> {
    const state = this.#state;
    if (call.method === 'enable') return this.#enable();
    if (state.kind === 'out-of-order') return fail('device-out-of-order');
    if (state.kind !== 'running' || state.driven === null) return fail('device-restarting');
    const { driven } = state;
    return running.run(this, async () => {
      try {
        return await this.#ask(driven, call, signal);
      } catch (error) {
        this.threw(error);
        return fail('device-restarting', errorPlace(error));
      }
    });
  }

  async #ask(
    driven: DrivenDevice,
    call: Exclude<DeviceCall, { method: 'enable' }>,
    signal: AbortSignal,
  ): Promise<Result<object>> {
    switch (call.method) {
      case 'gate-open': {
        if (driven.kind !== 'gate') return fail('not-permitted', 'not a gate');
        this.#interruptions.opening(call.opening, call.device, call.direction);
        const opened = await driven.device.open(call.opening, call.direction, signal);
        if (!opened.ok) this.#interruptions.notOpened(call.opening);
        return opened;
      }
      case 'print':
        if (driven.kind !== 'printer') return fail('not-permitted', 'not a printer');
        return driven.device.print(call.slip, signal);
      case 'verify-finger': {
        if (driven.kind !== 'fingerprint-reader') return fail('not-permitted', 'not a fingerprint reader');
        if (call.format !== driven.device.format) return fail('template-unusable', call.format);
        return driven.device.verify(Buffer.from(call.template, 'base64'), signal);
      }
      case 'test': {
        const tested = await driven.device.test(signal);
        return tested.ok ? ok({ text: tested.value }) : tested;
      }
      default:
        return call satisfies never;
    }
  }

  #enable(): Result<object> {
    this.#budget.refill();
    if (this.#state.kind === 'out-of-order') this.start();
    return ok({ enabled: true });
  }

  #listen(driven: DrivenDevice): void {
    /** Events of a driver that has been replaced meanwhile are nobody's. */
    const current = (): boolean => this.#state.kind === 'running' && this.#state.driven === driven;
    const device = this.config.id;
    const tell = (event: DeviceEvent): void => {
      if (!current()) return;
      const passed = this.#interruptions.pass(event);
      if (passed !== null) this.#emit(passed);
    };
    const health = (value: Health): void => {
      if (!current()) return;
      this.#name = value.name;
      this.#emitState(value.state, value.state === 'failing' ? value.failure : null);
    };
    switch (driven.kind) {
      case 'card-reader':
        driven.device.start((event) => {
          if (event.type === 'health') health(event.health);
          else tell(cardEvent(device, driven.medium, event));
        });
        return;
      case 'scanner':
        driven.device.start((event) =>
          event.type === 'health' ? health(event.health) : tell({ ...event, device }),
        );
        return;
      case 'gate':
        driven.device.start((event) =>
          event.type === 'health' ? health(event.health) : tell({ ...event, device }),
        );
        return;
      case 'printer':
        driven.device.start((event) =>
          event.type === 'health' ? health(event.health) : tell({ ...event, device }),
        );
        return;
      case 'fingerprint-reader':
        driven.device.start((event) =>
          event.type === 'health' ? health(event.health) : tell({ ...event, device }),
        );
        return;
      default:
        driven satisfies never;
    }
  }

  #emitState(state: Extract<DeviceEvent, { type: 'state' }>['state'], failure: Failure | null): void {
    this.#emit({ type: 'state', device: this.config.id, state, failure, name: this.#name });
  }

  /** Resolves when the driver has let go of its hardware, or has had its time. */
  async #release(driven: DrivenDevice | null): Promise<void> {
    if (driven === null) return;
    let cancel = (): void => undefined;
    const timeUp = new Promise<void>((resolve) => {
      cancel = startDeadline(this.#clock, stopWithinMs, resolve);
    });
    // A driver that threw once may throw again while it stops; it is being replaced either way.
    const stopped = running.run(this, () => driven.device.stop()).catch(() => undefined);
    await Promise.race([stopped, timeUp]);
    cancel();
  }
}

function cardEvent(device: string, medium: 'card' | 'identity-card', event: CardReaderEvent): DeviceEvent {
  return event.type === 'card-inserted' ? { ...event, device, medium } : { ...event, device };
}
