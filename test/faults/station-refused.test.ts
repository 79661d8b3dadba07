/** What a station must not start on: it ends at once, with exit code 1, the code and the remedy, and touches nothing. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { yikatong, type CliOutcome } from '#test/support/cli.ts';
import { freePort } from '#test/support/free-port.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { StationProcess } from '#test/support/station-process.ts';

/** From the command to its end; on a quiet machine half a second, and a start that is not refused never ends. */
const promptMs = 20_000;

let root = '';
let good: object;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'yikatong-refused-'));
  good = hallConfig({
    platformUrl: `http://127.0.0.1:${await freePort()}`,
    devices: [{ id: 'kiosk-card', driver: 'vpcd', port: await freePort() }] as never,
  });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function start(config: string, data: string, ...flags: string[]): Promise<CliOutcome> {
  const from = performance.now();
  const outcome = await yikatong(['station', '--config', config, '--data', data, '--no-window', ...flags]);
  expect(performance.now() - from).toBeLessThan(promptMs);
  return outcome;
}

/** Refused, for people and for scripts. */
async function expectRefusal(
  config: string,
  data: string,
  code: string,
  remedy: RegExp,
): Promise<CliOutcome> {
  const json = await start(config, data, '--json');
  expect(json).toMatchObject({
    exitCode: 1,
    json: { error: { code, remedy: expect.stringMatching(remedy) } },
  });
  const plain = await start(config, data);
  expect(plain).toMatchObject({ exitCode: 1, stdout: '' });
  expect(plain.stderr).toMatch(remedy);
  return json;
}

describe('a station', () => {
  it('is refused on data that another one uses, which goes on', async () => {
    const station = new StationProcess(good);
    try {
      await station.start();
      await expectRefusal(station.configFile, station.data, 'data-in-use', /another data folder/i);
      expect(await station.health()).toMatchObject({ status: 'ok' });
    } finally {
      await station.remove();
    }
  });

  it.each(['journal.db', 'hall.db'])(
    'is refused on a %s of a newer version, and leaves it as it is',
    async (name) => {
      const station = new StationProcess(good);
      try {
        await station.start();
        await station.stop();
        const file = join(station.data, name);
        const database = new DatabaseSync(file);
        database.exec('PRAGMA user_version = 99; PRAGMA journal_mode = DELETE;');
        database.close();
        const before = readFileSync(file);
        await expectRefusal(station.configFile, station.data, 'store-newer', /upgrade/i);
        expect(readFileSync(file).equals(before)).toBe(true);
      } finally {
        await station.remove();
      }
    },
  );

  it('is refused on a database that is none, and leaves it as it is', async () => {
    const station = new StationProcess(good);
    try {
      await station.start();
      await station.stop();
      const file = join(station.data, 'journal.db');
      for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
      writeFileSync(file, 'these are not the bytes of a database '.repeat(200));
      await expectRefusal(station.configFile, station.data, 'store-damaged', /backup/i);
      expect(readFileSync(file, 'utf8')).toMatch(/^these are not/);
    } finally {
      await station.remove();
    }
  });
});

describe('a configuration', () => {
  const changed = (change: Record<string, unknown>): string => JSON.stringify({ ...good, ...change });
  const hostile: readonly (readonly [name: string, text: () => string])[] = [
    ['is empty', () => ''],
    ['is half', () => JSON.stringify(good).slice(0, 200)],
    ['is no JSON', () => '<xml/>'],
    ['is bytes', () => '\u0000\u0001\uFFFE'.repeat(50)],
    ['is null', () => 'null'],
    ['is a list', () => '[]'],
    ['is nested without end', () => '['.repeat(900_000)],
    ['is larger than any can be', () => JSON.stringify({ ...good, station: 'x'.repeat(3_000_000) })],
    ['has a key twice', () => JSON.stringify(good).replace('{', '{"station":"other",')],
    ['has a key of an attack', () => JSON.stringify(good).replace('{', '{"__proto__":{"dock":true},')],
    [
      'names a service outside its folder',
      () =>
        changed({
          faces: [{ id: 'kiosk', page: 'kiosk', credentials: ['kiosk-card'], services: ['../../etc'] }],
        }),
    ],
    [
      'has a pattern that never ends',
      () => changed({ codes: { patterns: [{ pattern: '^(a+)+$', verifier: 'x' }] } }),
    ],
    ['names a platform by another protocol', () => changed({ platform: { url: 'file:///etc/passwd' } })],
    ['has numbers beyond all bounds', () => changed({ delays: { identifyMs: 1e308 } })],
    ['has a setting that does not exist', () => changed({ surprise: true })],
  ];

  it.each(hostile)('that %s is refused with the remedy', async (_name, text) => {
    const file = join(root, 'config.json');
    writeFileSync(file, text());
    const { json } = await expectRefusal(file, join(root, 'data'), 'config-invalid', /./);
    const { problems } = (json as { error: { problems: { message: string; remedy: string }[] } }).error;
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(problem.message).not.toBe('');
      expect(problem.remedy).not.toBe('');
      expect(JSON.stringify(problem).length).toBeLessThan(1000);
    }
  });

  it('names everything that is wrong at once', async () => {
    const file = join(root, 'config.json');
    writeFileSync(
      file,
      changed({ surprise: true, station: '不行', delays: { printMs: -1, idleMs: 'soon' } }),
    );
    const { json } = await expectRefusal(file, join(root, 'data'), 'config-invalid', /./);
    const { problems } = (json as { error: { problems: { path: string }[] } }).error;
    expect(problems.map(({ path }) => path).toSorted()).toEqual([
      'delays.idleMs',
      'delays.printMs',
      'station',
      'surprise',
    ]);
  });

  it.each([
    ['is not there', (path: string) => path],
    ['is a folder', (path: string) => (mkdirSync(path), path)],
    ['never ends', () => '/dev/zero'],
    ['never begins', (path: string) => (execFileSync('mkfifo', [path]), path)],
  ])('that %s is refused with the remedy', async (_name, make) => {
    await expectRefusal(make(join(root, 'config.json')), join(root, 'data'), 'config-invalid', /./);
  });
});
