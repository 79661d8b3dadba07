/** The lockdown as the real Electron enforces it: a page that tries everything it must not be able to do. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { end, launch } from '#build/children.mjs';
import { ensureElectronMain } from '#build/setup.mjs';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';
import { startVirtualDisplay, type VirtualDisplay } from '#test/support/virtual-display.ts';

const repository = join(import.meta.dirname, '../..');

/** What the page found possible. Each must be false. */
interface Report {
  readonly node: boolean;
  readonly window: boolean;
  readonly elsewhere: boolean;
  readonly microphone: boolean;
  readonly notifications: boolean;
  readonly hid: boolean;
}

/** `away` is another server of this machine, which no request may reach. */
function tryingPage(away: string): string {
  return `<!doctype html><title>kiosk</title><script type="module">
    const possible = async (attempt) => { try { return Boolean(await attempt()); } catch { return false; } };
    const report = {
      node: typeof require !== 'undefined' || typeof process !== 'undefined',
      window: await possible(() => window.open('/kiosk/')),
      elsewhere: await possible(() => fetch('${away}', { mode: 'no-cors' })),
      microphone: await possible(() => navigator.mediaDevices.getUserMedia({ audio: true })),
      notifications: await possible(async () => (await Notification.requestPermission()) === 'granted'),
      hid: await possible(async () => (await navigator.hid.getDevices()).length > 0),
    };
    await fetch('/report', { method: 'POST', body: JSON.stringify(report) });
    location.href = '${away}';
    // A page that was let go says nothing any more, and the other address was reached by then.
    setTimeout(() => fetch('/still-here', { method: 'POST' }), 1000);
  </script>`;
}

async function listening(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<[Server, string]> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += String(part);
  return body;
}

needs('electron', 'xvfb')('the Electron window', () => {
  const servers: Server[] = [];
  let folder = '';
  let display: VirtualDisplay;
  let child: ReturnType<typeof launch>;
  let report: Report;
  const reachedAway: string[] = [];
  let isStillHere = false;

  beforeAll(async () => {
    await ensureElectronMain();
    display = await startVirtualDisplay();
    folder = await mkdtemp(join(tmpdir(), 'yikatong-electron-'));
    const [away, awayAddress] = await listening((request, response) => {
      reachedAway.push(request.url ?? '');
      response.end();
    });
    let reported: (report: Report) => void = () => undefined;
    const reporting = new Promise<Report>((resolve) => (reported = resolve));
    const [station, address] = await listening((request, response) => {
      if (request.url === '/healthz') response.end(JSON.stringify({ faces: 1 }));
      else if (request.url === '/report') {
        void bodyOf(request).then((body) => reported(JSON.parse(body) as Report));
        response.end();
      } else if (request.url === '/still-here') {
        isStillHere = true;
        response.end();
      } else response.setHeader('content-type', 'text/html').end(tryingPage(awayAddress));
    });
    servers.push(away, station);
    const addresses = { url: `${address}/kiosk/`, gateUrl: null, technicianUrl: null, dockUrl: null };
    await writeFile(join(folder, 'station.json'), JSON.stringify({ pid: process.pid, ...addresses }));

    const electron = join(repository, 'node_modules/electron');
    const binary = join(electron, 'dist', await readFile(join(electron, 'path.txt'), 'utf8'));
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    child = launch(binary, [repository, ...sandbox, '--data', folder], {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: display.name },
    });
    report = await reporting;
  });

  afterAll(async () => {
    await end(child);
    await display.stop();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    await rm(folder, { recursive: true, force: true });
  });

  it('gives the page nothing beyond drawing', () => {
    expect(report).toEqual({
      node: false,
      window: false,
      elsewhere: false,
      microphone: false,
      notifications: false,
      hid: false,
    });
  });

  it('sends nothing to any other address, and goes nowhere else', async () => {
    await until('the page is still there after it tried', () => isStillHere);
    expect(reachedAway).toEqual([]);
  });

  it('ends when it is asked to', async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});

describe('the debugging switches', () => {
  needs('electron')('of the real Electron', () => {
    it('are refused', async () => {
      const electron = join(repository, 'node_modules/electron');
      const binary = join(electron, 'dist', await readFile(join(electron, 'path.txt'), 'utf8'));
      const started = launch(binary, [
        repository,
        '--no-sandbox',
        '--data',
        tmpdir(),
        '--remote-debugging-port=0',
      ]);
      expect(await once(started, 'exit')).toEqual([1, null]);
    });
  });
});
