import { describe, expect, it } from '@jest/globals';

import type { FromDeviceHost } from '#contracts/device-host-messages.ts';
import {
  deviceConfigSchema,
  type DeviceCall,
  type DeviceConfig,
  type DeviceEvent,
} from '#contracts/devices.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type {
  CardReader,
  CardReaderEvent,
  DriverServices,
  Gate,
  GateEvent,
  Health,
} from '#drivers/core/capabilities.ts';
import { traceNote, traceTo } from '#drivers/core/trace.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import type { MakeDevice } from './driven-device.ts';
import { DeviceHost } from './host.ts';
import { traceBatch } from './trace-batch.ts';

type Listener<E> = (event: E | { readonly type: 'health'; readonly health: Health }) => void;

/** A driver whose every move is the test's. */
class ScriptedReader implements CardReader {
  readonly services: DriverServices;
  listener: Listener<CardReaderEvent> = () => undefined;
  stopped = false;
  test: CardReader['test'] = () => Promise.resolve(ok('well'));

  constructor(services: DriverServices) {
    this.services = services;
  }

  start(listener: Listener<CardReaderEvent>): void {
    this.listener = listener;
    listener({ type: 'health', health: { state: 'ready', name: 'scripted' } });
  }

  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }
}

class ScriptedGate implements Gate {
  listener: Listener<GateEvent> = () => undefined;
  openings: string[] = [];
  answer: (signal: AbortSignal) => Promise<Result<{ opened: true }>> = () =>
    Promise.resolve(ok({ opened: true }));

  start(listener: Listener<GateEvent>): void {
    this.listener = listener;
    listener({ type: 'health', health: { state: 'ready', name: 'scripted' } });
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  test(): Promise<Result<string>> {
    return Promise.resolve(ok('well'));
  }

  open(opening: string, _direction: string, signal: AbortSignal): Promise<Result<{ opened: true }>> {
    this.openings.push(opening);
    return this.answer(signal);
  }
}

const readerConfig: DeviceConfig = { id: 'reader', driver: 'pcsc' };
const gateConfig = deviceConfigSchema.parse({ id: 'gate', driver: 'modbus-gate', port: { serial: 'x' } });

function setUp(
  makeReader: (services: DriverServices) => ScriptedReader = (services) => new ScriptedReader(services),
) {
  const clock = new HandClock();
  const sent: FromDeviceHost[] = [];
  const readers: ScriptedReader[] = [];
  const gate = new ScriptedGate();
  const notes: string[] = [];
  const make: MakeDevice = (config, services) => {
    if (config.driver !== 'pcsc') return { kind: 'gate', device: gate };
    const device = makeReader(services);
    readers.push(device);
    return { kind: 'card-reader', device, medium: 'card' };
  };
  const host = new DeviceHost({
    make,
    clock,
    send: (message) => sent.push(message),
    recorder: { note: (index, underWay) => notes.push(`${index} ${underWay}`) },
  });
  const events = (): DeviceEvent[] =>
    sent.flatMap((message) => (message.type === 'event' ? [message.event] : []));
  const states = (device: string): string[] =>
    events().flatMap((event) =>
      event.type === 'state' && event.device === device
        ? [event.failure === null ? event.state : `${event.state} ${event.failure.code}`]
        : [],
    );
  const call = async (id: number, asked: DeviceCall, deadlineMs = 1000): Promise<void> => {
    host.handle({ type: 'call', id, deadlineMs, call: asked });
    await settled();
  };
  const answers = (): unknown[] => sent.filter((message) => message.type === 'answer');
  const newest = (): ScriptedReader => {
    const reader = readers.at(-1);
    if (reader === undefined) throw new Error('no reader was made');
    return reader;
  };
  const configure = async (leftOut: string[] = []): Promise<void> => {
    host.handle({ type: 'configure', devices: [readerConfig, gateConfig], leftOut });
    await settled();
  };
  return { clock, host, sent, readers, newest, gate, notes, events, states, call, answers, configure };
}

describe('DeviceHost', () => {
  it('opens what is configured and not left out, and leaves running devices alone when told again', async () => {
    const { configure, readers, states, sent } = setUp();
    await configure(['reader']);
    expect(readers).toHaveLength(0);
    await configure();
    await configure();
    expect(readers).toHaveLength(1);
    expect(states('reader')).toEqual(['ready']);
    await configure(['reader']);
    expect(readers[0]?.stopped).toBe(true);
    expect(sent.filter((message) => message.type === 'configured')).toHaveLength(4);
  });

  it('answers calls, and says what cannot be asked of whom', async () => {
    const { configure, call, answers, gate } = setUp();
    await configure();
    await call(1, { device: 'gate', method: 'gate-open', opening: 'o1', direction: 'in' });
    await call(2, { device: 'reader', method: 'test' });
    await call(3, { device: 'reader', method: 'gate-open', opening: 'o2', direction: 'in' });
    await call(4, { device: 'nobody', method: 'test' });
    expect(answers()).toEqual([
      { type: 'answer', id: 1, ok: true, value: { opened: true } },
      { type: 'answer', id: 2, ok: true, value: { text: 'well' } },
      { type: 'answer', id: 3, ok: false, error: { code: 'not-permitted', detail: 'not a gate' } },
      { type: 'answer', id: 4, ok: false, error: { code: 'device-unknown' } },
    ]);
    expect(gate.openings).toEqual(['o1']);
  });

  it('aborts a call at its deadline or when it is cancelled', async () => {
    const { configure, call, answers, gate, clock, host } = setUp();
    await configure();
    gate.answer = (signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve(fail('aborted')), { once: true }),
      );
    await call(1, { device: 'gate', method: 'gate-open', opening: 'o1', direction: 'in' }, 300);
    await call(2, { device: 'gate', method: 'gate-open', opening: 'o2', direction: 'in' }, 300);
    host.handle({ type: 'cancel', id: 2 });
    await settled();
    await clock.turn(300);
    expect(answers()).toEqual([
      { type: 'answer', id: 2, ok: false, error: { code: 'aborted' } },
      { type: 'answer', id: 1, ok: false, error: { code: 'timeout' } },
    ]);
  });

  it('restarts a driver that throws alone, ends what it had begun, and does not repeat what it said', async () => {
    const { configure, call, newest, readers, clock, events, states } = setUp();
    await configure();
    const first = newest();
    first.listener({ type: 'card-inserted', generation: 1 });
    const { listener } = first;
    first.test = () => {
      throw new TypeError('张三 500110195402030017');
    };
    await call(1, { device: 'reader', method: 'test' });
    expect(first.stopped).toBe(true);
    expect(states('reader')).toEqual(['ready', 'failing device-restarting']);
    expect(
      events()
        .slice(-3)
        .map(({ type }) => type),
    ).toEqual(['card-failed', 'card-removed', 'state']);
    expect(JSON.stringify(events())).not.toContain('张三');

    listener({ type: 'card-removed', generation: 1 });
    await clock.turn(100);
    expect(readers).toHaveLength(2);
    newest().listener({ type: 'card-inserted', generation: 1 });
    expect(events().at(-1)).toMatchObject({ type: 'card-inserted', generation: 2 });
    expect(states('gate')).toEqual(['ready']);
  });

  it('gives one device up when restarts do not help, and takes it up again when told to', async () => {
    const { configure, states, clock, readers, call, answers, gate } = setUp(() => {
      throw new Error('broken');
    });
    await configure();
    await clock.turn(60_000);
    expect(states('reader')).toEqual([
      ...Array<string>(5).fill('failing device-restarting'),
      'out-of-order device-out-of-order',
    ]);
    expect(readers).toHaveLength(0);
    await call(1, { device: 'reader', method: 'test' });
    await call(2, { device: 'gate', method: 'gate-open', opening: 'o1', direction: 'in' });
    await call(3, { device: 'reader', method: 'enable' });
    expect(answers()).toMatchObject([{ error: { code: 'device-out-of-order' } }, { ok: true }, { ok: true }]);
    expect(gate.openings).toEqual(['o1']);
    expect(states('reader').at(-1)).toBe('failing device-restarting');
  });

  it('traces only while somebody watches, in batches, and says what it left out', async () => {
    const { configure, host, newest, clock, sent } = setUp();
    await configure();
    const { trace } = newest().services;
    traceTo(trace, Uint8Array.of(0x00, 0xa4), 'SELECT');
    await clock.turn(traceBatch.everyMs);
    host.handle({ type: 'trace', on: true });
    for (let line = 0; line < traceBatch.entries + 3; line += 1) traceNote(trace, `line ${line}`);
    await clock.turn(traceBatch.everyMs);
    const batches = sent.flatMap((message) => (message.type === 'trace' ? [message.entries] : []));
    expect(batches).toHaveLength(1);
    expect(batches[0]).toHaveLength(traceBatch.entries + 1);
    expect(batches[0]?.at(-1)?.meaning).toBe('3 more lines left out');
    host.handle({ type: 'trace', on: false });
    traceNote(trace, 'unseen');
    await clock.turn(traceBatch.everyMs);
    expect(clock.pending).toBe(0);
  });

  it('notes who is at work: while it is being opened, and during each exchange', async () => {
    const { configure, newest, notes } = setUp();
    await configure();
    expect(notes).toEqual(['0 true', '0 false', '1 true', '1 false']);
    const { trace } = newest().services;
    traceTo(trace, Uint8Array.of(1), 'ask');
    traceNote(trace, 'answered');
    expect(notes.slice(4)).toEqual(['0 true', '0 false']);
  });
});
