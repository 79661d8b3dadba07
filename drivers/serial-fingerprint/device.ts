/** A fingerprint module on a byte stream: connected, unlocked, watched, and lent to one finger at a time. */
import type { Clock } from '#contracts/clock.ts';
import type { FailureCode } from '#contracts/failures.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import type {
  DriverServices,
  FingerMatch,
  FingerprintReader,
  FingerprintReaderEvent,
  Health,
} from '#drivers/core/capabilities.ts';
import { DeviceQueue } from '#drivers/core/exchange.ts';
import { keepConnected, type ReconnectDelays } from '#drivers/core/reconnect.ts';
import type { ByteTransport, OpenTransport } from '#drivers/core/transport.ts';

import { status } from './codec.ts';
import {
  compareFinger,
  enrolFinger,
  forgetFinger,
  isFingerOn,
  isTemplate,
  type FingerOptions,
} from './finger.ts';
import { ModuleLine } from './line.ts';
import { FingerprintModule, refused } from './module.ts';

/** Milliseconds, except where a number of times is said. */
export const fingerprintDelays = {
  /** From the end of one look for a finger to the next; a look takes a module up to 300 ms. */
  pollMs: 80,
  /** From a command to its answer: modules work on a picture for up to a second. */
  answerMs: 2000,
  /** Times that a command is sent until it is answered. */
  attempts: 2,
  /** Pictures of one finger, until it counts as unreadable. */
  pictureAttempts: 5,
  /** How long a finger may stay after a bad picture until another one is taken of it all the same. */
  againMs: 1500,
  /** From one question whether the module is still there to the next, while nothing else is asked of it. */
  watchMs: 3000,
  /** How long a finger may lie on the module afterwards, so that the lifted one's picture is replaced by none. */
  liftMs: 10_000,
  reconnect: { openMs: 5000, firstMs: 250, longestMs: 5000 } satisfies ReconnectDelays,
} as const;

/** 8 data bits, no parity, 1 stop bit. */
export const fingerprintBaud = 57_600;
/** What two captures become in most modules, bytes. */
const usualTemplate = 512;

interface SerialFingerprintOptions extends DriverServices {
  readonly open: OpenTransport;
  /** Both 32 bits. */
  readonly address: number;
  readonly password: number;
  /** The module's score from which two fingers are the same. */
  readonly least: number;
}

type Listener = (
  event: FingerprintReaderEvent | { readonly type: 'health'; readonly health: Health },
) => void;

interface Job {
  /** The failure that ends the connection, or null. */
  readonly run: (module: FingerprintModule, connected: AbortSignal) => Promise<Failure | null>;
  readonly giveUp: (failure: Failure) => void;
}

/** Failures after which the module itself is fine. */
const harmless: ReadonlySet<FailureCode> = new Set(['finger-unreadable', 'aborted']);

export class SerialFingerprintReader implements FingerprintReader {
  readonly format = 'ef01';
  readonly #options: SerialFingerprintOptions;
  readonly #clock: Clock;
  readonly #queue: DeviceQueue;
  readonly #stopping = new AbortController();
  /** In the order of asking; the one under way is the first. */
  readonly #jobs = new Set<Job>();
  #running: Promise<void> = Promise.resolve();
  #listener: Listener = () => undefined;
  #wake: () => void = () => undefined;
  #name: string | null = null;
  #health = '';
  /** Why nothing can be asked of the module, null when it can. */
  #trouble: Failure | null = { code: 'port-unavailable', detail: 'not opened yet' };
  /** Bytes of each buffer that may hold a finger, 0 for none; outlives the connection, as the module's memory does. */
  #stained = 0;
  /** Until when a finger's picture is to be replaced by one without a finger, null if there is none; monotonic. */
  #pictureUntil: number | null = null;

  constructor(options: SerialFingerprintOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#queue = new DeviceQueue(options.clock);
  }

  start(listener: Listener): void {
    this.#listener = listener;
    this.#sayHealth({ state: 'absent', name: null });
    this.#running = keepConnected<ByteTransport>({
      clock: this.#clock,
      delays: fingerprintDelays.reconnect,
      signal: this.#stopping.signal,
      open: this.#options.open,
      serve: (transport, signal, proven) => this.#serve(transport, signal, proven),
      lost: (failure) => {
        this.#trouble = failure;
        for (const job of this.#jobs) job.giveUp(failure);
        this.#sayHealth({ state: 'failing', name: this.#name, failure });
      },
    });
  }

  async stop(): Promise<void> {
    for (const job of this.#jobs) job.giveUp({ code: 'aborted' });
    this.#stopping.abort();
    await this.#running;
  }

  verify(template: Uint8Array, signal: AbortSignal): Promise<Result<FingerMatch>> {
    if (!isTemplate(template)) return Promise.resolve(fail('template-unusable', `${template.length} bytes`));
    const { least } = this.#options;
    return this.#lend(signal, (module, until) => {
      this.#stained = template.length;
      return this.#withFinger(module, until, (options) => compareFinger(options, template, least));
    });
  }

  /**
   * For technicians: takes one finger twice; the template of both. Waits and prompts as `verify` does.
   * Failures: finger-unreadable (too bad, or two different fingers), and those of `verify` but template-unusable.
   */
  enrol(signal: AbortSignal): Promise<Result<Uint8Array>> {
    return this.#lend(signal, async (module, until) => {
      this.#stained = usualTemplate;
      const template = await this.#withFinger(module, until, enrolFinger);
      if (template.ok) this.#stained = template.value.length;
      return template;
    });
  }

  test(signal: AbortSignal): Promise<Result<string>> {
    return this.#lend(signal, async (module) => {
      const stored = await module.ask('TemplateNum', {});
      if (!stored.ok) return stored;
      const { status: said, answers } = stored.value;
      if (said !== status.ok || answers === null) return refused('TemplateNum', said);
      return ok(`${this.#name ?? ''}, templates in its library: ${answers.count}`);
    });
  }

  async #withFinger<T>(
    module: FingerprintModule,
    signal: AbortSignal,
    use: (options: FingerOptions) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    this.#sayHealth({ state: 'busy', name: this.#name });
    const { pollMs, pictureAttempts, againMs } = fingerprintDelays;
    const prompt: FingerOptions['prompt'] = (said) => {
      if (!signal.aborted) this.#listener({ type: 'finger-prompt', prompt: said });
    };
    this.#expectLift();
    const result = await use({
      module,
      clock: this.#clock,
      prompt,
      pollMs,
      pictureAttempts,
      againMs,
      signal,
    });
    this.#expectLift();
    return result;
  }

  #expectLift(): void {
    this.#pictureUntil = this.#clock.monotonic() + fingerprintDelays.liftMs;
  }

  /**
   * Has `use` done with the module in its turn. Answers at once when `signal` aborts; the command that is under way then
   * is seen to its end before the next job. If the connection ends, the answer says why.
   */
  #lend<T>(
    signal: AbortSignal,
    use: (module: FingerprintModule, until: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    if (signal.aborted) return Promise.resolve(fail('aborted'));
    if (this.#trouble !== null) return Promise.resolve({ ok: false, error: this.#trouble });
    return new Promise((resolve) => {
      const end = (result: Result<T>): void => {
        this.#jobs.delete(job);
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = (): void => end(fail('aborted'));
      const job: Job = {
        run: async (module, connected) => {
          const result = await use(module, AbortSignal.any([signal, connected]));
          if (connected.aborted) return { code: 'aborted' };
          end(result);
          return result.ok || harmless.has(result.error.code) ? null : result.error;
        },
        giveUp: (error) => end({ ok: false, error }),
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#jobs.add(job);
      this.#wake();
    });
  }

  async #serve(transport: ByteTransport, signal: AbortSignal, proven: () => void): Promise<Failure> {
    const { address, password, trace } = this.#options;
    const { answerMs, attempts } = fingerprintDelays;
    const line = new ModuleLine(transport, address, trace);
    const module = new FingerprintModule({ line, queue: this.#queue, answerMs, attempts, signal });
    this.#sayHealth({ state: 'present', name: null });
    const named = await module.unlock(password);
    if (!named.ok) return named.error;
    this.#name = named.value;
    let failure = await this.#forget(module);
    if (failure === null) {
      proven();
      this.#trouble = null;
      if (this.#pictureUntil !== null) this.#expectLift();
    }
    while (failure === null) failure = await this.#turn(module, signal);
    // The port is still there if everything stops: no finger is left behind.
    if (this.#stopping.signal.aborted) await this.#leave(module.parting());
    return failure;
  }

  /** One job, or one look at a module that has none. The failure that ends the connection, or null. */
  async #turn(module: FingerprintModule, signal: AbortSignal): Promise<Failure | null> {
    const [job] = this.#jobs;
    if (job !== undefined) return (await job.run(module, signal)) ?? this.#forget(module);
    this.#sayHealth({ state: 'ready', name: this.#name });
    const { pollMs, watchMs } = fingerprintDelays;
    await this.#rest(this.#pictureUntil === null ? watchMs : pollMs, signal);
    if (signal.aborted) return { code: 'aborted' };
    if (this.#jobs.size > 0) return null;
    const idle = await (this.#pictureUntil === null ? watch(module) : this.#replacePicture(module));
    return idle.ok ? null : idle.error;
  }

  async #forget(module: FingerprintModule): Promise<Failure | null> {
    if (this.#stained === 0) return null;
    const forgotten = await forgetFinger(module, this.#stained);
    if (!forgotten.ok) return forgotten.error;
    this.#stained = 0;
    return null;
  }

  async #leave(module: FingerprintModule): Promise<void> {
    const failure = await this.#forget(module);
    // One look, since nobody is waited for: it replaces the picture if the finger has been lifted.
    if (failure === null && this.#pictureUntil !== null) await isFingerOn(module);
  }

  async #replacePicture(module: FingerprintModule): Promise<Result<void>> {
    const on = await isFingerOn(module);
    if (!on.ok) return on;
    if (!on.value || this.#clock.monotonic() >= (this.#pictureUntil ?? 0)) this.#pictureUntil = null;
    return ok(undefined);
  }

  /** Until it is time, a job comes, or everything ends. */
  #rest(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#jobs.size > 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#wake = () => undefined;
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#clock.after(ms, done);
      signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
    });
  }

  #sayHealth(health: Health): void {
    const said = JSON.stringify(health);
    if (said === this.#health) return;
    this.#health = said;
    this.#listener({ type: 'health', health });
  }
}

async function watch(module: FingerprintModule): Promise<Result<void>> {
  const parameters = await module.ask('ReadSysPara', {});
  return parameters.ok ? ok(undefined) : parameters;
}
