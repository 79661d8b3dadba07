/** A device host whose readers do what no driver should. Run by tests in the device host's place; the id says what. */
import { ok, type Result } from '#contracts/result.ts';
import type { CardReader } from '#drivers/core/capabilities.ts';
import { traceTo, type Trace } from '#drivers/core/trace.ts';
import { runDeviceHost } from '#station/device-host/run-device-host.ts';

type Listener = Parameters<CardReader['start']>[0];

class FaultyReader implements CardReader {
  readonly #id: string;
  readonly #trace: Trace;

  constructor(id: string, trace: Trace) {
    this.#id = id;
    this.#trace = trace;
  }

  start(listener: Listener): void {
    listener({ type: 'health', health: { state: 'ready', name: this.#id } });
    // As a native addon that ends the process in the middle of an exchange.
    if (this.#id === 'crashes') {
      traceTo(this.#trace, Uint8Array.of(0), 'the last exchange');
      setTimeout(() => process.kill(process.pid, 'SIGSEGV'), 20);
    }
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  test(): Promise<Result<string>> {
    if (this.#id === 'throws') {
      setTimeout(() => {
        throw new Error('out of a callback that nobody watches');
      }, 1);
    }
    if (this.#id === 'rejects') void Promise.reject(new Error('a promise that nobody awaits'));
    // As a native call that does not return.
    if (this.#id === 'hangs') for (;;);
    return Promise.resolve(ok(this.#id));
  }
}

runDeviceHost((config, { trace }) => ({
  kind: 'card-reader',
  device: new FaultyReader(config.id, trace),
  medium: 'card',
}));
