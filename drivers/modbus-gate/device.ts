/** A gate behind a Modbus RTU relay board: reads its sensors, writes its coils, says who passed. */
import type { Clock } from '#contracts/clock.ts';
import type { Direction, GateMap } from '#contracts/devices.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import type { DriverServices, Gate, GateEvent, Health } from '#drivers/core/capabilities.ts';
import { DeviceQueue } from '#drivers/core/exchange.ts';
import { keepConnected, type ReconnectDelays } from '#drivers/core/reconnect.ts';
import { traceNote } from '#drivers/core/trace.ts';
import type { ByteTransport, OpenTransport } from '#drivers/core/transport.ts';

import { describeRequest, type ModbusRequest } from './codec.ts';
import {
  initialGate,
  isAlarmActive,
  transition,
  type CoilWrite,
  type GateEffect,
  type GateEvent as MachineEvent,
} from './gate-machine.ts';
import { RtuLine } from './rtu-line.ts';

/** Milliseconds, except where a number of times is said. */
export const gateDelays = {
  /** From the start of one reading of the sensors to the next, while an opening waits for its passage. */
  pollMs: 50,
  /** The same while nothing is open: whoever walks through takes longer, and an idle gate costs half as much. */
  idlePollMs: 100,
  /** Boards answer within 100 ms; a request and its answer are 20 ms of a line at 9600 baud. */
  exchangeMs: 300,
  /** 3.5 characters of 11 bits at 9600 baud (Modbus over Serial Line 2.5.1.1). */
  frameGapMs: 4,
  /** A person with luggage is past a passage sensor long before. */
  stuckMs: 10_000,
  /** Exchanges in a row that fail until the board counts as lost. */
  failuresUntilLost: 3,
  reconnect: { openMs: 3000, firstMs: 250, longestMs: 5000 } satisfies ReconnectDelays,
} as const;

interface ModbusGateOptions extends DriverServices {
  readonly open: OpenTransport;
  /** 1 to 247. */
  readonly unit: number;
  readonly map: GateMap;
  /** How long an opening waits for its passage, milliseconds. */
  readonly passageMs: number;
}

type Listener = (event: GateEvent | { readonly type: 'health'; readonly health: Health }) => void;
type OpenAnswer = Result<{ readonly opened: true }>;
type Inputs = { readonly sensors: Readonly<Record<Direction, boolean>>; readonly emergency: boolean };

const modbusGate = 'Modbus RTU';

export class ModbusGate implements Gate {
  readonly #options: ModbusGateOptions;
  readonly #clock: Clock;
  readonly #queue: DeviceQueue;
  readonly #stopping = new AbortController();
  readonly #asked = new Map<string, (answer: OpenAnswer) => void>();
  readonly #tests = new Set<(inputs: Result<Inputs>) => void>();
  readonly #coils: Reading;
  readonly #inputs: Reading;
  #running: Promise<void> = Promise.resolve();
  #listener: Listener = () => undefined;
  #state;
  #writes: CoilWrite[] = [];
  /** Exchanges that failed in a row: a board may read and refuse to write, or the other way round. */
  #failures = { reading: 0, writing: 0 };
  #wake: () => void = () => undefined;
  #health = '';

  constructor(options: ModbusGateOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#queue = new DeviceQueue(options.clock);
    const { coilIn, coilOut, sensorIn, sensorOut, emergency } = options.map;
    this.#coils = reading('read-coils', [coilIn, coilOut]);
    this.#inputs = reading('read-discrete-inputs', [sensorIn, sensorOut, emergency]);
    this.#state = initialGate({ passageMs: options.passageMs, stuckMs: gateDelays.stuckMs });
  }

  start(listener: Listener): void {
    this.#listener = listener;
    this.#sayHealth({ state: 'absent', name: null });
    this.#running = keepConnected<ByteTransport>({
      clock: this.#clock,
      delays: gateDelays.reconnect,
      signal: this.#stopping.signal,
      open: this.#options.open,
      serve: (transport, signal, proven) => this.#serve(transport, signal, proven),
      lost: (failure) => {
        this.#take({ type: 'link-lost', failure });
        this.#writes = [];
        for (const answer of this.#tests) answer({ ok: false, error: failure });
        this.#tests.clear();
        this.#sayHealth({ state: 'failing', name: modbusGate, failure });
      },
    });
  }

  async stop(): Promise<void> {
    this.#take({ type: 'stopping' });
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }

  open(opening: string, direction: Direction, signal: AbortSignal): Promise<OpenAnswer> {
    if (signal.aborted) return Promise.resolve(fail('aborted'));
    if (this.#asked.has(opening)) throw new RangeError(`opening ${opening} was asked for twice`);
    return new Promise((resolve) => {
      const onAbort = (): void => this.#take({ type: 'open-aborted', opening });
      signal.addEventListener('abort', onAbort, { once: true });
      this.#asked.set(opening, (answer) => {
        signal.removeEventListener('abort', onAbort);
        this.#asked.delete(opening);
        resolve(answer);
      });
      this.#take({ type: 'open-requested', opening, direction });
    });
  }

  /** Reads the sensors; opens nothing. */
  test(signal: AbortSignal): Promise<Result<string>> {
    if (signal.aborted) return Promise.resolve(fail('aborted'));
    if (this.#state.link === 'away') return Promise.resolve({ ok: false, error: this.#state.cause });
    return new Promise((resolve) => {
      const settle = (inputs: Result<Inputs>): void => {
        this.#tests.delete(settle);
        signal.removeEventListener('abort', onAbort);
        resolve(inputs.ok ? ok(describeInputs(inputs.value)) : inputs);
      };
      const onAbort = (): void => settle(fail('aborted'));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#tests.add(settle);
    });
  }

  /** Until the board is lost or everything stops: coils first, sensors whenever they are due. */
  async #serve(transport: ByteTransport, signal: AbortSignal, proven: () => void): Promise<Failure> {
    const { unit, clock, trace } = this.#options;
    const line = new RtuLine({ transport, unit, clock, trace, frameGapMs: gateDelays.frameGapMs });
    this.#failures = { reading: 0, writing: 0 };
    this.#take({ type: 'link-up' });
    this.#sayHealth({ state: 'present', name: modbusGate });
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    await this.#readCoils(line, signal);
    while (!signal.aborted) {
      const failure = await this.#round(line, signal, proven);
      if (failure !== null) return failure;
    }
    // The port is still there if everything stops: nobody leaves a gate open behind.
    if (this.#stopping.signal.aborted) await this.#writeCoils(line, new AbortController().signal);
    return { code: 'aborted' };
  }

  /** One reading of the sensors, with the coils that are asked for before it and while it waits. */
  async #round(line: RtuLine, signal: AbortSignal, proven: () => void): Promise<Failure | null> {
    const { pollMs, idlePollMs } = gateDelays;
    const nextAt = this.#clock.monotonic() + (this.#state.openings.length > 0 ? pollMs : idlePollMs);
    const inputs = await this.#readInputs(line, signal);
    if (signal.aborted) return null;
    for (const answer of this.#tests) answer(inputs);
    if (inputs.ok) {
      this.#take({ type: 'inputs', at: this.#clock.monotonic(), ...inputs.value });
      // A board that was reset has dropped its coils; in an emergency nobody may find the gate closed.
      if (this.#state.emergency) await this.#readCoils(line, signal);
    }
    const lost = this.#lostBy('reading', inputs);
    if (lost !== null) return lost;
    do {
      const failure = await this.#writeCoils(line, signal);
      if (failure !== null) return failure;
      if (inputs.ok && this.#failures.writing === 0) {
        proven();
        this.#sayOwnHealth();
      }
      await this.#rest(nextAt - this.#clock.monotonic(), signal);
    } while (this.#writes.length > 0 && !signal.aborted);
    return null;
  }

  /** Writes what is asked for; the failure that makes the board count as lost, or null. */
  async #writeCoils(line: RtuLine, signal: AbortSignal): Promise<Failure | null> {
    while (!signal.aborted) {
      const write = this.#writes.shift();
      if (write === undefined) return null;
      const { map } = this.#options;
      const address = write.direction === 'in' ? map.coilIn : map.coilOut;
      const result = await this.#exchange(line, { kind: 'write-single-coil', address, on: write.on }, signal);
      this.#take({
        type: 'written',
        at: this.#clock.monotonic(),
        write,
        result: result.ok ? ok(undefined) : { ok: false, error: asGateFailure(result.error) },
      });
      const lost = this.#lostBy('writing', result);
      if (lost !== null) return lost;
    }
    return null;
  }

  async #readCoils(line: RtuLine, signal: AbortSignal): Promise<void> {
    const bits = await this.#readBits(line, this.#coils, signal);
    // A board that cannot say what its coils are is told: the machine takes them as unknown.
    if (!bits.ok) return;
    const [inOn = false, outOn = false] = bits.value;
    this.#take({ type: 'coils', on: { in: inOn, out: outOn } });
  }

  async #readInputs(line: RtuLine, signal: AbortSignal): Promise<Result<Inputs>> {
    const bits = await this.#readBits(line, this.#inputs, signal);
    if (!bits.ok) return bits;
    const [inOn = false, outOn = false, emergencyOn = false] = bits.value;
    return ok({ sensors: { in: inOn, out: outOn }, emergency: emergencyOn });
  }

  /** The bits of a reading, in the order of its addresses. */
  async #readBits(
    line: RtuLine,
    { addresses, requests }: Reading,
    signal: AbortSignal,
  ): Promise<Result<boolean[]>> {
    const bits = new Map<number, boolean>();
    for (const request of requests) {
      const answer = await this.#exchange(line, request, signal);
      if (!answer.ok) return answer;
      if (answer.value.kind === 'bits')
        answer.value.bits.forEach((bit, i) => bits.set(request.address + i, bit));
    }
    return ok(addresses.map((address) => bits.get(address) ?? false));
  }

  async #exchange(
    line: RtuLine,
    request: ModbusRequest,
    signal: AbortSignal,
  ): ReturnType<RtuLine['exchange']> {
    const answer = await this.#queue.run({ deadlineMs: gateDelays.exchangeMs, signal }, (within) =>
      line.exchange(request, within),
    );
    if (answer.ok || answer.error.code !== 'timeout') return answer;
    return fail(line.heard ? 'device-garbled' : 'gate-no-answer', describeRequest(request));
  }

  /** Counts exchanges that failed in a row: the failure that makes the board count as lost, or null. */
  #lostBy(kind: 'reading' | 'writing', result: Result<unknown>): Failure | null {
    if (result.ok) {
      this.#failures[kind] = 0;
      return null;
    }
    this.#failures[kind] += 1;
    const lost = result.error.code === 'port-lost' || this.#failures[kind] >= gateDelays.failuresUntilLost;
    return lost ? result.error : null;
  }

  /** Until the sensors are due, a coil is to be written, or everything ends. */
  #rest(ms: number, signal: AbortSignal): Promise<void> {
    if (ms <= 0 || this.#writes.length > 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => this.#wake());
      this.#wake = () => {
        this.#wake = () => undefined;
        cancel();
        resolve();
      };
    });
  }

  #take(event: MachineEvent): void {
    const next = transition(this.#state, event);
    this.#state = next.state;
    for (const effect of next.effects) this.#perform(effect);
  }

  #perform(effect: GateEffect): void {
    switch (effect.type) {
      case 'write-coil':
        this.#writes.push(effect.write);
        this.#wake();
        break;
      case 'answer':
        this.#asked.get(effect.opening)?.(effect.result);
        break;
      case 'passage':
        traceNote(this.#options.trace, `opening ${effect.direction}: ${effect.result}`);
        this.#listener({
          type: 'gate-passage',
          opening: effect.opening,
          direction: effect.direction,
          result: effect.result,
        });
        break;
      case 'alarm':
        traceNote(this.#options.trace, `${effect.alarm} ${effect.active ? 'alarm' : 'over'}`);
        this.#listener({ type: 'gate-alarm', alarm: effect.alarm, active: effect.active });
        break;
    }
  }

  #sayOwnHealth(): void {
    if (this.#state.emergency) this.#sayFailing('gate-emergency');
    else if (isAlarmActive(this.#state, 'stuck')) this.#sayFailing('gate-stuck');
    else this.#sayHealth({ state: this.#state.openings.length > 0 ? 'busy' : 'ready', name: modbusGate });
  }

  #sayFailing(code: 'gate-emergency' | 'gate-stuck'): void {
    this.#sayHealth({ state: 'failing', name: modbusGate, failure: { code } });
  }

  #sayHealth(health: Health): void {
    const said = JSON.stringify(health);
    if (said === this.#health) return;
    this.#health = said;
    this.#listener({ type: 'health', health });
  }
}

/** As `open` names its failures: an opening whose answer could not be read had none. */
function asGateFailure(failure: Failure): Failure {
  if (failure.code !== 'device-garbled') return failure;
  return { code: 'gate-no-answer', detail: `garbled answer to ${failure.detail ?? 'the request'}` };
}

interface Reading {
  readonly addresses: readonly number[];
  readonly requests: readonly ModbusRequest[];
}

/** One request for each run of neighbouring addresses: 0, 1 and 7 are one of two and one of one. */
function reading(kind: 'read-coils' | 'read-discrete-inputs', addresses: readonly number[]): Reading {
  const runs: { address: number; count: number }[] = [];
  for (const address of [...new Set(addresses)].toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && address === last.address + last.count) last.count += 1;
    else runs.push({ address, count: 1 });
  }
  return { addresses, requests: runs.map((run) => ({ kind, ...run })) };
}

function describeInputs({ sensors, emergency }: Inputs): string {
  const word = (on: boolean): string => (on ? 'on' : 'off');
  return `sensor in ${word(sensors.in)}, sensor out ${word(sensors.out)}, emergency release ${word(emergency)}`;
}
