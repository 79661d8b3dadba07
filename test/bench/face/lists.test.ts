/** Lists as a site would write them, and every mistake in them. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readPairs, readPresented } from './lists.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-lists-'));
  mkdirSync(join(folder, 'day 1'));
  for (const name of ['1.jpg', '2.jpg', 'day 1/3.jpg', '4,5.jpg']) writeFileSync(join(folder, name), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

function list(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('pairs', () => {
  it('are read from CSV as a spreadsheet writes it, relative to the list', () => {
    const file = list('pairs.csv', '\uFEFFa,b,same\r\n1.jpg, 2.jpg ,yes\r\n\r\n1.jpg,day 1/3.jpg,no\r\n');
    expect(readPairs(file)).toEqual({
      ok: true,
      value: [
        { a: join(folder, '1.jpg'), b: join(folder, '2.jpg'), same: true },
        { a: join(folder, '1.jpg'), b: join(folder, 'day 1/3.jpg'), same: false },
      ],
    });
  });

  it('are read from JSON', () => {
    const text = JSON.stringify([
      { a: '1.jpg', b: '4,5.jpg', same: true },
      { a: '1.jpg', b: join(folder, '2.jpg'), same: 'no' },
    ]);
    expect(readPairs(list('pairs.json', text))).toEqual({
      ok: true,
      value: [
        { a: join(folder, '1.jpg'), b: join(folder, '4,5.jpg'), same: true },
        { a: join(folder, '1.jpg'), b: join(folder, '2.jpg'), same: false },
      ],
    });
  });

  it('fail with every mistake at once', () => {
    const file = list(
      'pairs.csv',
      'a,b,same\n1.jpg,2.jpg,maybe\n7.jpg,8.jpg,yes\n1.jpg\n1.jpg,1.jpg,no\n1.jpg,4,5.jpg,no\n',
    );
    expect(readPairs(file)).toEqual({
      ok: false,
      error: [
        `${file}: line 2: same: yes or no`,
        `${file}: line 3: a: 7.jpg is not there`,
        `${file}: line 3: b: 8.jpg is not there`,
        `${file}: line 4: b: the path of a picture`,
        `${file}: line 4: same: yes or no`,
        `${file}: line 5: b: another picture than a`,
        `${file}: line 6: same: yes or no`,
        `${file}: line 6: Unrecognized key: "field 4"`,
      ],
    });
  });

  it.each([
    ['no list', 'missing.csv', null, 'is not there'],
    ['another kind of file', 'pairs.txt', 'a,b,same\n', 'a list is a .csv or a .json file'],
    ['other columns', 'pairs.csv', 'b,a,same\n', 'its first line must be: a,b,same'],
    ['an empty list', 'pairs.csv', 'a,b,same\n', 'has no entry'],
    ['no JSON', 'pairs.json', '[', 'is not JSON'],
    ['no array', 'pairs.json', '{}', 'is not a JSON array'],
  ])('%s is named', (_what, name, text, mistake) => {
    const file = text === null ? join(folder, name) : list(name, text);
    expect(readPairs(file)).toEqual({ ok: false, error: [`${file}: ${mistake}`] });
  });
});

describe('pictures of attacks', () => {
  it('are read with their kind', () => {
    const file = list('attacks.csv', 'path,label\n1.jpg,bona-fide\n2.jpg,print\n');
    expect(readPresented(file)).toEqual({
      ok: true,
      value: [
        { path: join(folder, '1.jpg'), label: 'bona-fide' },
        { path: join(folder, '2.jpg'), label: 'print' },
      ],
    });
  });

  it('need a label that is a kind, and no name', () => {
    const file = list(
      'attacks.json',
      JSON.stringify([{ path: '1.jpg', label: 'Print of Ms X' }, { path: '2.jpg' }]),
    );
    expect(readPresented(file)).toMatchObject({
      ok: false,
      error: [
        expect.stringContaining('entry 1: label: bona-fide, or'),
        expect.stringContaining('entry 2: label'),
      ],
    });
  });
});
