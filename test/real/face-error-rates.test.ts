/** `npm run bench:face` from lists to report, on a few pictures of the package that brings the models. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fewSamples, writeLists } from '#test/bench/face/package-lists.ts';
import { Program } from '#test/support/program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-error-rates-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function bench(
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly log: string }> {
  const program = new Program('test/bench/face/run.ts', args);
  const code = await program.exit();
  return { code, log: program.log };
}

it('measures the pictures of two lists', async () => {
  writeLists(folder, fewSamples());
  writeFileSync(join(folder, 'words.jpg'), 'no picture');
  for (const [list, entry] of [
    ['pairs.csv', 'five-0.jpg,words.jpg,no\n'],
    ['attacks.csv', 'words.jpg,print\nfive-1.jpg,bona-fide\n'],
  ] as const)
    writeFileSync(join(folder, list), entry, { flag: 'a' });
  const out = join(folder, 'out');
  const [pairs, attacks] = [join(folder, 'pairs.csv'), join(folder, 'attacks.csv')];
  const { code, log } = await bench('--pairs', pairs, '--attacks', attacks, '--out', out);
  expect(log).toContain('7 of 7 pictures');
  expect(code).toBe(0);
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as {
    readonly match: { readonly curve: readonly Record<string, unknown>[] };
  };
  expect(report).toMatchObject({
    standard: { match: 0.5, antispoof: 0.4, liveness: 0.4 },
    match: {
      acquisition: { pictures: 7, lacking: { 'no face': 0, 'several faces': 0, 'cannot be read': 1 } },
      leftOut: 1,
    },
    attacks: {
      nonResponse: [
        { label: 'bona-fide', rate: { errors: 0, of: 1 } },
        { label: 'file', rate: { errors: 0, of: 6 } },
        { label: 'print', rate: { errors: 1, of: 1 } },
      ],
    },
  });
  // One comparison of the man with himself, fourteen with others and among them.
  expect(report.match.curve[0]).toMatchObject({
    threshold: 0,
    wrongYes: { errors: 14, of: 14 },
    wrongNo: { errors: 0, of: 1 },
  });
  expect(report.match.curve[100]).toMatchObject({ wrongYes: { errors: 0 }, wrongNo: { errors: 1 } });
  for (const name of readdirSync(out)) {
    const content = readFileSync(join(out, name), 'utf8');
    for (const picture of ['five-', 'later', 'words', folder]) expect(content).not.toContain(picture);
  }
});

it('names every mistake in both lists, and measures nothing', async () => {
  writeFileSync(join(folder, 'pairs.csv'), 'a,b,same\n1.jpg,2.jpg,perhaps\n');
  writeFileSync(join(folder, 'attacks.json'), '[{"path":"3.jpg","label":"print"}]');
  const { code, log } = await bench(
    '--pairs',
    join(folder, 'pairs.csv'),
    '--attacks',
    join(folder, 'attacks.json'),
    '--out',
    join(folder, 'out'),
  );
  expect(code).toBe(2);
  expect(log).toContain('line 2: same: yes or no');
  expect(log).toContain('entry 1: path: 3.jpg is not there');
  expect(readdirSync(folder)).not.toContain('out');
});

it('says how it is called', async () => {
  const { code, log } = await bench('--pares', 'x.csv');
  expect(code).toBe(2);
  expect(log).toContain('--pairs FILE');
});
