/** Showing the pages: which windows can be had on this machine, and whether one really came up. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { findChromium } from './browser.mjs';
import { end, launch } from './children.mjs';
import { detail, duration, step, tell } from './say.mjs';
import { ensureElectronMain, repository, tryElectron } from './setup.mjs';

/** How often it is asked whether the page has connected, in milliseconds. */
const probeEveryMs = 250;
/** A page that has not connected by then is not showing. */
const showWithinMs = 20_000;

const root = process.getuid?.() === 0;

/**
 * @typedef {object} Target
 * @property {string} address of the page, with its token
 * @property {'dock' | 'kiosk' | 'gate'} page which page that is
 * @property {string} data the station's data folder
 * @property {Camera} camera
 */

/** @typedef {'browser' | { file: string } | null} Camera what the browser is to take for its camera, as the station says */

/**
 * @typedef {object} Face one way to show a page
 * @property {string} name
 * @property {(target: Target) => Promise<{ command: string, args: string[] } | null>} prepare null if it cannot be
 *   had here, after saying why
 */

/** @type {readonly Face[]} */
export const faces = [
  { name: 'Electron', prepare: prepareElectron },
  { name: "Chromium's kiosk mode", prepare: prepareChromium },
];

/** @param {Target} target */
async function prepareElectron({ data, page, camera }) {
  const command = await tryElectron();
  if (command === null) return null;
  await ensureElectronMain();
  return {
    command,
    args: [repository, ...sandboxFlag(), ...pictureFileFlags(camera), '--data', data, '--page', page],
  };
}

/** @param {Target} target */
async function prepareChromium({ address, data, camera }) {
  const command = findChromium();
  if (command === null) {
    detail('no Chromium, Chrome or Edge found on this machine');
    return null;
  }
  // The address holds a secret, and every user of the machine can read a command line.
  const folder = join(data, 'browser');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const start = join(folder, 'start.html');
  await writeFile(start, startPage(address), { mode: 0o600 });
  return {
    command,
    args: [
      ...sandboxFlag(),
      ...cameraFlags(camera),
      '--kiosk',
      // No history, no cache on the disk.
      '--incognito',
      `--app=${pathToFileURL(start).href}`,
      `--user-data-dir=${folder}`,
      '--no-first-run',
      '--no-default-browser-check',
      '--noerrdialogs',
      '--password-store=basic',
      '--disable-pinch',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--overscroll-history-navigation=0',
      '--autoplay-policy=no-user-gesture-required',
    ],
  };
}

/**
 * Goes on to the address. Where no window manager runs, nobody but the page makes the window as large as the screen.
 *
 * @param {string} address
 */
function startPage(address) {
  const script = `moveTo(0, 0); resizeTo(screen.width, screen.height); location.replace(${JSON.stringify(address)})`;
  return `<!doctype html><script>${script}</script>`;
}

/**
 * Nobody could answer Chromium's question whether the page may use the camera; Electron's window answers it itself.
 *
 * @param {Camera} camera
 */
export function cameraFlags(camera) {
  return camera === null ? [] : ['--auto-accept-camera-and-microphone-capture', ...pictureFileFlags(camera)];
}

/** @param {Camera} camera */
function pictureFileFlags(camera) {
  if (camera === null || camera === 'browser') return [];
  return ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${camera.file}`];
}

/** Chromium and Electron refuse to start as root with their sandbox. */
export function sandboxFlag() {
  if (!root) return [];
  detail(
    "this is root: the browser's sandbox is off, for this demonstration only; a real kiosk runs as a user of its own",
  );
  return ['--no-sandbox'];
}

/**
 * Tries one face after the other until a page has connected to the station, which proves that one is showing.
 *
 * @param {readonly Face[]} candidates
 * @param {Target} target
 * @param {() => Promise<number>} connectedPages how many pages the station serves right now
 * @param {number} limitMs
 * @returns {Promise<{ child: import('node:child_process').ChildProcess, rest: readonly Face[] } | null>} the face that
 *   shows and those not tried yet; null if none does
 */
export async function show(candidates, target, connectedPages, limitMs = showWithinMs) {
  for (const [at, face] of candidates.entries()) {
    step(`Window: ${face.name}`);
    const prepared = await face.prepare(target).catch((error) => {
      tell(error);
      return null;
    });
    if (prepared === null) continue;
    const before = await connectedPages();
    const child = launch(prepared.command, prepared.args, { stdio: 'ignore' });
    const problem = await whyNotShown(child, async () => (await connectedPages()) > before, limitMs);
    if (problem === null) {
      detail('the page is on the screen');
      return { child, rest: candidates.slice(at + 1) };
    }
    detail(`${face.name} ${problem}`);
    await end(child);
  }
  return null;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => Promise<boolean>} shown
 * @param {number} limitMs
 * @returns {Promise<string | null>} null once the page has connected
 */
async function whyNotShown(child, shown, limitMs) {
  let problem = /** @type {string | null} */ (null);
  child.once('error', (error) => (problem = `could not be started: ${error.message}`));
  child.once('exit', (code, signal) => (problem = `ended at once (${signal ?? `code ${code}`})`));
  for (const deadline = Date.now() + limitMs; Date.now() < deadline; await delay(probeEveryMs)) {
    if (problem !== null) return problem;
    if (await shown()) return null;
  }
  return problem ?? `showed no page within ${duration(limitMs)}`;
}
