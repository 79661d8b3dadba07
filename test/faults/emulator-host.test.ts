/** Emulated devices as the station runs them: unplugged and plugged in, their process killed, and back on their ports. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '#contracts/clock.ts';
import { deviceConfigSchema, type DeviceEvent } from '#contracts/devices.ts';
import type { EmulatorCommand, EmulatorState } from '#contracts/emulators.ts';
import type { Log } from '#contracts/log-events.ts';
import { syntheticPeople } from '#platform/people.ts';
import { DeviceHostClient } from '#station/device-host/client.ts';
import { EmulatorHostClient } from '#station/device-host/emulator-client.ts';
import { resolvePorts } from '#station/device-host/resolve-ports.ts';
import { until } from '#test/support/until.ts';

const quiet: Log = { event: () => undefined };
const devices = [
  { id: 'reader', driver: 'vpcd', port: 'emulated' },
  { id: 'idcard', driver: 'sam-v', port: 'emulated' },
  { id: 'scanner', driver: 'serial-scanner', port: 'emulated' },
  { id: 'gate', driver: 'modbus-gate', port: 'emulated' },
  { id: 'printer', driver: 'escpos-printer', port: 'emulated' },
  { id: 'finger', driver: 'serial-fingerprint', port: 'emulated' },
].map((entry) => deviceConfigSchema.parse(entry));

const [person] = syntheticPeople();
if (person === undefined) throw new Error('there is nobody');

let emulators: EmulatorHostClient;
let host: DeviceHostClient;
let events: DeviceEvent[];
let states: readonly EmulatorState[];

beforeEach(async () => {
  emulators = new EmulatorHostClient({ devices, cameras: {}, clock: systemClock, log: quiet });
  const ports = await emulators.start();
  if (!ports.ok) throw new Error(ports.error.detail);
  emulators.onStates((told) => (states = told));
  host = new DeviceHostClient({
    devices: resolvePorts(devices, ports.value),
    clock: systemClock,
    log: quiet,
  });
  events = [];
  host.events((event) => events.push(event));
  host.start();
  await until('the devices to be ready', allReady);
});

afterEach(async () => {
  await host.stop();
  await emulators.stop();
});

const stateOf = (id: string): string | undefined => host.statuses().find((status) => status.id === id)?.state;
const allReady = (): boolean => host.statuses().every(({ state }) => state === 'ready');
const shown = (device: string): EmulatorState | undefined => states.find((state) => state.device === device);

async function command(asked: EmulatorCommand): Promise<void> {
  const done = await emulators.command(asked);
  expect(done).toEqual({ ok: true, value: undefined });
}

describe('emulated devices', () => {
  it('bring cards, codes and passages through the real drivers', async () => {
    await command({ action: 'insert-card', device: 'reader', card: person.card });
    await command({ action: 'put-identity-card', device: 'idcard', card: person.identityCard });
    await command({ action: 'scan', device: 'scanner', text: 'YKU-1234567890', aimIdentifier: ']Q1' });
    await until(
      'both cards to be read',
      () => events.filter(({ type }) => type === 'card-read').length === 2,
    );
    const scanned = await until(
      'the code',
      () => events.find((event) => event.type === 'code-scanned') ?? null,
    );
    expect(scanned).toMatchObject({ device: 'scanner', code: { text: 'YKU-1234567890' } });

    expect(
      await host.call({ device: 'gate', method: 'gate-open', opening: 'o1', direction: 'in' }, 2000),
    ).toMatchObject({ ok: true });
    await until('the gate to be open', () => {
      const gate = shown('gate');
      return gate?.kind === 'gate' && gate.openIn;
    });
    await command({ action: 'set-gate-input', device: 'gate', input: 'sensor-in', on: true });
    await command({ action: 'set-gate-input', device: 'gate', input: 'sensor-in', on: false });
    const slip = {
      hall: '大厅',
      number: 'A012',
      business: '社保咨询',
      lines: ['3 人等候'],
      qr: null,
      copy: false,
    };
    const printed = await host.call({ device: 'printer', method: 'print', job: 'j1', slip }, 10_000);
    expect(printed).toEqual({ ok: true, value: { result: 'printed' } });
    const printer = await until('the ticket in the dock', () => {
      const state = shown('printer');
      return state?.kind === 'printer' && state.tickets === 1 ? state : null;
    });
    expect(printer.picture).toContain('<svg');
    const template = Buffer.alloc(512, 'finger').toString('base64');
    await command({ action: 'put-finger', device: 'finger', template, quality: 'good' });
    const compare = { device: 'finger', method: 'verify-finger', template } as const;
    expect(await host.call({ ...compare, format: 'ef01' }, 10_000)).toEqual({
      ok: true,
      value: { matched: true, score: expect.any(Number), least: 50 },
    });
    expect(events).toContainEqual({ type: 'finger-prompt', device: 'finger', prompt: 'lift' });
    expect(await host.call({ ...compare, format: 'fprint' }, 10_000)).toMatchObject({
      error: { code: 'template-unusable' },
    });
    await command({ action: 'pull-card', device: 'reader' });
    await until('the card to be out', () => events.some(({ type }) => type === 'card-removed'));
    expect(shown('idcard')).toMatchObject({ cardIn: true });
  });

  it('are away while unplugged, and back when plugged in', async () => {
    await command({ action: 'unplug', device: 'gate' });
    await until('the gate to fail', () => stateOf('gate') === 'failing');
    expect(stateOf('scanner')).toBe('ready');
    await until('the dock to see it', () => shown('gate')?.plugged === false);
    await command({ action: 'plug', device: 'gate' });
    await until('the gate to be back', () => stateOf('gate') === 'ready');
  });

  it('refuse what they cannot do', async () => {
    expect(await emulators.command({ action: 'pull-card', device: 'gate' })).toMatchObject({
      error: { code: 'not-permitted' },
    });
    expect(await emulators.command({ action: 'pull-card', device: 'nobody' })).toEqual({
      ok: false,
      error: { code: 'device-unknown' },
    });
  });

  it('are back on their ports when their process was killed', async () => {
    const { pid } = emulators;
    if (pid === null) throw new Error('no emulators run');
    await command({
      action: 'misbehave',
      device: 'gate',
      misbehaviour: { kind: 'delay', ms: 5000, times: null },
    });
    process.kill(pid, 'SIGKILL');
    await until('the devices to be lost', () => stateOf('gate') !== 'ready' && stateOf('idcard') !== 'ready');
    await until('the devices to be back', allReady);
    expect(emulators.pid).not.toBe(pid);
    await command({ action: 'scan', device: 'scanner', text: '12345678', aimIdentifier: null });
    await until('a code', () => events.some(({ type }) => type === 'code-scanned'));
  });

  it('live on when the device host is killed', async () => {
    await command({ action: 'put-identity-card', device: 'idcard', card: person.identityCard });
    await until('the card to be read', () => events.some(({ type }) => type === 'card-read'));
    const { pid } = emulators;
    process.kill(host.process.pid ?? 0, 'SIGKILL');
    const again = await until(
      'the card that still lies there to be read again',
      () => events.find((event) => event.type === 'card-read' && event.generation === 2) ?? null,
    );
    expect(again).toMatchObject({ device: 'idcard', card: { number: person.identityCard.number } });
    expect(emulators.pid).toBe(pid);
  });

  it('include a camera, whose file is there from start to stop, also when the process is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yikatong-camera-'));
    const file = join(folder, 'camera-kiosk.y4m');
    const whole = 'YUV4MPEG2 W640 H480 F30:1 Ip A1:1 C420jpeg\nFRAME\n'.length + (640 * 480 * 3) / 2;
    const cameras = new EmulatorHostClient({
      devices: [],
      cameras: { 'camera-kiosk': file },
      clock: systemClock,
      log: quiet,
    });
    let camera: EmulatorState | undefined;
    cameras.onStates((told) => ([camera] = told));
    expect(await cameras.start()).toEqual({ ok: true, value: {} });
    expect(statSync(file).size).toBe(whole);

    const wall = readFileSync(file);
    expect(
      await cameras.command({ action: 'stand-before-camera', device: 'camera-kiosk', who: 'first' }),
    ).toEqual({ ok: true, value: undefined });
    await until('the dock to see it', () => camera?.kind === 'camera' && camera.who === 'first');
    expect(readFileSync(file).equals(wall)).toBe(false);

    process.kill(cameras.pid ?? 0, 'SIGKILL');
    await until('the camera to be back, with nobody', () => readFileSync(file).equals(wall));
    await cameras.stop();
    expect(existsSync(file)).toBe(false);
    rmSync(folder, { recursive: true });
  });

  it('need no process where nothing is emulated', async () => {
    const none = new EmulatorHostClient({
      devices: [deviceConfigSchema.parse({ id: 'reader', driver: 'pcsc' })],
      cameras: {},
      clock: systemClock,
      log: quiet,
    });
    expect(await none.start()).toEqual({ ok: true, value: {} });
    expect(none.pid).toBeNull();
    await none.stop();
  });
});
