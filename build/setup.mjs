/**
 * Everything between a fresh clone and a program that can run: packages, Node 24, the command's pages.
 * Runs with the machine's own Node (20 or later) and npm, before anything is installed.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';

import { run } from './children.mjs';
import { needNode } from './node-version.mjs';
import { detail, duration, step, Trouble } from './say.mjs';

// An older one fails in the next line already.
needNode();

export const repository = join(import.meta.dirname, '..');
const windows = process.platform === 'win32';

const limits = {
  npmMs: 10 * 60_000,
  nodeVersionMs: 20_000,
  electronDownloadMs: 45_000,
  bundleMs: 3 * 60_000,
};

/** Node 24, whatever Node runs this script. */
export const node24 = join(repository, 'node_modules/node/bin', windows ? 'node.exe' : 'node');

/** @returns {NodeJS.ProcessEnv} the environment in which `node` is Node 24, for what we start */
export function environment(more = {}) {
  return {
    ...process.env,
    PATH: [join(repository, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
    ...more,
  };
}

/** Packages as in package-lock.json and a Node 24 that runs. */
export async function ensureDependencies() {
  step('Packages and Node 24');
  if (await packagesAreInstalled()) {
    detail('packages are as package-lock.json says');
  } else {
    await installPackages();
  }
  await ensureNode24();
}

/** Compares npm's record of what it installed with what package-lock.json wants. */
async function packagesAreInstalled() {
  const wanted = await lockedVersions(join(repository, 'package-lock.json'));
  const installed = await lockedVersions(join(repository, 'node_modules/.package-lock.json')).catch(
    () => null,
  );
  if (installed === null) return false;
  // Optional packages are mostly those of other platforms.
  return [...wanted].every(
    ([path, { version, optional }]) =>
      (installed.get(path)?.version ?? (optional ? version : null)) === version,
  );
}

/**
 * @param {string} file
 * @returns {Promise<Map<string, { version: string, optional?: boolean }>>} by path, such as node_modules/ws
 */
async function lockedVersions(file) {
  const lock = JSON.parse(await readFile(file, 'utf8'));
  return new Map(Object.entries(lock.packages).filter(([path]) => path !== ''));
}

async function installPackages() {
  detail('installing with `npm ci`; this takes a minute or two');
  const begun = Date.now();
  // Electron's binary is large and often out of reach: it is fetched when a window is to be shown.
  const ended = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    ELECTRON_SKIP_BINARY_DOWNLOAD: '1',
  });
  if (ended.code !== 0) {
    throw new Trouble(
      ended.timedOut
        ? `npm ci did not end within ${duration(limits.npmMs)}`
        : `npm ci failed${ended.error ? `: ${ended.error.message}` : ''} (its own message stands above)`,
      'See that the npm registry can be reached (`npm ping`), that the disk has 2 GB free, then run the command again.',
    );
  }
  detail(`installed in ${duration(Date.now() - begun)}`);
}

/**
 * Runs the npm that runs us, or the one on PATH.
 *
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} more environment
 */
function npm(args, more) {
  const cli = process.env['npm_execpath'];
  const env = { ...process.env, ...more };
  if (cli?.endsWith('npm-cli.js')) {
    // Not process.execPath: that may be the Node in node_modules, which `npm ci` removes.
    const node = process.env['npm_node_execpath'] ?? process.execPath;
    return run(node, [cli, ...args], { cwd: repository, env, limitMs: limits.npmMs });
  }
  return run(windows ? 'npm.cmd' : 'npm', args, { cwd: repository, env, limitMs: limits.npmMs });
}

/** The `node` package fetches its binary in an install script, which npm may have been told not to run. */
async function ensureNode24() {
  let problem = await whyNode24DoesNotRun();
  if (problem !== null) {
    detail(`Node 24 does not run yet (${problem}); fetching its binary`);
    const folder = join(repository, 'node_modules/node');
    await run(process.execPath, ['installArchSpecificPackage.js'], {
      cwd: folder,
      env: process.env,
      limitMs: limits.npmMs,
    });
    problem = await whyNode24DoesNotRun();
  }
  if (problem !== null) {
    throw new Trouble(
      `Node 24 (the npm package \`node\`) does not run: ${problem}`,
      `Remove the folder node_modules and run the command again. If it stays so, this machine (${process.platform} ${process.arch}) ` +
        'may have no prebuilt Node, or its C library may be too old (glibc 2.28 is needed).',
    );
  }
}

/** @returns {Promise<string | null>} null if it runs */
async function whyNode24DoesNotRun() {
  if (!existsSync(node24)) return 'its binary is missing';
  const { code, output, error } = await run(node24, ['--version'], {
    capture: true,
    limitMs: limits.nodeVersionMs,
  });
  if (error) return error.message;
  if (code !== 0) return output.trim() || `it ends with code ${code}`;
  return output.startsWith('v24.') ? null : `it says that it is ${output.trim()}`;
}

/** The pages (renderer/) as the station serves them, in dist/pages. */
export async function ensurePages() {
  step('Pages');
  await bundle('pages', ['renderer', 'contracts'], ['build', 'renderer']);
}

/** Electron's main process, in dist/electron. */
export async function ensureElectronMain() {
  step('Electron window');
  await bundle('electron', ['electron', 'contracts'], ['build', '--config', 'electron/vite.config.ts']);
}

/**
 * Runs vite, unless what it would read is what it read last time.
 *
 * @param {'pages' | 'electron'} name folder in dist/
 * @param {readonly string[]} folders what it reads
 * @param {readonly string[]} viteArgs
 */
async function bundle(name, folders, viteArgs) {
  const stampFile = join(repository, 'dist', `${name}.stamp`);
  const wanted = await digest([...folders, 'package-lock.json']);
  const built = await readFile(stampFile, 'utf8').catch(() => 'nothing');
  if (built === wanted && existsSync(join(repository, 'dist', name))) {
    detail('unchanged since the last build');
    return;
  }
  const begun = Date.now();
  const vite = join(repository, 'node_modules/vite/bin/vite.js');
  const ended = await run(node24, [vite, ...viteArgs, '--logLevel', 'warn'], {
    cwd: repository,
    // jest sets it to `test`, under which React would be built for development.
    env: environment({ NODE_ENV: 'production' }),
    limitMs: limits.bundleMs,
  });
  if (ended.code !== 0) {
    throw new Trouble(
      `The ${name} could not be built${ended.timedOut ? ` within ${duration(limits.bundleMs)}` : ''} (vite's message stands above)`,
      'If you changed a file, look at the place that the message names; else remove node_modules and run the command again.',
    );
  }
  await mkdir(dirname(stampFile), { recursive: true });
  await writeFile(stampFile, wanted);
  detail(`built in ${duration(Date.now() - begun)}`);
}

/**
 * @param {readonly string[]} paths
 * @returns {Promise<string>} a hash over the names and bytes of all files in or at them
 */
export async function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesBelow(join(repository, path))) {
      hash.update(`${file}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} path of a folder or a file
 * @returns {Promise<string[]>}
 */
async function filesBelow(path) {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch((error) => {
    if (error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/**
 * Electron's binary, fetched if it is not there. Never fails the set-up: without it the pages run in Chromium.
 *
 * @returns {Promise<string | null>} path of the executable
 */
export async function tryElectron() {
  const present = await electronBinary();
  if (present !== null) return present;
  detail(`fetching Electron's binary (at most ${duration(limits.electronDownloadMs)})`);
  const env = { ...process.env };
  delete env['ELECTRON_SKIP_BINARY_DOWNLOAD'];
  const ended = await run(node24, ['install.js'], {
    cwd: join(repository, 'node_modules/electron'),
    env,
    limitMs: limits.electronDownloadMs,
    capture: true,
  });
  const binary = await electronBinary();
  if (binary === null) {
    const reason = ended.timedOut ? 'no answer in time' : (firstLine(ended.output) ?? `code ${ended.code}`);
    detail(`Electron's binary cannot be had here (${reason})`);
  }
  return binary;
}

/** @returns {Promise<string | null>} path of Electron's executable, if it has been fetched */
async function electronBinary() {
  const folder = join(repository, 'node_modules/electron');
  const name = await readFile(join(folder, 'path.txt'), 'utf8').catch(() => null);
  if (name === null) return null;
  const path = join(folder, 'dist', name);
  return existsSync(path) ? path : null;
}

/** @param {string} text */
function firstLine(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '');
}
