/**
 * `npm run bench [-- NAME …] [-- --write]`: every figure of docs/performance.md as a table and JSON, with the machine
 * named. `--write` puts the table into docs/performance.md.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

import type { BenchRow } from './bench.ts';

const benches: Readonly<Record<string, () => Promise<{ run(): Promise<readonly BenchRow[]> }>>> = {
  'card-read': () => import('./card-read.ts'),
  'gate-bytes': () => import('./gate-bytes.ts'),
  'number-durable': () => import('./number-durable.ts'),
  'touch-to-number': () => import('./touch-to-number.ts'),
  finger: () => import('./finger.ts'),
  'station-process': () => import('./station-process.ts'),
  'page-paint': () => import('./page-paint.ts'),
  'face-decision': () => import('./face-decision.ts'),
  'face-worker': () => import('./face-worker.ts'),
};

const words = process.argv.slice(2);
const wanted = words.filter((word) => !word.startsWith('--'));
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}

const rows: BenchRow[] = [];
for (const [name, load] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`measuring ${name} …`);
  const bench = await load();
  const measured = await bench.run();
  for (const { name: what, value, unit } of measured) console.error(`  ${what}: ${value.toFixed(2)} ${unit}`);
  rows.push(...measured);
}

const machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  node: process.version,
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
};
const root = join(import.meta.dirname, '../..');
const table = [
  `Measured on ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}, commit ${machine.commit}.`,
  '',
  '| figure | value | limit | | beside, or cause |',
  '| --- | ---: | ---: | --- | --- |',
  ...rows.map(
    ({ name, unit, value, limit, met, note }) =>
      `| ${name} | ${value.toFixed(2)} ${unit} | ${limit === null ? '' : `${limit} ${unit}`} | ${met === null ? '' : met ? 'met' : '**missed**'} | ${note} |`,
  ),
].join('\n');
console.log(table);
mkdirSync(join(root, 'test-results'), { recursive: true });
writeFileSync(join(root, 'test-results/bench.json'), `${JSON.stringify({ machine, rows }, null, 2)}\n`);

if (words.includes('--write')) {
  const file = join(root, 'docs/performance.md');
  const [before, after] = ['<!-- figures: begin -->', '<!-- figures: end -->'];
  const text = readFileSync(file, 'utf8');
  const [start, end] = [text.indexOf(before), text.indexOf(after)];
  if (start < 0 || end < start) throw new Error(`${file} lacks its markers`);
  writeFileSync(file, `${text.slice(0, start)}${before}\n\n${table}\n\n${text.slice(end)}`);
}
