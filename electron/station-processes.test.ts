import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '#contracts/clock.ts';

import { LocalStation } from './station-processes.ts';

const addresses = {
  url: 'http://127.0.0.1:8000/kiosk/#token=t',
  gateUrl: null,
  technicianUrl: null,
  dockUrl: null,
};

function sayingReady(then: string): [string, ...string[]] {
  const line = JSON.stringify({ event: 'ready', ...addresses });
  return [
    process.execPath,
    '-e',
    `console.log('first a word'); console.log(${JSON.stringify(line)}); ${then}`,
  ];
}

describe('the station as a process', () => {
  let data = '';
  let server: Server;
  let health: unknown = { status: 'ok', faces: 0 };

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'yikatong-window-'));
    health = { status: 'ok', faces: 0 };
    server = createServer((_request, response) => response.end(JSON.stringify(health)));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await rm(data, { recursive: true, force: true });
  });

  function runningAddresses() {
    const { port } = server.address() as AddressInfo;
    return { ...addresses, url: `http://127.0.0.1:${port}/kiosk/#token=t` };
  }

  async function leaveFile(text: string): Promise<void> {
    await writeFile(join(data, 'station.json'), text);
  }

  it('is found by the file in its data folder, if it answers', async () => {
    await leaveFile(JSON.stringify({ pid: 1, ...runningAddresses() }));
    expect(await new LocalStation(data, null, systemClock).running()).toMatchObject(runningAddresses());
  });

  it('is not found without the file, with half a file, or behind a file left by one that is gone', async () => {
    const station = new LocalStation(data, null, systemClock);
    expect(await station.running()).toBeNull();
    await leaveFile('{"pid":1,"url":"http://127');
    expect(await station.running()).toBeNull();
    await leaveFile(JSON.stringify({ pid: 1, ...addresses, url: 'http://127.0.0.1:1/' }));
    expect(await station.running()).toBeNull();
  });

  it('is not taken for another program that answers on its port', async () => {
    health = { status: 'ok' };
    await leaveFile(JSON.stringify({ pid: 1, ...runningAddresses() }));
    expect(await new LocalStation(data, null, systemClock).running()).toBeNull();
  });

  it('is started, says its addresses, and is ended with the window', async () => {
    const station = new LocalStation(data, sayingReady('setInterval(() => {}, 1000)'), systemClock);
    const started = await station.start();
    await station.stop();
    if (!('ended' in started)) throw new Error(started.problem);
    expect(started.addresses).toMatchObject(addresses);
    expect(await started.ended).toBe('SIGTERM');
  });

  it('is reported when it ends', async () => {
    const started = await new LocalStation(
      data,
      sayingReady('setTimeout(() => process.exit(7), 1)'),
      systemClock,
    ).start();
    if (!('ended' in started)) throw new Error(started.problem);
    expect(await started.ended).toBe('exit code 7');
  });

  it('is a problem told if it ends before it is ready, cannot be started, or may not be', async () => {
    const startWith = (command: [string, ...string[]] | null) =>
      new LocalStation(data, command, systemClock).start();
    expect(await startWith([process.execPath, '-e', 'process.exit(3)'])).toEqual({ problem: 'exit code 3' });
    expect(await startWith([join(data, 'nothing')])).toEqual({ problem: expect.stringContaining('ENOENT') });
    expect(await startWith(null)).toEqual({ problem: expect.stringContaining('--config FILE') });
  });
});
