/** Runs benches by name and reports their figures: a table, a JSON file, and with `--write` the table in a document. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

import type { BenchRow } from './bench.ts';

export interface BenchOptions {
  /** What a bench draws goes into the documents. */
  readonly write: boolean;
}

/** Loads a bench when it is wanted. */
export type Benches = Readonly<
  Record<string, () => Promise<{ run(options: BenchOptions): Promise<readonly BenchRow[]> }>>
>;

export interface Report {
  /** Names of benches, and `--write`. */
  readonly words: readonly string[];
  /** Holds the table between its two markers; relative to the repository. */
  readonly document: string;
  /** Below `test-results/`. */
  readonly json: string;
}

const root = join(import.meta.dirname, '../..');

export async function runBenches(benches: Benches, { words, document, json }: Report): Promise<void> {
  const wanted = words.filter((word) => !word.startsWith('--'));
  const unknown = wanted.filter((name) => !(name in benches));
  if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const rows: BenchRow[] = [];
  for (const [name, load] of Object.entries(benches)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.error(`measuring ${name} …`);
    const bench = await load();
    const measured = await bench.run({ write: words.includes('--write') });
    for (const { name: what, value, unit } of measured)
      console.error(`  ${what}: ${value.toFixed(2)} ${unit}`);
    rows.push(...measured);
  }
  const machine = thisMachine();
  const table = tableOf(machine, rows);
  console.log(table);
  mkdirSync(join(root, 'test-results'), { recursive: true });
  writeFileSync(join(root, 'test-results', json), `${JSON.stringify({ machine, rows }, null, 2)}\n`);
  if (words.includes('--write')) writeInto(join(root, document), table);
}

interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly commit: string;
}

function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  };
}

function tableOf(machine: Machine, rows: readonly BenchRow[]): string {
  return [
    `Measured on ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}, commit ${machine.commit}.`,
    '',
    '| figure | value | limit | | beside, or cause |',
    '| --- | ---: | ---: | --- | --- |',
    ...rows.map(
      ({ name, unit, value, limit, met, note }) =>
        `| ${name} | ${value.toFixed(2)} ${unit} | ${limit === null ? '' : `${limit} ${unit}`} | ${met === null ? '' : met ? 'met' : '**missed**'} | ${note} |`,
    ),
  ].join('\n');
}

function writeInto(file: string, table: string): void {
  const [before, after] = ['<!-- figures: begin -->', '<!-- figures: end -->'];
  const text = readFileSync(file, 'utf8');
  const [start, end] = [text.indexOf(before), text.indexOf(after)];
  if (start < 0 || end < start) throw new Error(`${file} lacks its markers`);
  writeFileSync(file, `${text.slice(0, start)}${before}\n\n${table}\n\n${text.slice(end)}`);
}
