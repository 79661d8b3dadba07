import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '#contracts/clock.ts';
import { hallRoles } from '#contracts/hall/paths.ts';
import type { Log } from '#contracts/log-events.ts';
import { fail } from '#contracts/result.ts';
import { freePort } from '#test/support/free-port.ts';
import { TestHallServer } from '#test/support/hall-server.ts';
import { quietLog, valueOf } from '#test/support/halls.ts';
import { until } from '#test/support/until.ts';

import { openHallClient } from './open.ts';

let folder = '';
let tokenFile = '';
let server: TestHallServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-open-'));
  tokenFile = join(folder, 'kiosk.token');
  server = await TestHallServer.start();
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function open(url = server.origin, log = quietLog) {
  return openHallClient({
    server: { url, tokenFile },
    station: 'kiosk-1',
    dataFolder: folder,
    requestMs: 5000,
    clock: systemClock,
    log,
  });
}

describe("a station's token for its hall server", () => {
  it('is one of the kiosk, in one line', async () => {
    writeFileSync(tokenFile, `${server.token('kiosk')}\n`);
    const { hall, personKey } = valueOf(await open());
    expect(Buffer.from(personKey)).toEqual(Buffer.from(server.access.personKey));
    hall.close();
  });

  it.each<[what: string, token: () => string]>([
    ['nobody knows', () => 'x'.repeat(43)],
    ['is of another role', () => server.token('board')],
  ])('is named with its file and the hall that refused it, where it is one that %s', async (_what, token) => {
    writeFileSync(tokenFile, token());
    expect(await open()).toEqual(
      fail('kiosk-token-invalid', `${tokenFile}: ${server.origin} refuses its token`),
    );
  });

  it.each<[what: string, text: () => string]>([
    ['all tokens of the hall', () => readFileSync(server.access.tokensFile, 'utf8')],
    ['two of them', () => `${server.token('kiosk')}\n${server.token('board')}\n`],
    ['nothing', () => ''],
  ])('is asked for in one line, where its file holds %s', async (_what, text) => {
    writeFileSync(tokenFile, text());
    expect(await open()).toEqual(fail('kiosk-token-invalid', `${tokenFile}: not one line with one token`));
  });

  it('is not blamed for an address that the hall does not know as its own', async () => {
    writeFileSync(tokenFile, server.token('kiosk'));
    const misdirected = createServer((_request, response) => {
      response.writeHead(421, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ status: 421, title: 'No', code: 'not-permitted', detail: 'host' }));
    });
    const port = await freePort();
    await new Promise<void>((resolve) => void misdirected.listen(port, '127.0.0.1', resolve));
    expect(await open(`http://127.0.0.1:${port}`)).toEqual(
      fail('hall-address-refused', `http://127.0.0.1:${port}`),
    );
    misdirected.close();
  });

  it('that the hall stops taking is told once, and numbers of the lease are given until it takes it again', async () => {
    writeFileSync(tokenFile, server.token('kiosk'));
    const logged: string[] = [];
    const log: Log = {
      event: (name, fields) => void logged.push(`${name} ${Object.values(fields).join(' ')}`),
    };
    const { hall: station } = valueOf(await open(server.origin, log));
    const issue = async (key: string): Promise<string> =>
      valueOf(
        await station.issue({
          key,
          business: 'pension',
          person: null,
          priority: null,
          origin: 's1',
          audit: 'a',
        }),
      ).ticket.number;
    await station.synchronise();
    await until('it holds numbers', () => valueOf(station.held()).some(({ unused }) => unused > 0));
    expect(await issue('key-1')).toBe('A001');

    const { hall, access } = server;
    const { port } = server.server;
    const others = Object.fromEntries(hallRoles.map((role) => [role, [role.padEnd(43, 'x')]]));
    await server.server.close();
    const changed = await TestHallServer.start({
      hall,
      access: { ...access, tokens: others as never },
      port,
    });
    expect(await issue('key-2')).toMatch(/^AX/);
    await station.synchronise();
    expect(station.line.refusal).toEqual({ code: 'kiosk-token-invalid', detail: server.origin });
    expect(valueOf(station.held())).toContainEqual(
      expect.objectContaining({ business: 'pension', unmerged: 1 }),
    );
    expect(logged.filter((line) => line.startsWith('hall-refuses'))).toEqual([
      `hall-refuses kiosk-token-invalid ${server.origin}`,
    ]);

    // Also from a start: a kiosk that is switched off at night is no worse off in the morning.
    station.close();
    const { hall: startedAgain } = valueOf(await open(server.origin, log));
    expect(startedAgain.line.refusal?.code).toBe('kiosk-token-invalid');

    await changed.server.close();
    const again = await TestHallServer.start({ hall, access, port });
    await until('it is merged', async () => {
      await startedAgain.synchronise();
      return logged.includes('hall-merged 1');
    });
    expect(startedAgain.line.refusal).toBeNull();
    startedAgain.close();
    await again.stop();
    await changed.stop();
  });
});
