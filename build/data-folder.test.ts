import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureDataFolder } from './data-folder.mjs';
import { Trouble } from './say.mjs';

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'yikatong-data-folder-'));
});
afterEach(() => rmSync(place, { recursive: true }));

it('makes a folder that is not there, for this user alone, and takes one that is', async () => {
  const folder = join(place, 'data/hall');
  await ensureDataFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  await ensureDataFolder(folder);
});

it.each([
  ['a file', 'file'],
  ['below a file', 'file/hall'],
])('says what to do where the folder is %s', async (_what, name) => {
  writeFileSync(join(place, 'file'), '');
  const folder = join(place, name);
  const failed = await ensureDataFolder(folder).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(Trouble);
  expect(failed).toMatchObject({ message: expect.stringContaining(folder) });
});

it('says what to do where nothing may be written', async () => {
  // Linux's own: root makes no folder there either.
  const folder = '/sys/yikatong';
  const failed = await ensureDataFolder(folder).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(Trouble);
  expect(failed).toMatchObject({ message: expect.stringMatching(/\/sys\/yikatong .*E(PERM|ACCES|ROFS)/) });
});
