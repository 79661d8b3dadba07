/** The device host with libfprint's virtual reader, and the finger on its glass. */
import { systemClock } from '#contracts/clock.ts';
import { deviceConfigSchema, type DeviceEvent, type DeviceState } from '#contracts/devices.ts';
import type { Failure } from '#contracts/result.ts';
import { DeviceHostClient } from '#station/device-host/client.ts';

import type { FingerImage } from './finger-image.ts';
import { Program } from './program.ts';
import { until } from './until.ts';
import { VirtualFingerReader } from './virtual-finger-reader.ts';

/** Long enough for any finger of a test, milliseconds. */
const patienceMs = 20_000;

/** Serialised FpPrints in base64 of the fingers with these seeds, taken by the real library. */
export async function enrolledPrints(...seeds: readonly number[]): Promise<readonly string[]> {
  const program = new Program('test/support/enrol-fingers.ts', seeds.map(String));
  const { prints } = await program.ready();
  await program.exit();
  return prints as string[];
}

export class FingerHost {
  readonly glass = new VirtualFingerReader();
  readonly events: DeviceEvent[] = [];
  readonly client: DeviceHostClient;
  #wanted = 0;

  /** `devices`: ids of readers, all of them the one virtual reader. Changes this process's FP_VIRTUAL_IMAGE. */
  constructor(...devices: readonly string[]) {
    process.env['FP_VIRTUAL_IMAGE'] = this.glass.path;
    this.client = new DeviceHostClient({
      devices: devices.map((id) => deviceConfigSchema.parse({ id, driver: 'libfprint' })),
      clock: systemClock,
      log: { event: () => undefined },
    });
    this.client.events((event) => this.events.push(event));
    this.client.watchTrace((entries) => {
      this.#wanted += entries.filter(({ meaning }) => meaning === 'waits for a finger').length;
    });
    this.client.start();
  }

  /** Waits until the reader is ready, and lays a hand on its socket. */
  async ready(device = 'finger'): Promise<void> {
    await until('the reader to be ready', () => this.stateOf(device) === 'ready');
    await this.glass.touch();
  }

  stateOf(device = 'finger'): DeviceState | undefined {
    return this.client.statuses().find(({ id }) => id === device)?.state;
  }

  /** Why it was `failing` last; null if it never was. */
  lastFailure(device = 'finger'): Failure | null {
    const failures = this.events.flatMap((event) =>
      event.type === 'state' && event.device === device && event.failure !== null ? [event.failure] : [],
    );
    return failures.at(-1) ?? null;
  }

  get prompts(): readonly string[] {
    return this.events.flatMap((event) => (event.type === 'finger-prompt' ? [event.prompt] : []));
  }

  verify(print: string, deadlineMs = patienceMs, signal?: AbortSignal) {
    const call = { device: 'finger', method: 'verify-finger', format: 'fprint', template: print } as const;
    return this.client.call(call, deadlineMs, signal);
  }

  /** Waits for the `count`th prompt of its kind. */
  async prompted(prompt: string, count = 1): Promise<void> {
    await until(
      `prompt ${prompt}, ${count} times`,
      () => this.prompts.filter((said) => said === prompt).length >= count,
    );
  }

  /** Waits until the reader has waited for `count` fingers since the host began. */
  async wanted(count: number): Promise<void> {
    await until(`the reader to wait for ${count} fingers`, () => this.#wanted >= count);
  }

  /** One comparison with these pictures, each put on when the reader waits for a finger. */
  async compare(print: string, ...images: readonly FingerImage[]) {
    const { result } = await this.timed(print, ...images);
    return result;
  }

  /** The same, with the milliseconds from the last picture to the answer. */
  async timed(print: string, ...images: readonly FingerImage[]) {
    const before = this.#wanted;
    const verified = this.verify(print);
    let put = 0;
    for (const [index, image] of images.entries()) {
      await until('the reader to wait for a finger', () => this.#wanted > before + index);
      put = performance.now();
      this.glass.put(image);
    }
    const result = await verified;
    return { result, ms: performance.now() - put };
  }

  async end(): Promise<void> {
    await this.client.stop();
    this.glass.end();
    delete process.env['FP_VIRTUAL_IMAGE'];
  }
}
