import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '#contracts/clock.ts';
import { fail } from '#contracts/result.ts';
import { freePort } from '#test/support/free-port.ts';
import { TestHallServer } from '#test/support/hall-server.ts';
import { quietLog, valueOf } from '#test/support/halls.ts';

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

function open(url = server.origin) {
  return openHallClient({
    server: { url, tokenFile },
    station: 'kiosk-1',
    dataFolder: folder,
    requestMs: 5000,
    clock: systemClock,
    log: quietLog,
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
    expect(await open(`http://127.0.0.1:${port}`)).toEqual(fail('not-permitted', 'host'));
    misdirected.close();
  });
});
