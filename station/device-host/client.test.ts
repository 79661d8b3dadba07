import { describe, expect, it } from '@jest/globals';

import type { FromDeviceHost, ToDeviceHost } from '#contracts/device-host-messages.ts';
import { deviceConfigSchema, type DeviceEvent } from '#contracts/devices.ts';
import { FakeChild } from '#test/support/fake-child.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import { DeviceHostClient } from './client.ts';
import { FlightWriter } from './flight-recorder.ts';

const devices = [
  deviceConfigSchema.parse({ id: 'reader', driver: 'pcsc' }),
  deviceConfigSchema.parse({ id: 'gate', driver: 'modbus-gate', port: { serial: 'x' } }),
];

/** A device host's process, played by the test. */
class FakeHost extends FakeChild<ToDeviceHost> {
  readonly flight: FlightWriter;

  constructor(pid: number, recorderFile: number) {
    super(pid);
    this.flight = new FlightWriter(recorderFile);
  }

  override disconnect(): void {
    this.die('exit code 0');
  }

  override kill(): void {
    this.die('SIGKILL');
  }

  override say(message: FromDeviceHost): void {
    super.say(message);
  }

  tell(event: DeviceEvent): void {
    this.say({ type: 'event', event });
  }

  configuration(): Extract<ToDeviceHost, { type: 'configure' }> | undefined {
    return this.heard.findLast((message) => message.type === 'configure');
  }
}

function setUp() {
  const clock = new HandClock();
  const hosts: FakeHost[] = [];
  const events: DeviceEvent[] = [];
  const logged: string[] = [];
  const client = new DeviceHostClient({
    devices,
    clock,
    log: { event: (name, fields) => void logged.push(`${name} ${Object.values(fields).join(' ')}`.trim()) },
    spawn: (recorderFile) => {
      const host = new FakeHost(hosts.length + 1, recorderFile);
      hosts.push(host);
      return host;
    },
  });
  client.events((event) => events.push(event));
  client.start();
  const newest = (): FakeHost => {
    const host = hosts.at(-1);
    if (host === undefined) throw new Error('no host was started');
    return host;
  };
  const stateOf = (device: string): string | undefined =>
    client.statuses().find(({ id }) => id === device)?.state;
  return { clock, client, hosts, newest, events, logged, stateOf };
}

const ready: DeviceEvent = { type: 'state', device: 'reader', state: 'ready', failure: null, name: 'ACME 1' };
const inserted: DeviceEvent = { type: 'card-inserted', device: 'reader', generation: 1, medium: 'card' };

describe('DeviceHostClient', () => {
  it('configures the host and keeps what the devices say', async () => {
    const { client, newest, clock, events, logged } = setUp();
    expect(newest().heard).toEqual([{ type: 'configure', devices, leftOut: [] }]);
    await clock.turn(40);
    newest().tell(ready);
    expect(client.statuses()[0]).toEqual({
      id: 'reader',
      driver: 'pcsc',
      state: 'ready',
      name: 'ACME 1',
      since: clock.now(),
      failure: null,
    });
    expect(events).toEqual([ready]);
    expect(logged).toContain('device-state reader ready');
    await client.stop();
  });

  it('pairs answers with calls, and checks what they hold', async () => {
    const { client, newest } = setUp();
    const opened = client.call({ device: 'gate', method: 'gate-open', opening: 'o1', direction: 'in' }, 2000);
    const tested = client.call({ device: 'gate', method: 'test' }, 2000);
    await settled();
    expect(newest().heard.slice(1)).toMatchObject([
      { type: 'call', id: 1, deadlineMs: 2000 },
      { type: 'call', id: 2 },
    ]);
    newest().say({ type: 'answer', id: 2, ok: true, value: { words: 'well' } });
    newest().say({ type: 'answer', id: 1, ok: true, value: { opened: true } });
    newest().say({ type: 'answer', id: 99, ok: true, value: {} });
    expect(await opened).toEqual({ ok: true, value: { opened: true } });
    expect(await tested).toMatchObject({ ok: false, error: { code: 'device-garbled' } });
    expect(await client.call({ device: 'nobody', method: 'test' }, 10)).toMatchObject({
      error: { code: 'device-unknown' },
    });
    await client.stop();
  });

  it('settles a call that nobody answers, and passes a cancellation on', async () => {
    const { client, newest, clock } = setUp();
    const controller = new AbortController();
    const call = client.call({ device: 'gate', method: 'test' }, 1000, controller.signal);
    controller.abort();
    expect(newest().heard.at(-1)).toEqual({ type: 'cancel', id: 1 });
    // Heartbeats are answered meanwhile, so that only the call is late.
    await clock.turn(1499);
    newest().say({ type: 'pong', n: 1 });
    await clock.turn(1);
    expect(await call).toEqual({ ok: false, error: { code: 'timeout' } });
    expect(newest().heard.at(-1)).toEqual({ type: 'cancel', id: 1 });
    expect(await client.call({ device: 'gate', method: 'test' }, 10, controller.signal)).toMatchObject({
      error: { code: 'aborted' },
    });
    await client.stop();
  });

  it('answers calls under way when the host is lost, ends what was begun, and is back with new generations', async () => {
    const { client, hosts, newest, clock, events, stateOf } = setUp();
    newest().tell(ready);
    newest().tell(inserted);
    const opening = client.call(
      { device: 'gate', method: 'gate-open', opening: 'o1', direction: 'in' },
      2000,
    );
    newest().say({ type: 'answer', id: 1, ok: true, value: { opened: true } });
    expect(await opening).toMatchObject({ ok: true });
    const printing = client.call({ device: 'gate', method: 'test' }, 2000);
    events.length = 0;

    const old = newest();
    old.kill();
    expect(await printing).toEqual({ ok: false, error: { code: 'device-restarting' } });
    const failure = { code: 'device-restarting' };
    expect(events).toEqual([
      { type: 'card-failed', device: 'reader', generation: 1, failure },
      { type: 'card-removed', device: 'reader', generation: 1 },
      { type: 'state', device: 'reader', state: 'failing', failure, name: 'ACME 1' },
      { type: 'gate-passage', device: 'gate', opening: 'o1', direction: 'in', result: 'no-answer' },
      { type: 'state', device: 'gate', state: 'failing', failure, name: null },
    ]);
    expect(await client.call({ device: 'gate', method: 'test' }, 10)).toEqual({ ok: false, error: failure });

    events.length = 0;
    await clock.turn(50);
    expect(hosts).toHaveLength(2);
    expect(client.process).toEqual({ running: true, restarts: 1, pid: 2 });
    old.tell({ type: 'card-removed', device: 'reader', generation: 1 });
    newest().tell(ready);
    newest().tell(inserted);
    expect(events).toEqual([ready, { ...inserted, generation: 2 }]);
    expect(stateOf('reader')).toBe('ready');
    await client.stop();
  });

  it('leaves out the device that was at work in three losses, and takes it up again when told to', async () => {
    const { client, newest, clock, stateOf } = setUp();
    for (const pause of [50, 250, 1000]) {
      newest().flight.note(0, true);
      newest().die();
      await clock.turn(pause);
    }
    expect(newest().configuration()?.leftOut).toEqual(['reader']);
    expect(stateOf('reader')).toBe('out-of-order');
    expect(stateOf('gate')).toBe('failing');
    expect(await client.call({ device: 'reader', method: 'test' }, 10)).toMatchObject({
      error: { code: 'device-out-of-order' },
    });

    const enabled = client.call({ device: 'reader', method: 'enable' }, 1000);
    expect(newest().configuration()?.leftOut).toEqual([]);
    newest().say({ type: 'answer', id: 1, ok: true, value: { enabled: true } });
    expect(await enabled).toMatchObject({ ok: true });
    newest().tell(ready);
    expect(stateOf('reader')).toBe('ready');
    await client.stop();
  });

  it('accuses no device when the process was ended from outside', async () => {
    const { client, newest, clock } = setUp();
    for (const pause of [50, 250, 1000, 2000]) {
      newest().flight.note(0, true);
      newest().kill();
      await clock.turn(pause);
    }
    expect(newest().configuration()?.leftOut).toEqual([]);
    await client.stop();
  });

  it('says that everything is out of order when the process is given up, until a technician enables a device', async () => {
    const { client, hosts, newest, clock, stateOf } = setUp();
    for (const pause of [50, 250, 1000, 2000, 5000]) {
      newest().kill();
      await clock.turn(pause);
    }
    newest().kill();
    expect([stateOf('reader'), stateOf('gate')]).toEqual(['out-of-order', 'out-of-order']);
    expect(client.process.running).toBe(false);
    await clock.turn(600_000);
    expect(hosts).toHaveLength(6);
    const enabled = client.call({ device: 'reader', method: 'enable' }, 1000);
    expect(hosts).toHaveLength(7);
    newest().say({ type: 'answer', id: 1, ok: true, value: { enabled: true } });
    expect(await enabled).toMatchObject({ ok: true });
    await client.stop();
  });

  it('asks for the trace while somebody watches, also of a new host', async () => {
    const { client, newest, clock } = setUp();
    const seen: unknown[] = [];
    const end = client.watchTrace((entries) => seen.push(...entries));
    const alsoEnd = client.watchTrace(() => undefined);
    const traceMessages = (): boolean[] =>
      newest().heard.flatMap((message) => (message.type === 'trace' ? [message.on] : []));
    expect(traceMessages()).toEqual([true]);
    const entry = { at: 1, device: 'gate', direction: 'note', hex: '', meaning: 'hello' } as const;
    newest().say({ type: 'trace', entries: [entry] });
    expect(seen).toEqual([entry]);
    newest().kill();
    await clock.turn(50);
    expect(traceMessages()).toEqual([true]);
    end();
    expect(traceMessages()).toEqual([true]);
    alsoEnd();
    alsoEnd();
    expect(traceMessages()).toEqual([true, false]);
    await client.stop();
  });

  it('logs troubles by their own events, and no card and no code', async () => {
    const { client, newest, logged } = setUp();
    newest().tell({ type: 'card-failed', device: 'reader', generation: 1, failure: { code: 'card-mute' } });
    newest().tell({ type: 'gate-alarm', device: 'gate', alarm: 'tailgating', active: true });
    newest().tell({
      type: 'code-scanned',
      device: 'reader',
      code: { kind: 'code', text: 'SECRET', aimIdentifier: null, reports: 1, durationMs: 1 },
    });
    expect(logged.slice(1)).toEqual(['card-failed reader card-mute', 'gate-alarm gate tailgating']);
    await client.stop();
  });
});
