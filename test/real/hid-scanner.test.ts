/** HID scanners through the real node-hid, over a hidraw device that umockdev makes up. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildReports } from '#drivers/hid-pos-scanner/codec.ts';
import { yikatong } from '#test/support/cli.ts';
import { LineProcess } from '#test/support/line-process.ts';
import { needs } from '#test/support/needs.ts';
import { SerialCable } from '#test/support/pty.ts';
import { EmulatedHidraw, hidId, hidrawPath } from '#test/support/umockdev.ts';
import { until } from '#test/support/until.ts';

const threeReports = `YKU-${'渝快码'.repeat(13)}`;

needs('umockdev', 'linux')('a scanner in HID POS mode, read by the command', () => {
  let hidraw: EmulatedHidraw;

  beforeEach(() => {
    hidraw = new EmulatedHidraw();
  });

  afterEach(() => {
    hidraw.remove();
  });

  it.each([
    ['its path', hidrawPath],
    ['VID:PID', hidId],
    ['VID:PID in capitals', hidId.toUpperCase()],
  ])('by %s: a code over three 64-byte reports', async (_what, device) => {
    const reports = buildReports(Buffer.from(threeReports), { aimIdentifier: ']Q1' });
    expect(reports.map((report) => report.length)).toEqual([64, 64, 64]);
    const { exitCode, json } = await yikatong(['scan', '--device', device, '--json'], hidraw.under(reports));
    expect(json).toEqual({
      kind: 'code',
      text: threeReports,
      aimIdentifier: ']Q1',
      reports: 3,
      durationMs: expect.any(Number),
    });
    expect(exitCode).toBe(0);
  });

  it('in GB18030, with identifier and data one byte further back', async () => {
    const scan = iconv.encode('电子社保卡𠮷', 'gb18030');
    const reports = buildReports(scan, { aimIdentifier: ']h1', shifted: true });
    const { json } = await yikatong(['scan', '--device', hidId, '--json'], hidraw.under(reports));
    expect(json).toMatchObject({ text: '电子社保卡𠮷', aimIdentifier: ']h1', reports: 1 });
  });

  it('that refuses to have the mode turned on', async () => {
    const reports = buildReports(Buffer.from('A'), { aimIdentifier: null });
    const under = hidraw.under(reports, { takesFeatureReport: false });
    const { json } = await yikatong(['scan', '--device', hidId, '--json'], under);
    expect(json).toMatchObject({ text: 'A', aimIdentifier: null });
  });

  it('of which a report was garbled: code-unreadable', async () => {
    const [first, second, third] = buildReports(Buffer.from(threeReports), { aimIdentifier: ']Q1' });
    const garbled = second?.map((byte, at) => (at === 0 ? byte : byte ^ 0x55));
    const reports = [first, garbled, third].filter((report) => report !== undefined);
    const { exitCode, json } = await yikatong(['scan', '--device', hidId, '--json'], hidraw.under(reports));
    expect(json).toMatchObject({ error: { code: 'code-unreadable' } });
    expect(exitCode).toBe(1);
  });

  it('is listed with its driver by `devices`', async () => {
    const { json } = await yikatong(['devices', '--json'], hidraw.under([]));
    expect(json).toMatchObject({
      hid: [{ id: hidId, path: hidrawPath, name: 'Emulated POS Scanner', driver: 'hid-pos-scanner' }],
    });
  });

  it('that is not there: port-unavailable', async () => {
    const { exitCode, json } = await yikatong(['scan', '--device', '1234:5678', '--json'], hidraw.under([]));
    expect(json).toMatchObject({
      error: { code: 'port-unavailable', message: expect.stringContaining('1234:5678 is not plugged in') },
    });
    expect(exitCode).toBe(1);
  });
});

/** Plugs a PTY in as the made-up device and out again, by its places in umockdev's /dev and /sys. */
class Plug {
  readonly #link: string;
  readonly #listed: string;
  readonly #hidden: string;

  constructor(umockdev: string) {
    this.#link = join(umockdev, hidrawPath);
    this.#listed = join(umockdev, 'sys/class/hidraw/hidraw0');
    this.#hidden = join(umockdev, 'unplugged');
  }

  out(): void {
    renameSync(this.#listed, this.#hidden);
    rmSync(this.#link);
  }

  in(pty: string): void {
    symlinkSync(realpathSync(pty), this.#link);
    renameSync(this.#hidden, this.#listed);
  }
}

needs(
  'umockdev',
  'socat',
  'linux',
)('a scanner in HID POS mode, plugged in and out', () => {
  let hidraw: EmulatedHidraw;
  let cable: SerialCable;
  let driver: LineProcess;
  let pid: number | null = null;

  beforeEach(async () => {
    hidraw = new EmulatedHidraw();
    cable = await SerialCable.lay();
    const [command = '', ...args] = hidraw.under([]);
    const script = join(import.meta.dirname, '../support/hid-scanner-process.ts');
    driver = new LineProcess(command, [...args, process.execPath, script, hidId]);
  });

  afterEach(async () => {
    // umockdev-run would leave its child behind.
    if (pid !== null) process.kill(pid, 'SIGKILL');
    await driver.end();
    await cable.remove();
    hidraw.remove();
  });

  const count = (text: string): number => driver.lines.filter((line) => line.includes(text)).length;
  const said = (text: string, times: number): Promise<true> =>
    until(`the driver says ${text} ${times} times`, () => count(text) === times);

  it('reads again by itself, the HID POS mode turned on again, and says half a code never', async () => {
    const started = JSON.parse(await driver.next()) as { readonly pid: number; readonly umockdev: string };
    ({ pid } = started);
    const plug = new Plug(started.umockdev);
    const scan = (text: string, reports?: number): void => {
      for (const report of buildReports(Buffer.from(text), { aimIdentifier: ']Q1' }).slice(0, reports))
        writeFileSync(cable.far, report);
    };
    plug.out();
    driver.say('start');
    await said('is not plugged in', 1);

    plug.in(cable.near);
    await said('"state":"ready"', 1);
    scan('FIRST');
    await said('"text":"FIRST"', 1);
    scan(threeReports, 1);
    await said('64 bytes', 2);
    plug.out();
    await cable.pull();
    await said('"code":"code-unreadable"', 1);
    await said('"code":"port-lost"', 1);

    await cable.plug();
    plug.in(cable.near);
    await said('"state":"ready"', 2);
    scan('SECOND');
    await said('"text":"SECOND"', 1);
    expect(count('code-scanned')).toBe(2);
    expect(count('turn the HID POS mode on')).toBe(2);
    expect(count('was not turned on')).toBe(0);
  });
});
