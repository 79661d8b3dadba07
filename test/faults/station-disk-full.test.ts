/** The disk fills up under a whole station: it says so, loses nothing, and goes on by itself once there is space. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { yikatong } from '#test/support/cli.ts';
import { FaceClient } from '#test/support/face-client.ts';
import { fillDisk } from '#test/support/fill-disk.ts';
import { freePort } from '#test/support/free-port.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { needs } from '#test/support/needs.ts';
import { runStandIn, StationProcess, type StandInHandle } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';

needs('root', 'tmpfs')('a full disk under a station', () => {
  let disk: string;
  let standIn: StandInHandle;
  let station: StationProcess;
  let kiosk: FaceClient | null;

  beforeEach(async () => {
    kiosk = null;
    disk = mkdtempSync(join(tmpdir(), 'yikatong-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
    standIn = await runStandIn();
    station = new StationProcess(
      hallConfig({
        platformUrl: standIn.url,
        devices: [{ id: 'kiosk-card', driver: 'vpcd', port: await freePort() }] as never,
        change: { delays: { goodbyeMs: 1000 } },
      }),
      join(disk, 'data'),
    );
  });
  afterEach(async () => {
    await kiosk?.close();
    await station.remove();
    await standIn.stop();
    execFileSync('umount', [disk]);
    rmdirSync(disk);
  });

  /** A number for a person, as the screen shows it, or the error card. */
  async function take(person: number): Promise<string> {
    const page = kiosk;
    if (page === null) throw new Error('no page');
    const text = `YKU${await standIn.mintCode(person, 'yukuai')}`;
    await page.intend({ do: 'wedge-code', text, durationMs: 1 });
    await page.screen('choices', ({ options }) => options.length > 0);
    await page.choose('ticket:pension');
    return until('a number or an error card', () => {
      const screen = page.view?.screen;
      if (screen?.kind === 'error') return `${screen.code}, ${screen.card}`;
      return screen?.kind === 'result' ? screen.big : null;
    });
  }

  it.each([
    ['less than the reserve is left', 512 * 1024],
    ['nothing is left', 0],
  ])('%s: an error card, degraded, and well again by itself', async (_name, keep) => {
    await station.start();
    kiosk = new FaceClient(station.address('url'));
    await until('the face is drawn', () => kiosk?.view ?? null);
    expect(await take(1)).toBe('A001');
    fillDisk(disk, keep);
    expect(await take(2)).toBe('disk-full, number-unavailable');
    expect(await station.health()).toMatchObject({ status: 'degraded', store: 'failing' });
    // The next person is told the same, and the station lives.
    expect(await take(3)).toBe('disk-full, number-unavailable');
    expect(station.program.ended).toBe(false);

    rmSync(join(disk, 'filler'));
    await until('it is well', async () => (await station.health())['status'] === 'ok');
    expect(await take(2)).toBe('A002');
    expect(await take(1)).toBe('A001');
    await until('the platform was told of both', async () => {
      const tickets = (await standIn.events()).filter(({ event }) => event.topic === 'ticket');
      return tickets.map(({ event }) => event.body['number']).join() === 'A001,A002';
    });
    await kiosk.close();
    await station.stop();
    const verified = await yikatong(['audit', 'verify', '--data', station.data, '--json']);
    expect(verified.json).toMatchObject({ intact: true });
  });

  it('keeps it from starting, with the code and the remedy, and starts once there is space', async () => {
    fillDisk(disk, 0);
    const args = ['station', '--config', station.configFile, '--data', station.data, '--no-window', '--json'];
    const refused = await yikatong(args);
    expect(refused.exitCode).toBe(1);
    expect(refused.json).toEqual({
      error: { code: 'disk-full', message: expect.any(String), remedy: expect.stringMatching(/space/i) },
    });
    rmSync(join(disk, 'filler'));
    await station.start();
    expect(await station.health()).toMatchObject({ status: 'ok' });
  });
});
