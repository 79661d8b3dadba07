/**
 * Native addons: native/fingerprint, built with node-gyp where libfprint and a compiler are there. Nothing is downloaded:
 * the addon keeps to Node-API, whose headers are a package.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';

import { findProgram } from './browser.mjs';
import { run } from './children.mjs';
import { detail, duration, step } from './say.mjs';
import { digest, environment, node24, repository } from './setup.mjs';

const limits = { queryMs: 20_000, buildMs: 5 * 60_000 };

const folder = join(repository, 'native/fingerprint');
const addon = join(folder, 'build/Release/fingerprint.node');
const stampFile = join(repository, 'dist/fingerprint.stamp');
/** Where native/fingerprint/index.ts looks for the reason. */
const reasonFile = join(folder, 'build/not-built.txt');

/** What builds it; on Debian each is a package of that name. */
const programs = ['pkg-config', 'g++', 'make', 'python3'];
const onDebian = `Debian: apt-get install libfprint-2-dev libglib2.0-dev ${programs.join(' ')}`;

/** Without it everything else works: a fingerprint reader on libfprint then says why it is not available. */
export async function ensureFingerprintAddon() {
  step('Fingerprint addon (libfprint)');
  const reason = await build();
  if (reason === null) {
    await rm(reasonFile, { force: true });
    return;
  }
  detail(`not available, because ${reason}. Only a fingerprint reader on libfprint needs it`);
  await rm(addon, { force: true });
  await mkdir(join(folder, 'build'), { recursive: true });
  await writeFile(reasonFile, `${reason}\n`);
}

/** @returns {Promise<string | null>} why it cannot be built; null if it is there */
async function build() {
  const wanted = await digest([
    'native/fingerprint/binding.gyp',
    'native/fingerprint/src',
    'native/node',
    'package-lock.json',
  ]);
  const [built, reason] = (await readFile(stampFile, 'utf8').catch(() => '')).split('\n', 2);
  if (built === wanted && (existsSync(addon) || reason)) {
    if (!reason) detail('unchanged since the last build');
    return reason || null;
  }
  const missing = await whatIsMissing();
  if (missing !== null) return missing;
  detail('building it; this takes half a minute');
  const begun = Date.now();
  const ended = await run(
    node24,
    [
      join(repository, 'node_modules/node-gyp/bin/node-gyp.js'),
      'rebuild',
      `--nodedir=${join(repository, 'native/node')}`,
      '--loglevel=error',
    ],
    { cwd: folder, env: environment(), limitMs: limits.buildMs, capture: true },
  );
  const failure = whyItFailed(ended);
  await mkdir(join(repository, 'dist'), { recursive: true });
  await writeFile(stampFile, `${wanted}\n${failure ?? ''}`);
  if (failure === null) detail(`built in ${duration(Date.now() - begun)}`);
  else detail(ended.output.trim().split('\n').slice(-12).join('\n'));
  return failure;
}

/**
 * @param {import('./children.mjs').Ended} ended
 * @returns {string | null}
 */
function whyItFailed({ code, timedOut, error }) {
  if (timedOut) return `its build did not end within ${duration(limits.buildMs)}`;
  if (error !== null) return `its build did not start: ${error.message}`;
  return code === 0 ? null : `its build failed with code ${code}`;
}

/** @returns {Promise<string | null>} what is missing, with the command by which Debian brings all of it */
export async function whatIsMissing() {
  if (process.platform !== 'linux') return `libfprint is for Linux, and this is ${process.platform}`;
  const missing = programs.filter((program) => findProgram(program) === null);
  if (missing.length > 0)
    return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed (${onDebian})`;
  const { code, output } = await run('pkg-config', ['--cflags', 'libfprint-2'], {
    capture: true,
    limitMs: limits.queryMs,
  });
  if (code === 0) return null;
  const words = output.split('\n').find((line) => line.includes('not found'));
  return `libfprint 2 is not installed (${onDebian}): ${words ?? 'pkg-config failed'}`;
}
