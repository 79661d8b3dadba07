/** A fingerprint module on a cable in memory, its driver, and a clock by hand; faults stand at the module's plug. */
import type { FingerPrompt } from '#contracts/devices.ts';
import type { Misbehaviour } from '#contracts/emulators.ts';
import { ok, type Result } from '#contracts/result.ts';
import type { Health } from '#drivers/core/capabilities.ts';
import type { TraceLine } from '#drivers/core/trace.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';
import { SerialFingerprintReader } from '#drivers/serial-fingerprint/device.ts';
import { FingerprintEmulator } from '#drivers/serial-fingerprint/emulator.ts';
import { Socket } from './cable.ts';
import { HandClock } from './hand-clock.ts';

export const device = 'finger';
export const never = new AbortController().signal;

/** Templates of two people; any bytes will do. */
export const template = Uint8Array.from({ length: 512 }, (_, at) => (at * 167 + (at >> 3)) & 0xff);
export const otherTemplate = Uint8Array.from(
  { length: 512 },
  (_, at) => (at * 59 + 3 * (at >> 4) + 90) & 0xff,
);

interface BenchOptions {
  readonly pieces?: readonly number[];
  readonly least?: number;
  readonly password?: number;
  /** Of the module, where it is not what the driver is told. */
  readonly moduleAddress?: number;
  readonly modulePassword?: number;
  /** What a bad contact makes of each write, counted from 1 in either direction: `pass` lets bytes through. */
  readonly toModule?: Contact;
  readonly fromModule?: Contact;
}
type Contact = (bytes: Uint8Array, nth: number, pass: (bytes: Uint8Array) => void) => void;
const fine: Contact = (bytes, _nth, pass) => pass(bytes);

const factoryAddress = 0xffffffff;
/** Milliseconds that the clock is turned by between two looks. */
const stepMs = 20;

export class FingerBench {
  readonly clock = new HandClock();
  readonly trace: TraceLine[] = [];
  readonly prompts: FingerPrompt[] = [];
  /** `ready`, `failing port-lost`. */
  readonly health: string[] = [];
  readonly emulator: FingerprintEmulator;
  readonly socket: Socket;
  readonly reader: SerialFingerprintReader;

  constructor(options: BenchOptions = {}) {
    const { pieces = [], least = 50, password = 0, toModule = fine, fromModule = fine } = options;
    const { moduleAddress = factoryAddress, modulePassword = password } = options;
    const { clock } = this;
    this.emulator = new FingerprintEmulator({
      device,
      clock,
      address: moduleAddress,
      password: modulePassword,
    });
    const counts = { to: 0, from: 0 };
    const plug = (far: ByteTransport): ByteTransport => ({
      name: far.name,
      onClose: (listener) => far.onClose(listener),
      close: () => far.close(),
      onData: (listener) =>
        far.onData((bytes) => {
          counts.to += 1;
          toModule(bytes, counts.to, listener);
        }),
      write: (bytes) => {
        counts.from += 1;
        fromModule(bytes, counts.from, (passed) => void far.write(passed));
        return Promise.resolve(ok(undefined));
      },
    });
    this.socket = new Socket((far) => this.emulator.connect(plug(far)), { pieces });
    this.reader = new SerialFingerprintReader({
      open: this.socket.open,
      clock,
      trace: (line) => this.trace.push(line),
      address: factoryAddress,
      password,
      least,
    });
    this.reader.start((event) => {
      if (event.type === 'finger-prompt') this.prompts.push(event.prompt);
      else this.health.push(healthText(event.health));
    });
  }

  put(whose: Uint8Array | null, quality: 'good' | 'smudge' = 'good'): void {
    const base64 = whose === null ? null : Buffer.from(whose).toString('base64');
    this.emulator.command({ action: 'put-finger', device, template: base64, quality });
  }

  lift(): void {
    this.emulator.command({ action: 'lift-finger', device });
  }

  misbehave(misbehaviour: Misbehaviour | null): void {
    this.emulator.command({ action: 'misbehave', device, misbehaviour });
  }

  /** Turns the clock until `look` is true; throws if it is not within `withinMs` of that clock. */
  async until(what: string, look: () => boolean, withinMs = 60_000): Promise<void> {
    const end = this.clock.monotonic() + withinMs;
    while (!look()) {
      if (this.clock.monotonic() >= end) throw new Error(`not within ${withinMs} ms: ${what}`);
      await this.clock.turn(stepMs);
    }
  }

  ready(): Promise<void> {
    return this.until('the module is ready', () => this.health.at(-1) === 'ready');
  }

  async prompted(prompt: FingerPrompt, times = 1): Promise<void> {
    const count = (): number => this.prompts.filter((one) => one === prompt).length;
    await this.until(`${prompt} ${times}`, () => count() >= times);
  }

  /** Turns the clock until `asked` has its answer. */
  async answer<T>(asked: Promise<Result<T>>): Promise<Result<T>> {
    let answered = false;
    void asked.then(() => (answered = true));
    await this.until('an answer', () => answered);
    return asked;
  }

  /** Buffers that hold anything but zeros. */
  get stained(): number {
    return this.emulator.buffers.filter((buffer) => buffer.some((byte) => byte !== 0)).length;
  }
}

function healthText(health: Health): string {
  return health.state === 'failing' ? `failing ${health.failure.code}` : health.state;
}
