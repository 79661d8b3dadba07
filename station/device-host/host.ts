/** The device host: every configured device in its slot, calls with deadlines, events and the trace on their way out. */
import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { FromDeviceHost, ToDeviceHost } from '#contracts/device-host-messages.ts';
import type { DeviceConfig } from '#contracts/devices.ts';
import { fail, type Result } from '#contracts/result.ts';

import { DeviceSlot, whoseFault } from './device-slot.ts';
import type { MakeDevice } from './driven-device.ts';
import type { FlightWriter } from './flight-recorder.ts';
import { TraceBatch } from './trace-batch.ts';

/** How long a device that is opened may keep the next one waiting, milliseconds. */
const firstWordMs = 250;

type CallMessage = Extract<ToDeviceHost, { type: 'call' }>;

export class DeviceHost {
  readonly #make: MakeDevice;
  readonly #clock: Clock;
  readonly #send: (message: FromDeviceHost) => void;
  readonly #recorder: Pick<FlightWriter, 'note'>;
  readonly #trace: TraceBatch;
  readonly #slots = new Map<string, DeviceSlot>();
  readonly #calls = new Map<number, AbortController>();
  readonly #firstWords = new Map<string, () => void>();
  #configured: Promise<void> = Promise.resolve();
  /** Ids of the newest configuration, opened or not yet. */
  #expected: ReadonlySet<string> = new Set();

  constructor(options: {
    readonly make: MakeDevice;
    readonly clock: Clock;
    readonly send: (message: FromDeviceHost) => void;
    readonly recorder: Pick<FlightWriter, 'note'>;
  }) {
    this.#make = options.make;
    this.#clock = options.clock;
    this.#send = options.send;
    this.#recorder = options.recorder;
    this.#trace = new TraceBatch(options.clock, (entries) => this.#send({ type: 'trace', entries }));
  }

  handle(message: ToDeviceHost): void {
    switch (message.type) {
      case 'configure':
        this.#expected = new Set(message.devices.map(({ id }) => id));
        this.#configured = this.#configured.then(() => this.#configure(message.devices, message.leftOut));
        return;
      case 'call':
        void this.#call(message);
        return;
      case 'cancel':
        this.#calls.get(message.id)?.abort();
        return;
      case 'trace':
        this.#trace.watch(message.on);
        return;
      case 'ping':
        this.#send({ type: 'pong', n: message.n });
        return;
      default:
        message satisfies never;
    }
  }

  /** What nobody caught: the device whose code it was is restarted alone. False where it was nobody's. */
  threw(error: unknown): boolean {
    const slot = whoseFault();
    slot?.threw(error);
    return slot !== undefined;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#slots.values()].map((slot) => slot.stop()));
    this.#slots.clear();
  }

  /** Makes the running devices those that are named and not left out; one whose entry stays the same is left alone. */
  async #configure(devices: readonly DeviceConfig[], leftOut: readonly string[]): Promise<void> {
    const kept = devices.filter((config) => !leftOut.includes(config.id));
    const wanted = new Map(kept.map((config) => [config.id, JSON.stringify(config)]));
    const leaving = [...this.#slots.values()].filter(
      (slot) => wanted.get(slot.config.id) !== JSON.stringify(slot.config),
    );
    for (const slot of leaving) this.#slots.delete(slot.config.id);
    await Promise.all(leaving.map((slot) => slot.stop()));
    for (const config of kept) {
      if (!this.#slots.has(config.id)) await this.#open(config, devices.indexOf(config));
    }
    this.#send({ type: 'configured' });
  }

  /**
   * Resolves with the device's first word, or after a while: the next one is opened then, so that an opening that ends
   * the process is found out.
   */
  async #open(config: DeviceConfig, index: number): Promise<void> {
    const device = config.id;
    const firstWord = new Promise<void>((resolve) => {
      const cancel = this.#clock.after(firstWordMs, resolve);
      this.#firstWords.set(device, () => {
        cancel();
        resolve();
      });
    });
    const slot = new DeviceSlot({
      config,
      make: this.#make,
      clock: this.#clock,
      trace: (line) => {
        this.#recorder.note(index, line.direction === 'to');
        this.#trace.add({ device, ...line });
      },
      emit: (event) => {
        if (this.#firstWords.has(device)) this.#recorder.note(index, false);
        this.#firstWords.get(device)?.();
        this.#firstWords.delete(device);
        this.#send({ type: 'event', event });
      },
    });
    this.#slots.set(device, slot);
    this.#recorder.note(index, true);
    slot.start();
    await firstWord;
  }

  async #call({ id, call, deadlineMs }: CallMessage): Promise<void> {
    const controller = new AbortController();
    this.#calls.set(id, controller);
    let late = false;
    const cancelDeadline = startDeadline(this.#clock, deadlineMs, () => {
      late = true;
      controller.abort();
    });
    const slot = this.#slots.get(call.device);
    const result: Result<object> =
      slot === undefined
        ? fail(this.#expected.has(call.device) ? 'device-restarting' : 'device-unknown')
        : await slot.call(call, controller.signal);
    cancelDeadline();
    this.#calls.delete(id);
    if (result.ok) this.#send({ type: 'answer', id, ok: true, value: { ...result.value } });
    else {
      const error =
        late && result.error.code === 'aborted'
          ? { ...result.error, code: 'timeout' as const }
          : result.error;
      this.#send({ type: 'answer', id, ok: false, error });
    }
  }
}
