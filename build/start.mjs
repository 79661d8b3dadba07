/** `npm start`: from a fresh clone to a kiosk with emulated devices, step by step. */
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

import { hasDisplay } from './browser.mjs';
import { endAll, endChildrenOnSignals, launch } from './children.mjs';
import { connectedPages } from './connected-pages.mjs';
import { ensureDataFolder } from './data-folder.mjs';
import { faces, show } from './face.mjs';
import { ensureFingerprintAddon } from './native.mjs';
import { startProgram } from './program.mjs';
import { sshForwards } from './remote.mjs';
import { detail, step, tell, Trouble } from './say.mjs';
import { ensureDependencies, ensurePages, environment, node24, repository } from './setup.mjs';

const help = `npm start                     the kiosk with emulated devices and the device dock
npm start -- --data FOLDER    keep its data there (default: data)
npm run dev                   the same, and the pages are built anew after every change`;

/** Set by Ctrl-C and the like; from then on no end of a child is trouble. */
let stopping = false;

/** @typedef {{ url: string, gateUrl: string, technicianUrl: string, dockUrl: string, camera: import('./face.mjs').Camera }} Ready what the station says */

/** @param {string} data */
async function startStation(data) {
  step('Station');
  await ensureDataFolder(data);
  /** @type {import('./program.mjs').Started<Ready>} */
  const station = await startProgram({
    name: 'The station',
    logFile: join(data, 'station.log'),
    args: ['station', '--config', 'config/demo.json', '--data', data, '--no-window'],
    remedy:
      'Do what its last message says, then run `npm start` again. `npx yikatong config check config/demo.json` looks at the configuration alone.',
  });
  detail(`ready; its log is ${station.logFile}`);
  return station;
}

/**
 * Shows the kiosk until its window is closed.
 *
 * @param {Ready} ready
 * @param {string} data
 * @returns {Promise<void>} resolves only when a window that was shown has been closed by hand
 */
async function showKiosk(ready, data) {
  if (hasDisplay()) {
    let candidates = faces;
    for (;;) {
      const shown = await show(
        candidates,
        { address: ready.dockUrl, page: 'dock', data, camera: ready.camera },
        () => connectedPages(ready.url),
      );
      if (shown === null) break;
      console.log('\nThe kiosk is running. Close its window (Alt+F4), or press Ctrl-C here, to end it.');
      tellAddresses(ready);
      const code = await new Promise((done) => shown.child.once('exit', done));
      if (code === 0 || stopping) return;
      detail(`the window ended unexpectedly (code ${code})`);
      candidates = shown.rest;
    }
    console.log(
      '\nNo window could be shown, but the kiosk is running. Open it in any browser of this machine.',
    );
  } else {
    console.log(
      '\nThere is no display here, but the kiosk is running. Open it in any browser of this machine,\n' +
        `or of another one after: ${sshForwards([ready.url])}`,
    );
  }
  tellAddresses(ready);
  console.log('Press Ctrl-C to end it.');
  await new Promise(() => undefined);
}

/** @param {Ready} ready */
function tellAddresses(ready) {
  console.log(`  kiosk and device dock  ${ready.dockUrl}`);
  console.log(`  kiosk alone            ${ready.url}`);
  console.log(`  gate                   ${ready.gateUrl}`);
  console.log(`  technician             ${ready.technicianUrl}`);
}

/** @param {string[]} args */
function optionsFrom(args) {
  try {
    return parseArgs({
      args,
      options: {
        data: { type: 'string', default: join(repository, 'data') },
        watch: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new Trouble(error instanceof Error ? error.message : String(error), help);
  }
}

/** @param {string[]} args */
async function main(args) {
  const options = optionsFrom(args);
  if (options.help) {
    console.log(help);
    return;
  }
  const data = resolve(options.data);
  endChildrenOnSignals(() => {
    stopping = true;
    console.log('\nEnding the kiosk.');
  });
  await ensureDependencies();
  await ensureFingerprintAddon();
  await ensurePages();
  if (options.watch) {
    launch(node24, ['node_modules/vite/bin/vite.js', 'build', 'renderer', '--watch', '--logLevel', 'warn'], {
      cwd: repository,
      env: environment(),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }
  const { ready, ended, logFile } = await startStation(data);
  const closed = await Promise.race([showKiosk(ready, data).then(() => true), ended.then(() => false)]);
  if (stopping) return;
  await endAll();
  if (!closed)
    throw new Trouble('The station has ended.', `Its log, ${logFile}, says why. Run \`npm start\` again.`);
  console.log('The window was closed; the kiosk has ended.');
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!stopping) tell(error);
  process.exitCode = 1;
}
