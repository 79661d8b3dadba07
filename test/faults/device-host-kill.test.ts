/** The device host is killed, hangs, or is brought down by one of its devices: the station goes on. */
import { afterEach, describe, expect, it } from '@jest/globals';

import { systemClock } from '#contracts/clock.ts';
import { deviceConfigSchema, type DeviceConfig, type DeviceEvent } from '#contracts/devices.ts';
import type { Log } from '#contracts/log-events.ts';
import { syntheticPeople } from '#platform/people.ts';
import { DeviceHostClient } from '#station/device-host/client.ts';
import { EmulatorHostClient } from '#station/device-host/emulator-client.ts';
import { resolvePorts } from '#station/device-host/resolve-ports.ts';
import { forkChild } from '#station/processes/child-port.ts';
import { isRunning } from '#test/support/is-running.ts';
import { Program } from '#test/support/program.ts';
import { until } from '#test/support/until.ts';

const ending: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

interface Seen {
  readonly event: DeviceEvent;
  /** `performance.now()`. */
  readonly at: number;
}

function watch(devices: readonly DeviceConfig[], entry?: string) {
  const logged: string[] = [];
  const log: Log = { event: (name, fields) => void logged.push(`${name} ${JSON.stringify(fields)}`) };
  const client = new DeviceHostClient({
    devices,
    clock: systemClock,
    log,
    ...(entry === undefined ? {} : { spawn: (file: number) => forkChild({ entry, file }) }),
  });
  const seen: Seen[] = [];
  client.events((event) => seen.push({ event, at: performance.now() }));
  ending.push(() => client.stop());
  client.start();
  const stateOf = (id: string): string | undefined =>
    client.statuses().find((status) => status.id === id)?.state;
  const pid = (): number => {
    if (client.process.pid === null) throw new Error('no device host runs');
    return client.process.pid;
  };
  return { client, seen, logged, stateOf, pid };
}

/**
 * A card reader and a gate, emulated, in the processes that a station starts. `startMs`: how long that took, half a second on a machine
 * with nothing else to do; how quickly a host is back is told in it.
 */
async function setUp() {
  const devices = [
    { id: 'reader', driver: 'vpcd', port: 'emulated' },
    { id: 'gate', driver: 'modbus-gate', port: 'emulated' },
  ].map((entry) => deviceConfigSchema.parse(entry));
  const emulators = new EmulatorHostClient({
    devices,
    cameras: {},
    clock: systemClock,
    log: { event: () => undefined },
  });
  ending.push(() => emulators.stop());
  const ports = await emulators.start();
  if (!ports.ok) throw new Error(ports.error.detail);
  const begunAt = performance.now();
  const watched = watch(resolvePorts(devices, ports.value));
  const ready = (): boolean => watched.stateOf('reader') === 'ready' && watched.stateOf('gate') === 'ready';
  await until('the devices to be ready', ready);
  return { ...watched, emulators, ready, startMs: performance.now() - begunAt };
}

const card = syntheticPeople()[0]?.card;
if (card === undefined) throw new Error('there is nobody');

describe('a device host that is killed in a read', () => {
  it('answers with a failed card, and is back within 2 s', async () => {
    const { client, seen, emulators, ready, pid, startMs } = await setUp();
    await emulators.command({
      action: 'misbehave',
      device: 'reader',
      misbehaviour: { kind: 'delay', ms: 3000, times: null },
    });
    const inserting = emulators.command({ action: 'insert-card', device: 'reader', card });
    await until('the card to be seen', () => seen.some(({ event }) => event.type === 'card-inserted'));
    const opening = client.call(
      { device: 'gate', method: 'gate-open', opening: 'o1', direction: 'in' },
      2000,
    );
    expect(await opening).toEqual({ ok: true, value: { opened: true } });

    const killedPid = pid();
    const killedAt = performance.now();
    process.kill(killedPid, 'SIGKILL');
    await until('the loss to be noticed', () => !ready());
    expect(await client.call({ device: 'gate', method: 'test' }, 1000)).toEqual({
      ok: false,
      error: { code: 'device-restarting' },
    });
    await until('the devices to be ready again', ready);
    const backAfterMs = performance.now() - killedAt;
    expect(backAfterMs).toBeLessThan(1000 + 2 * startMs);
    expect(pid()).not.toBe(killedPid);

    const failure = { code: 'device-restarting' };
    const told = seen.filter(({ at }) => at >= killedAt).map(({ event }) => event);
    expect(told).toContainEqual({ type: 'card-failed', device: 'reader', generation: 1, failure });
    expect(told).toContainEqual({ type: 'card-removed', device: 'reader', generation: 1 });
    expect(told).toContainEqual({
      type: 'gate-passage',
      device: 'gate',
      opening: 'o1',
      direction: 'in',
      result: 'no-answer',
    });

    await inserting;
    await emulators.command({ action: 'misbehave', device: 'reader', misbehaviour: null });
    expect(await emulators.command({ action: 'insert-card', device: 'reader', card })).toEqual({
      ok: true,
      value: undefined,
    });
    const read = await until(
      'the next card to be read',
      () => seen.map(({ event }) => event).find((event) => event.type === 'card-read') ?? null,
    );
    expect(read).toMatchObject({ generation: 2, card: { cardNumber: card.cardNumber } });
  });

  it('is back each time, and tells no card twice', async () => {
    const { seen, emulators, ready, pid, startMs } = await setUp();
    const tookMs: number[] = [];
    for (let kill = 1; kill <= 4; kill += 1) {
      await emulators.command({ action: 'insert-card', device: 'reader', card });
      await until('the card to be read', () =>
        seen.some(({ event }) => event.type === 'card-read' && event.generation === kill),
      );
      const killedAt = performance.now();
      process.kill(pid(), 'SIGKILL');
      await until('the loss to be noticed', () => !ready());
      await until('the devices to be ready again', ready);
      tookMs.push(performance.now() - killedAt);
    }
    // The fourth waits longer by rule, and one may fall into a standstill of the machine.
    const [, second = Infinity] = tookMs.toSorted((a, b) => a - b);
    expect(second).toBeLessThan(1500 + 2 * startMs);
    const generations = seen.flatMap(({ event }) =>
      event.type === 'card-inserted' ? [event.generation] : [],
    );
    expect(generations).toEqual([1, 2, 3, 4]);
  });
});

describe('a device host that hangs', () => {
  it('is ended and started again when it stands still', async () => {
    const { logged, ready, pid } = await setUp();
    const stopped = pid();
    process.kill(stopped, 'SIGSTOP');
    await until('the heartbeat to fail', () => !ready());
    await until('the devices to be ready again', ready);
    expect(pid()).not.toBe(stopped);
    expect(logged.join('\n')).toMatch(/process-lost .*no answer to heartbeat/);
    await until('the stopped process to be gone', () => !isRunning(stopped));
  });

  it('is ended when a call does not return', async () => {
    const { client, stateOf, pid } = faulty('hangs', 'well');
    await until('the devices to be ready', () => stateOf('well') === 'ready');
    const hung = pid();
    expect(await client.call({ device: 'hangs', method: 'test' }, 1000)).toEqual({
      ok: false,
      error: { code: 'timeout' },
    });
    await until(
      'the host to be started again',
      () => client.process.restarts === 1 && stateOf('well') === 'ready',
    );
    expect(isRunning(hung)).toBe(false);
    expect(await client.call({ device: 'well', method: 'test' }, 1000)).toMatchObject({ ok: true });
  });
});

describe('one device among others', () => {
  it.each(['throws', 'rejects'])('that %s where nobody catches it is restarted alone', async (id) => {
    const { client, seen, stateOf, pid } = faulty(id, 'well');
    await until('the devices to be ready', () => stateOf('well') === 'ready');
    const before = pid();
    await client.call({ device: id, method: 'test' }, 1000);
    await until('it to fail', () => stateOf(id) === 'failing');
    await until('it to be ready again', () => stateOf(id) === 'ready');
    expect(pid()).toBe(before);
    const states = (device: string): string[] =>
      seen.flatMap(({ event }) =>
        event.type === 'state' && event.device === device
          ? [`${event.state} ${event.failure?.detail ?? ''}`]
          : [],
      );
    expect(states(id)).toEqual([
      'ready ',
      expect.stringMatching(/^failing Error at faulty-device-host\.ts:\d+$/),
      'ready ',
    ]);
    expect(states('well')).toEqual(['ready ']);
  });

  it('that ends the host again and again is left out, and the others work', async () => {
    const { client, stateOf } = faulty('well', 'crashes', 'also-well');
    await until('it to be left out', () => stateOf('crashes') === 'out-of-order', 20_000);
    await until(
      'the others to be ready',
      () => stateOf('well') === 'ready' && stateOf('also-well') === 'ready',
    );
    expect(client.process).toMatchObject({ running: true, restarts: 3 });
    expect(await client.call({ device: 'well', method: 'test' }, 1000)).toMatchObject({ ok: true });
    expect(await client.call({ device: 'crashes', method: 'test' }, 1000)).toEqual({
      ok: false,
      error: { code: 'device-out-of-order' },
    });
  });
});

describe('a station that is killed', () => {
  it('takes its device host along', async () => {
    const station = new Program('test/support/device-host-parent.ts', []);
    ending.push(() => station.stop('SIGKILL'));
    const { deviceHost } = await station.ready();
    expect(isRunning(Number(deviceHost))).toBe(true);
    station.child.kill('SIGKILL');
    await until('the device host to be gone', () => !isRunning(Number(deviceHost)));
  });
});

function faulty(...ids: string[]) {
  const devices = ids.map((id) => deviceConfigSchema.parse({ id, driver: 'pcsc' }));
  return watch(devices, `${import.meta.dirname}/../support/faulty-device-host.ts`);
}
