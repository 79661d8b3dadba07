/** `npm test`: sets up what the tests need, runs every check, and ends with the line `N passed, N failed`. */
import { chmod, mkdir, mkdtemp, readFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { endChildrenOnSignals, run } from './children.mjs';
import { ensureDebianPackages } from './debian.mjs';
import { ensureFingerprintAddon } from './native.mjs';
import { detail, duration, step, tell } from './say.mjs';
import {
  ensureDependencies,
  ensureElectronMain,
  ensurePages,
  environment,
  node24,
  repository,
} from './setup.mjs';
import { failedOne, lastLine, passedOne, skippedByReason, tallyOfJest } from './tally.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */
/** @typedef {(limitMs: number, patterns: readonly string[]) => Promise<Tally>} Run patterns are for jest alone */

/** All of it together, twice what a quiet machine of two cores takes; a check that would begin later counts as failed. */
const totalMs = 60 * 60_000;

/** Test files at a time: they share nothing but the machine, and mostly wait. Another pcscd has to wait for its turn (pcscd.ts). */
const workers = '--maxWorkers=2';

/** In the order in which they run. */
const checks = new Map(
  /** @type {[name: string, check: { what: string, limitMs: number, run: Run }][]} */ ([
    [
      'format',
      {
        what: 'prettier',
        limitMs: 120_000,
        run: tool('prettier/bin/prettier.cjs --check --log-level=warn .'),
      },
    ],
    ['lint', { what: 'oxlint, with types', limitMs: 180_000, run: tool('oxlint/bin/oxlint') }],
    [
      'types',
      {
        what: 'TypeScript',
        limitMs: 120_000,
        run: tool('typescript/bin/tsc -p .', 'typescript/bin/tsc -p renderer'),
      },
    ],
    [
      'layers',
      {
        what: 'dependency-cruiser',
        limitMs: 120_000,
        run: tool('../build/layers.mjs'),
      },
    ],
    ['unused', { what: 'knip', limitMs: 120_000, run: tool('knip/bin/knip.js') }],
    [
      'docs',
      { what: 'generated documents are current', limitMs: 60_000, run: tool('../cli/docs.ts --check') },
    ],
    ['bundle', { what: 'vite builds pages and window', limitMs: 180_000, run: bundle }],
    ['unit', { what: 'tests beside the code', limitMs: 5 * 60_000, run: inMemory('unit') }],
    ['real', { what: 'tests over real device stacks', limitMs: 12 * 60_000, run: jest('real') }],
    ['faults', { what: 'what must be survived', limitMs: 20 * 60_000, run: jest('faults') }],
    ['e2e', { what: 'end to end in a real browser', limitMs: 20 * 60_000, run: endToEnd }],
  ]),
);

const help = `npm test                      everything
npm test -- NAME…             only the checks named
npm test -- NAME… PATTERN…    of a jest suite, only the test files whose path matches

Checks, in this order:
${[...checks].map(([name, { what }]) => `  ${name.padEnd(8)} ${what}`).join('\n')}

Example: npm test -- real pcsc`;

/**
 * @param {readonly string[]} commands each a script (below node_modules) and its arguments, parted by spaces; all run, and
 *   all must end with 0
 * @returns {Run}
 */
function tool(...commands) {
  return async (limitMs) => {
    const until = Date.now() + limitMs;
    let tally = passedOne;
    for (const command of commands) {
      const [script = '', ...args] = command.split(' ');
      const { code, timedOut } = await run(node24, [join(repository, 'node_modules', script), ...args], {
        cwd: repository,
        env: environment(),
        limitMs: Math.max(1, until - Date.now()),
      });
      if (timedOut) detail(`did not end within ${duration(limitMs)}`);
      if (code !== 0) tally = failedOne;
    }
    return tally;
  };
}

/** @type {Run} */
async function bundle() {
  await ensurePages();
  await ensureElectronMain();
  return passedOne;
}

/**
 * Files of these tests live in memory where there is room: what a power cut must not take is the business of `faults`. Commits
 * that wait for the disk take a quarter of the time of unit tests, and in a browser's tests a disk that is busy with something
 * else stops stations, cards and cameras for seconds.
 *
 * @param {string} project
 * @returns {Run}
 */
function inMemory(project) {
  return async (limitMs, patterns) => {
    const memory = '/dev/shm';
    const room = await statfs(memory).catch(() => null);
    const isRoomy = room !== null && room.bavail * room.bsize > 1_000_000_000;
    const folder = await mkdtemp(join(isRoomy ? memory : tmpdir(), `yikatong-${project}-`));
    // PostgreSQL does not run as root, and finds its own folder under another user.
    await chmod(folder, 0o711);
    try {
      return await jest(project, { TMPDIR: folder })(limitMs, patterns);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/**
 * @param {string} project as in jest.config.js
 * @param {Readonly<Record<string, string>>} more of the environment
 * @returns {Run}
 */
function jest(project, more = {}) {
  return async (limitMs, patterns) => {
    const results = join(repository, 'test-results');
    const report = join(results, `${project}.json`);
    await mkdir(results, { recursive: true });
    await rm(report, { force: true });
    const args = ['--selectProjects', project, '--json', `--outputFile=${report}`, workers, ...patterns];
    const ended = await run(
      node24,
      // Without the second flag each worker's output would begin with a warning about the first.
      [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        'node_modules/jest/bin/jest.js',
        ...args,
      ],
      { cwd: repository, env: environment(more), limitMs },
    );
    if (ended.timedOut) detail(`did not end within ${duration(limitMs)}`);
    const text = await readFile(report, 'utf8').catch(() => null);
    return text === null ? failedOne : tallyOfJest(JSON.parse(text), ended.code === 0);
  };
}

/**
 * The browser is shown pages and window as they are now, also where `bundle` was not asked for.
 *
 * @type {Run}
 */
async function endToEnd(limitMs, patterns) {
  const until = Date.now() + limitMs;
  await bundle(limitMs, patterns);
  return inMemory('e2e')(Math.max(1, until - Date.now()), patterns);
}

/**
 * @param {Run} check
 * @param {number} limitMs
 * @param {readonly string[]} patterns
 * @param {number} deadline of all checks, epoch milliseconds
 */
async function runInTime(check, limitMs, patterns, deadline) {
  const left = deadline - Date.now();
  if (left <= 0) {
    detail(`not begun: all checks together may take ${duration(totalMs)}`);
    return failedOne;
  }
  try {
    return await check(Math.min(limitMs, left), patterns);
  } catch (error) {
    tell(error);
    return failedOne;
  }
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
async function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help);
    return 0;
  }
  const named = args.filter((arg) => checks.has(arg));
  const patterns = args.filter((arg) => !checks.has(arg));
  if (patterns.length > 0 && named.length === 0) {
    console.error(`There is no check called ${patterns.join(' or ')}.\n\n${help}`);
    return 1;
  }
  endChildrenOnSignals(() => console.log('\nStopped.'));
  const deadline = Date.now() + totalMs;
  const tallies = /** @type {Tally[]} */ ([]);
  const failed = /** @type {string[]} */ ([]);
  try {
    await ensureDependencies();
    await ensureDebianPackages();
    await ensureFingerprintAddon();
    for (const [name, { what, limitMs, run: check }] of checks) {
      if (named.length > 0 && !named.includes(name)) continue;
      step(`${name}: ${what}`);
      const begun = Date.now();
      const tally = await runInTime(check, limitMs, patterns, deadline);
      detail(`${lastLine([tally])} in ${duration(Date.now() - begun)}`);
      tallies.push(tally);
      if (tally.failed > 0) failed.push(name);
    }
  } catch (error) {
    tell(error);
    tallies.push(failedOne);
  }
  for (const [reason, count] of skippedByReason(tallies.flatMap(({ skipped }) => skipped))) {
    console.log(`${count} skipped: ${reason}`);
  }
  if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}. One alone: npm test -- ${failed[0]}`);
  console.log(lastLine(tallies));
  return tallies.every((tally) => tally.failed === 0) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
