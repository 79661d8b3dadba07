/** Our own programs as children: a line of JSON says that one is ready, its log goes into a file. */
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import { end, launch } from './children.mjs';
import { Trouble } from './say.mjs';
import { environment, node24, repository } from './setup.mjs';

/** From its start to its line, in milliseconds. */
const readyWithinMs = 30_000;

/** Lines of the log that a failed start shows. */
const linesShown = 12;

/**
 * @template Ready
 * @typedef {object} Started
 * @property {Ready} ready what its line says
 * @property {Promise<unknown>} ended resolves when it has ended, for whatever reason
 * @property {string} logFile
 */

/**
 * Starts `yikatong` with a command that says when it is ready.
 *
 * @template Ready
 * @param {object} program
 * @param {string} program.name for people: "The station"
 * @param {string} program.logFile
 * @param {readonly string[]} program.args
 * @param {string} program.remedy what to do when it does not start
 * @returns {Promise<Started<Ready>>}
 */
export async function startProgram({ name, logFile, args, remedy }) {
  const child = launch(node24, ['cli/main.ts', ...args], {
    cwd: repository,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr?.pipe(createWriteStream(logFile, { mode: 0o600 }));
  const ended = new Promise((done) => child.once('close', done));
  const ready = await Promise.race([
    readyLine(child),
    ended.then(() => null),
    new Promise((done) => setTimeout(done, readyWithinMs, null).unref()),
  ]);
  if (ready === null) {
    await end(child);
    const log = await readFile(logFile, 'utf8').catch(() => '');
    throw new Trouble(`${name} did not start. The end of its log (${logFile}):\n${endOf(log)}`, remedy);
  }
  return { ready, ended, logFile };
}

/** @param {string} log @returns {string} its last lines; a stack would push out the words that stand before it */
export function endOf(log) {
  const lines = log.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.slice(-linesShown).join('\n');
}

/** @param {import('node:child_process').ChildProcess} child */
function readyLine(child) {
  return new Promise((done) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      const said = JSON.parse(line);
      if (said.event === 'ready') done(said);
    });
  });
}
