/** The whole station, with a page at each face, while its devices and its platform fail in the middle of what they do. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';

import { systemClock } from '#contracts/clock.ts';
import { deviceConfigSchema } from '#contracts/devices.ts';
import type { EmulatorCommand } from '#contracts/emulators.ts';
import type { PlatformFaults } from '#contracts/platform-api.ts';
import { plugEmulator, type PluggedEmulator } from '#station/device-host/emulator-registry.ts';
import { FaceClient } from '#test/support/face-client.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { findNeedles } from '#test/support/needles.ts';
import { runStandIn, StationProcess, type StandInHandle } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';

/** Milliseconds; the station is told so in its configuration. */
const requestMs = 1000;
/** The whole of an identification: far beyond what two requests and a busy machine take. */
const identifyMs = 10_000;

let standIn: StandInHandle;
let station: StationProcess;
let kiosk: FaceClient;
let gatePage: FaceClient;
let emulators: Map<string, PluggedEmulator>;
/** How long its start took, milliseconds: how quickly a device host is back is told in it. */
let startMs: number;

async function plug(id: string, driver: string): Promise<PluggedEmulator> {
  const config = deviceConfigSchema.parse({ id, driver, port: 'emulated' });
  const plugged = await plugEmulator(config, 0, systemClock);
  if (!plugged.ok) throw new Error(plugged.error.detail);
  emulators.set(id, plugged.value);
  return plugged.value;
}

async function hand(command: EmulatorCommand): Promise<void> {
  const done = await emulators.get(command.device)?.command(command);
  if (done?.ok !== true) throw new Error(`${command.action}: ${done?.error.code}`);
}

function person(index: number): StandInHandle['people'][number] {
  const found = standIn.people[index];
  if (found === undefined) throw new Error('no such person');
  return found;
}

const insert = (device: string, index: number): Promise<void> =>
  hand({ action: 'insert-card', device, card: person(index).card });

/** The process that holds the drivers, out of the station's children. */
function deviceHost(): number {
  const parent = station.program.child.pid;
  const found = readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      return line.includes('device-host/main.ts') && status.includes(`\nPPid:\t${parent}\n`);
    } catch {
      // It ended while it was looked at.
      return false;
    }
  });
  if (found === undefined) throw new Error('no device host runs');
  return Number(found);
}

beforeEach(async () => {
  emulators = new Map();
  standIn = await runStandIn();
  const cards = [await plug('kiosk-card', 'vpcd'), await plug('gate-card', 'vpcd')];
  const tcp = ({ port }: PluggedEmulator): object => ({ tcp: { host: '127.0.0.1', port } });
  station = new StationProcess(
    hallConfig({
      platformUrl: standIn.url,
      devices: [
        { id: 'kiosk-card', driver: 'vpcd', port: cards[0]?.port },
        { id: 'gate-card', driver: 'vpcd', port: cards[1]?.port },
        { id: 'printer', driver: 'escpos-printer', port: tcp(await plug('printer', 'escpos-printer')) },
        { id: 'gate', driver: 'modbus-gate', port: tcp(await plug('gate', 'modbus-gate')) },
      ] as never,
      change: {
        delays: { platformRequestMs: requestMs, identifyMs, goodbyeMs: 1000, gateSignMs: 1000 },
      },
    }),
  );
  const begunAt = performance.now();
  await station.start();
  kiosk = new FaceClient(station.address('url'));
  gatePage = new FaceClient(station.address('gateUrl'));
  await station.devicesReady();
  startMs = performance.now() - begunAt;
});

afterEach(async () => {
  await Promise.all([kiosk, gatePage].map((page) => page.close()));
  for (const [device, emulator] of emulators) await emulator.command({ action: 'unplug', device });
  await station.remove();
  await standIn.stop();
});

describe('the device host, in the middle of a card', () => {
  const beginReading = async (): Promise<void> => {
    await hand({
      action: 'misbehave',
      device: 'kiosk-card',
      misbehaviour: { kind: 'delay', ms: 20_000, times: null },
    });
    // The reader asks for the ATR at once; the file comes late.
    await insert('kiosk-card', 1);
    await kiosk.screen('reading');
  };
  const readTheNext = async (): Promise<void> => {
    await hand({ action: 'misbehave', device: 'kiosk-card', misbehaviour: null });
    await insert('kiosk-card', 2);
    await kiosk.screen('choices', ({ options }) => options.length > 0);
  };

  it('is killed: an error card at once, back within 2 s, and the next card is read', async () => {
    await beginReading();
    const killedAt = performance.now();
    process.kill(deviceHost(), 'SIGKILL');
    const shown = await kiosk.screen('error');
    expect(performance.now() - killedAt).toBeLessThan(2000);
    expect(shown).toMatchObject({ card: 'device-down', code: 'device-restarting' });
    await station.devicesReady();
    expect(performance.now() - killedAt).toBeLessThan(500 + startMs);
    await until('nothing is said to be out of order', () => kiosk.view?.troubles.length === 0);
    await readTheNext();
  });

  it('hangs: an error card when its heartbeat is missed, back by itself, and the next card is read', async () => {
    await beginReading();
    const stoppedAt = performance.now();
    const hung = deviceHost();
    process.kill(hung, 'SIGSTOP');
    expect(await kiosk.screen('error')).toMatchObject({ code: 'device-restarting' });
    // Three pings, one a second, and the one that it was in; the card would keep it for 20 s.
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    await station.devicesReady();
    expect(deviceHost()).not.toBe(hung);
    await readTheNext();
  });
});

describe('the platform, while somebody is identified', () => {
  it.each<[PlatformFaults, string]>([
    [{ mode: 'away', latencyMs: 0 }, 'platform-unreachable'],
    [{ mode: 'error', latencyMs: 0 }, 'platform-error'],
    [{ mode: 'nonsense', latencyMs: 0 }, 'platform-nonsense'],
    [{ mode: 'silent', latencyMs: 0 }, 'platform-slow'],
    [{ mode: 'none', latencyMs: 3000 }, 'platform-slow'],
  ])('%j: a named error card in time, nobody waits for it any more, back by itself', async (faults, code) => {
    const codes = await Promise.all([1, 2, 3, 4, 5].map((index) => standIn.mintCode(index, 'yukuai')));
    const show = async (): Promise<{ shown: unknown; ms: number }> => {
      const before = kiosk.views.length;
      const from = performance.now();
      const text = `YKU${codes.pop() ?? ''}`;
      await kiosk.intend({ do: 'wedge-code', text, durationMs: 1 });
      await until('an answer', () =>
        kiosk.views.slice(before).some(({ screen }) => screen.kind === 'error' || screen.kind === 'choices'),
      );
      return { shown: kiosk.view?.screen, ms: performance.now() - from };
    };
    await standIn.misbehave(faults);
    const first = await show();
    expect(first.shown).toMatchObject({ kind: 'error', card: 'platform-away', code });
    // A request that is safe to repeat is tried once more.
    expect(first.ms).toBeLessThan(identifyMs / 2);
    for (let tries = 0; tries < 2 && kiosk.view?.platform === 'reachable'; tries += 1) await show();
    await until('it counts as away', () => kiosk.view?.platform === 'away');
    const known = await show();
    expect(known.shown).toMatchObject({ kind: 'error', code: 'platform-unreachable' });
    expect(known.ms).toBeLessThan(requestMs);

    // A card still gives a number, and the screen says why nobody's name is with it.
    await insert('kiosk-card', 7);
    const { notes } = await kiosk.screen('choices', ({ options }) => options.length > 0);
    expect(notes.map(({ zh }) => zh).join()).toContain('连不上系统');
    await kiosk.choose('ticket:pension');
    expect((await kiosk.screen('result')).big).toMatch(/^A\d{3}$/);
    // A gate does not open for whom nobody has confirmed.
    await insert('gate-card', 8);
    await gatePage.screen('gate', ({ sign }) => sign === 'desk');

    await standIn.misbehave({ mode: 'none', latencyMs: 0 });
    await until('it is found again', () => kiosk.view?.platform === 'reachable', 20_000);
    expect((await show()).shown).toMatchObject({ kind: 'choices' });
    await until('the platform was told of the number', async () =>
      (await standIn.events()).some(({ event }) => event.topic === 'ticket'),
    );
  });
});

describe('a cable that is pulled', () => {
  it("the gate's, between opening and passage: recorded, to the desk, and well again when it is back", async () => {
    await insert('gate-card', 1);
    await gatePage.screen('gate', ({ sign }) => sign === 'pass');
    await hand({ action: 'unplug', device: 'gate' });
    await gatePage.screen('gate', ({ sign }) => sign === 'desk', 12_000);
    const told = await until('the platform is told', async () => {
      const events = await standIn.events();
      return events.find(({ event }) => event.topic === 'passage') ?? null;
    });
    expect(told.event.body).toMatchObject({ result: 'no-answer' });
    // Whoever comes now is told at once, and nothing is opened that nobody watches.
    await insert('gate-card', 2);
    await gatePage.screen('gate', ({ sign }) => sign === 'reading');
    await gatePage.screen('gate', ({ sign }) => sign === 'desk');

    await hand({ action: 'plug', device: 'gate' });
    await station.devicesReady();
    await gatePage.screen('gate', ({ sign }) => sign === 'ready');
    const state = emulators.get('gate')?.state();
    // A relay that stayed on while the cable was out is let go before anything is opened again.
    expect(state).toMatchObject({ openIn: false, openOut: false });
    await insert('gate-card', 3);
    await gatePage.screen('gate', ({ sign }) => sign === 'pass');
    await hand({ action: 'set-gate-input', device: 'gate', input: 'sensor-in', on: true });
    await until('the gate closes', () => {
      const gate = emulators.get('gate')?.state();
      return gate?.kind === 'gate' && !gate.openIn;
    });
    await hand({ action: 'set-gate-input', device: 'gate', input: 'sensor-in', on: false });
    await until('the passage is told', async () =>
      (await standIn.events()).some(({ event }) => event.body['result'] === 'passed'),
    );
  });

  it("the printer's, while it prints: the number stays, an error card with it, printed again when it is back", async () => {
    await hand({
      action: 'misbehave',
      device: 'printer',
      misbehaviour: { kind: 'silent', times: null },
    });
    await insert('kiosk-card', 1);
    await kiosk.screen('choices', ({ options }) => options.length > 0);
    await kiosk.choose('ticket:pension');
    const { big } = await kiosk.screen('result');
    await hand({ action: 'unplug', device: 'printer' });
    const failed = await kiosk.screen('result', ({ trouble }) => trouble !== null, 15_000);
    expect(failed).toMatchObject({ big, trouble: { card: 'print-failed', code: 'printer-offline' } });

    await hand({ action: 'misbehave', device: 'printer', misbehaviour: null });
    await hand({ action: 'plug', device: 'printer' });
    await station.devicesReady();
    await kiosk.choose('reprint');
    const printed = await kiosk.screen('result', ({ notes }) =>
      notes.some(({ zh }) => zh.includes('请取走')),
    );
    expect(printed).toMatchObject({ big, trouble: null });
    expect(emulators.get('printer')?.state()).toMatchObject({ tickets: 1 });
  });
});

describe('somebody who is recorded as dead', () => {
  it('is refused at the kiosk and at the gate, and each is on record once, by a keyed hash alone', async () => {
    const index = standIn.people.findIndex((one) => one.person.deceased);
    const { number, name } = person(index).person;
    await insert('kiosk-card', index);
    expect(await kiosk.screen('error')).toMatchObject({ card: 'person-record', code: 'person-deceased' });
    await insert('gate-card', index);
    await gatePage.screen('gate', ({ sign }) => sign === 'desk');
    const told = await until('the platform is told of both', async () => {
      const events = (await standIn.events()).filter(({ event }) => event.topic === 'person-refused');
      return events.length >= 2 ? events : null;
    });
    const common = { code: 'person-deceased', credential: 'social-security-card' };
    expect(told.map(({ event }) => event.body)).toEqual([
      { face: 'kiosk', ...common },
      { face: 'gate', ...common },
    ]);
    expect(new Set(told.map(({ event }) => event.person)).size).toBe(1);
    expect(station.program.log.match(/"event":"person-refused"/g)).toHaveLength(2);
    expect(station.program.log).not.toContain(number);
    expect(findNeedles(station.data, [number, name])).toEqual([]);
  });
});
