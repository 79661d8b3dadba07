/** A ticket printer over ESC/POS: serial, TCP 9100 or a device file. Printed is what the printer says it has printed. */
import type { Clock } from '#contracts/clock.ts';
import type { PrintResult, TicketSlip } from '#contracts/devices.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import type {
  DriverServices,
  Health,
  TicketPrinter,
  TicketPrinterEvent,
} from '#drivers/core/capabilities.ts';
import { DeviceQueue } from '#drivers/core/exchange.ts';
import { keepConnected, pause } from '#drivers/core/reconnect.ts';
import type { ByteTransport, OpenTransport } from '#drivers/core/transport.ts';

import { enableAutomaticStatus, problemOf, type PrinterStatus } from './codec.ts';
import { printJob } from './print-job.ts';
import { PrinterLine, type RunExchange } from './printer-line.ts';
import { printSlip, testSlip, type PrinterProfile } from './slip.ts';

/** Milliseconds. */
export const printerDelays = {
  /** Real-time status comes at once even from a busy printer; device servers add some. */
  answerMs: 1500,
  /** Between two looks at the status of a printer that has nothing to do. */
  statusEveryMs: 2000,
  jobStatusEveryMs: 300,
  /** A ticket takes about a second to send at 9600 baud and one to print. */
  proofMs: 8000,
  reconnect: { openMs: 5000, firstMs: 250, longestMs: 5000 },
} as const;

interface EscposPrinterOptions extends DriverServices, PrinterProfile {
  readonly open: OpenTransport;
}

type Listener = (event: TicketPrinterEvent | { readonly type: 'health'; readonly health: Health }) => void;
type PrintAnswer = Result<{ readonly result: PrintResult }>;

interface Job {
  readonly bytes: Uint8Array;
  readonly signal: AbortSignal;
  readonly settle: (answer: PrintAnswer) => void;
}

const escpos = 'ESC/POS';

export class EscposPrinter implements TicketPrinter {
  readonly #options: EscposPrinterOptions;
  readonly #clock: Clock;
  readonly #queue: DeviceQueue;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #listener: Listener = () => undefined;
  #jobs: Job[] = [];
  /** Why there is no connection; null while there is one, or none was tried yet. */
  #away: Failure | null = null;
  /** A ticket was given up: the printer may hold a part of it. */
  #unproven = false;
  #printing = false;
  #wake: () => void = () => undefined;
  #said = { health: '', status: '' };
  #paperNearEnd = false;

  constructor(options: EscposPrinterOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#queue = new DeviceQueue(options.clock);
  }

  start(listener: Listener): void {
    this.#listener = listener;
    this.#sayHealth({ state: 'absent', name: null });
    this.#running = keepConnected<ByteTransport>({
      clock: this.#clock,
      delays: printerDelays.reconnect,
      signal: this.#stopping.signal,
      open: this.#options.open,
      serve: (transport, signal, proven) => this.#serve(transport, signal, proven),
      lost: (failure) => this.#lost(failure),
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#refuseJobs({ code: 'aborted' });
  }

  print(slip: TicketSlip, signal: AbortSignal): Promise<PrintAnswer> {
    if (signal.aborted) return Promise.resolve(fail('aborted'));
    if (this.#away !== null) return Promise.resolve(answerAway(this.#away));
    const bytes = printSlip(slip, this.#options);
    return new Promise((resolve) => {
      const job: Job = {
        bytes,
        signal,
        settle: (answer) => {
          signal.removeEventListener('abort', onAbort);
          resolve(answer);
        },
      };
      // A job that has begun ends by itself: only it knows what was sent.
      const onAbort = (): void => {
        if (!this.#jobs.includes(job)) return;
        this.#jobs = this.#jobs.filter((one) => one !== job);
        job.settle(fail('aborted'));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#jobs.push(job);
      this.#wake();
    });
  }

  /** Prints the test ticket. */
  async test(signal: AbortSignal): Promise<Result<string>> {
    const printed = await this.print(testSlip, signal);
    return printed.ok ? ok(`test ticket: ${printed.value.result}`) : printed;
  }

  async #serve(transport: ByteTransport, signal: AbortSignal, proven: () => void): Promise<Failure> {
    const line = new PrinterLine(transport, this.#options.trace, (status) => this.#seen(status));
    this.#away = null;
    this.#sayHealth({ state: 'present', name: escpos });
    if (transport.oneWay === true) return this.#serveOneWay(line, signal, proven);
    const run: RunExchange = async (exchange) => {
      const answer = await this.#queue.run({ deadlineMs: printerDelays.answerMs, signal }, exchange);
      return !answer.ok && answer.error.code === 'timeout' ? fail('device-no-answer') : answer;
    };
    const first = await line.status(run);
    if (!first.ok) return first.error;
    proven();
    if (this.#unproven && (await line.clear(run)).ok) this.#unproven = false;
    const enabled = await line.send(enableAutomaticStatus, 'automatic status on');
    if (!enabled.ok) return enabled.error;
    this.#seen(first.value);
    while (!signal.aborted) {
      const failure = await this.#turn(line, run, signal);
      if (failure !== null) return failure;
    }
    return { code: 'aborted' };
  }

  /** The next ticket, or a look at the status once it is due; the failure that ends the connection, or null. */
  async #turn(line: PrinterLine, run: RunExchange, signal: AbortSignal): Promise<Failure | null> {
    if (this.#jobs.length === 0) await this.#rest(signal);
    const job = this.#jobs.shift();
    if (job !== undefined) return this.#print(job, line, run, signal);
    const status = await line.status(run);
    if (!status.ok) return status.error;
    this.#seen(status.value);
    return null;
  }

  async #print(job: Job, line: PrinterLine, run: RunExchange, signal: AbortSignal): Promise<Failure | null> {
    this.#printing = true;
    this.#sayHealth({ state: 'busy', name: escpos });
    let newest: PrinterStatus | null = null;
    const { answer, lost } = await printJob(job.bytes, {
      line,
      run,
      clock: this.#clock,
      delays: printerDelays,
      signal: AbortSignal.any([signal, job.signal]),
      seen: (status) => {
        newest = status;
      },
    });
    this.#unproven = line.unreached > 0;
    this.#printing = false;
    // The cable went before anything was sent: only whoever asked for a ticket can call it off.
    const cut = !answer.ok && answer.error.code === 'aborted' && !job.signal.aborted;
    job.settle(cut ? ok({ result: 'offline' }) : answer);
    if (lost === null && newest !== null) this.#seen(newest);
    return lost;
  }

  /** Nothing is asked of what cannot answer, and nothing it printed is proved. */
  async #serveOneWay(line: PrinterLine, signal: AbortSignal, proven: () => void): Promise<Failure> {
    proven();
    this.#sayHealth({ state: 'ready', name: `${escpos}, one way` });
    this.#sayStatus(null);
    while (!signal.aborted) {
      await this.#rest(signal);
      const job = this.#jobs.shift();
      if (job === undefined) continue;
      const sent = await line.sendJob(job.bytes);
      job.settle(ok({ result: 'unknown' }));
      if (!sent.ok) return sent.error;
    }
    return { code: 'aborted' };
  }

  /** Until there is a ticket to print, the status is due, or everything ends. */
  async #rest(signal: AbortSignal): Promise<void> {
    if (this.#jobs.length > 0) return;
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await pause(this.#clock, printerDelays.statusEveryMs, AbortSignal.any([signal, woken.signal]));
    this.#wake = () => undefined;
  }

  #refuseJobs(failure: Failure): void {
    this.#away = failure;
    const jobs = this.#jobs;
    this.#jobs = [];
    for (const job of jobs) job.settle(answerAway(failure));
  }

  #lost(failure: Failure): void {
    this.#refuseJobs(failure);
    this.#sayHealth({ state: 'failing', name: escpos, failure });
    this.#sayStatus({ code: 'printer-offline', detail: failure.code });
  }

  #seen(status: PrinterStatus): void {
    const problem = problemOf(status);
    this.#paperNearEnd = status.paper !== 'ok';
    this.#sayStatus(problem);
    if (problem === null) this.#sayHealth({ state: this.#printing ? 'busy' : 'ready', name: escpos });
    else this.#sayHealth({ state: 'failing', name: escpos, failure: problem });
  }

  #sayStatus(problem: Failure | null): void {
    const event: TicketPrinterEvent = { type: 'printer-status', problem, paperNearEnd: this.#paperNearEnd };
    const said = JSON.stringify(event);
    if (said === this.#said.status) return;
    this.#said.status = said;
    this.#listener(event);
  }

  #sayHealth(health: Health): void {
    const said = JSON.stringify(health);
    if (said === this.#said.health) return;
    this.#said.health = said;
    this.#listener({ type: 'health', health });
  }
}

/** Of a printer that is not there, and of one that is there and says nothing: nothing was sent to either. */
function answerAway(failure: Failure): PrintAnswer {
  return failure.code === 'device-no-answer' ? ok({ result: 'offline' }) : { ok: false, error: failure };
}
