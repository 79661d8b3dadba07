/** Child processes that end when we end: each leads a process group of its own, which is ended whole. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a child may take to end by itself after it was asked to, in milliseconds. */
const graceMs = 5_000;

/** How often it is looked whether npm still runs us, in milliseconds. */
const parentProbeMs = 500;

const windows = process.platform === 'win32';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {import('node:child_process').ChildProcess} started; `error` is emitted if the command is not there
 */
export function launch(command, args, options = {}) {
  const child = spawn(command, args, { ...options, detached: !windows });
  running.add(child);
  child.once('error', () => running.delete(child));
  child.once('exit', () => {
    running.delete(child);
    // What it started and left behind must not outlive it.
    signalGroup(child, 'SIGKILL');
  });
  return child;
}

/**
 * @typedef {object} Ended
 * @property {number | null} code exit code; null if a signal ended it or it never started
 * @property {string | null} signal the signal that ended it
 * @property {boolean} timedOut
 * @property {string} output what it wrote to stdout and stderr, when `capture` was asked for; else empty
 * @property {Error | null} error why it could not be started
 */

/**
 * Runs a command to its end; its output goes to our own output unless `capture` is set.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limitMs?: number, capture?: boolean }} options
 * @returns {Promise<Ended>}
 */
export function run(command, args, { cwd, env, limitMs, capture = false } = {}) {
  return new Promise((resolve) => {
    const child = launch(command, args, {
      cwd,
      env,
      stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    }
    let timedOut = false;
    const timer =
      limitMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            void end(child);
          }, limitMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: null, signal: null, timedOut, output, error });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, timedOut, output, error: null });
    });
  });
}

/**
 * Asks a child and all that it started to end; what has not ended after the grace time is killed.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
export async function end(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  signalGroup(child, 'SIGTERM');
  await Promise.race([ended, delay(graceMs, undefined, { ref: false })]);
  signalGroup(child, 'SIGKILL');
  await ended;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {'SIGTERM' | 'SIGKILL'} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    const allEnded = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH';
    if (!allEnded) throw error;
  }
}

export async function endAll() {
  await Promise.all([...running].map(end));
}

/**
 * Ctrl-C, a closed terminal, a polite kill and the end of the npm that runs us end all children before us.
 *
 * @param {() => void} announce called once, before the children are asked to end
 */
export function endChildrenOnSignals(announce = () => undefined) {
  let ending = false;
  /** @param {number} exitCode */
  const endOnce = (exitCode) => {
    // Under npm Ctrl-C comes twice, from the terminal and passed on: only the first counts.
    if (ending) return;
    ending = true;
    announce();
    void endAll().finally(() => process.exit(exitCode));
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    // 128 + the signal's number, as a shell reports a command that a signal ended.
    process.on(signal, () => endOnce(128 + constants.signals[signal]));
  }
  if (process.env['npm_lifecycle_event'] === undefined) return;
  // npm passes SIGTERM to the shell between us only, which passes nothing on: its end is our sign.
  const shell = process.ppid;
  setInterval(() => {
    if (process.ppid !== shell) endOnce(128 + constants.signals.SIGTERM);
  }, parentProbeMs).unref();
}
