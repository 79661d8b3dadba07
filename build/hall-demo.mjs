/** `npm run hall:demo`: a whole hall on one machine, two kiosks, three windows and a board, step by step. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';

import { findChromium, findProgram, hasDisplay } from './browser.mjs';
import { endAll, endChildrenOnSignals, launch } from './children.mjs';
import { ensureDataFolder } from './data-folder.mjs';
import { cameraFlags, sandboxFlag } from './face.mjs';
import { hallTour } from './hall-tour.mjs';
import { linksPage, linksText } from './links-page.mjs';
import { startProgram } from './program.mjs';
import { sshForwards } from './remote.mjs';
import { detail, step, tell, Trouble } from './say.mjs';
import { ensureDependencies, ensurePages, repository } from './setup.mjs';

const help = `npm run hall:demo                             a hall: two kiosks, three windows, a board, statistics
npm run hall:demo -- --data FOLDER            keep its data there (default: data/hall-demo)
npm run hall:demo -- --database postgres://…  on PostgreSQL instead of a SQLite file
npm run hall:demo -- --nats nats://…          publish the hall's events to a NATS server with JetStream`;

const again = 'Do what its last message says, then run `npm run hall:demo` again.';
const windows = 3;

/** Set by Ctrl-C and the like; from then on no end of a child is trouble. */
let stopping = false;

/**
 * @typedef {object} HallReady what the hall server says
 * @property {string} url
 * @property {string} callerUrl
 * @property {string} boardUrl
 * @property {string} statisticsUrl
 * @property {string} administratorUrl
 * @property {string} ratingUrl
 * @property {string} tokensFile
 */
/** @typedef {{ url: string, sealingKey: { id: string, publicKey: string } }} PlatformReady what the stand-in says */
/** @typedef {{ url: string, dockUrl: string, camera: import('./face.mjs').Camera }} StationReady what a station says */
/** @typedef {{ data: string, database: string | undefined, nats: string | undefined }} Options */

/** @param {string} file @returns {Promise<any>} */
async function readJson(file) {
  return JSON.parse(await readFile(file, 'utf8'));
}

/** @param {string} file @param {unknown} value what only this user may read: it names tokens or where they are */
async function writePrivate(file, value) {
  const text = typeof value === 'string' ? value : `${JSON.stringify(value, null, 2)}\n`;
  await writeFile(file, text, { mode: 0o600 });
}

/** @returns {Promise<number>} a port of loopback that is free now: the hall's address stands in the QR of its tickets */
function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** @param {Options} options */
async function startPlatform({ data, nats }) {
  step('Platform stand-in');
  const city = nats === undefined ? [] : ['--nats', nats, '--data', join(data, 'city')];
  /** @type {import('./program.mjs').Started<PlatformReady>} */
  const platform = await startProgram({
    name: 'The platform stand-in',
    logFile: join(data, 'platform.log'),
    args: ['platform', '--json', ...city],
    remedy: again,
  });
  detail(platform.ready.url);
  return platform;
}

/** @param {Options} options */
async function startHall({ data, database, nats }) {
  step('Hall server');
  const port = await freePort();
  const config = join(data, 'hall.json');
  const hall = await readJson(join(repository, 'config/demo-hall.json'));
  await writePrivate(config, { ...hall, port, publicUrl: `http://127.0.0.1:${port}` });
  const where = database ?? `sqlite:${join(data, 'hall.db')}`;
  /** @type {import('./program.mjs').Started<HallReady>} */
  const server = await startProgram({
    name: 'The hall server',
    logFile: join(data, 'hall.log'),
    args: [
      'hall',
      '--config',
      config,
      '--database',
      where,
      '--data',
      join(data, 'hall'),
      ...(nats === undefined ? [] : ['--nats', nats]),
    ],
    remedy: again,
  });
  detail(`${server.ready.url} on ${database === undefined ? 'SQLite' : 'PostgreSQL'}`);
  if (findProgram('espeak-ng') === null)
    detail(
      'espeak-ng is not installed: the board speaks only where the browser has a Chinese voice. On Debian: apt-get install espeak-ng',
    );
  return server;
}

/**
 * @param {Options} options
 * @param {number} number
 * @param {{ hall: HallReady, platform: PlatformReady }} others
 */
async function startKiosk({ data }, number, { hall, platform }) {
  step(`Kiosk ${number}`);
  const folder = join(data, `kiosk-${number}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const demo = await readJson(join(repository, 'config/demo.json'));
  const tokens = await readJson(hall.tokensFile);
  const tokenFile = join(folder, 'hall.token');
  await writePrivate(tokenFile, tokens.kiosk[0]);
  const config = join(folder, 'station.json');
  await writePrivate(config, kioskConfig(demo, { number, platform, server: { url: hall.url, tokenFile } }));
  /** @type {import('./program.mjs').Started<StationReady>} */
  const station = await startProgram({
    name: `Kiosk ${number}`,
    logFile: join(folder, 'station.log'),
    args: ['station', '--config', config, '--data', join(folder, 'data'), '--no-window'],
    remedy: again,
  });
  detail('ready');
  return station;
}

/**
 * The kiosk of config/demo.json in a hall of many machines, its platform a process of its own. One browser shows all kiosks, and has
 * one camera: the first kiosk's.
 *
 * @param {any} demo
 * @param {{ number: number, platform: PlatformReady, server: { url: string, tokenFile: string } }} place
 */
function kioskConfig(demo, { number, platform, server }) {
  const faces = demo.faces
    .filter((/** @type {any} */ { page }) => page === 'kiosk')
    .map((/** @type {any} */ { camera, ...face }) => (number === 1 ? { ...face, camera } : face));
  const used = new Set(
    faces.flatMap((/** @type {any} */ face) => [...face.credentials, face.fingerprint, face.printer]),
  );
  return {
    ...demo,
    station: `kiosk-${number}`,
    hall: { ...demo.hall, server },
    devices: demo.devices.filter((/** @type {any} */ { id }) => used.has(id)),
    faces,
    platform: { url: platform.url, sealingKey: platform.sealingKey },
  };
}

/**
 * Tells what to do and where, and shows it in a browser until that is closed.
 *
 * @param {string} data
 * @param {readonly import('./links-page.mjs').Step[]} steps
 * @param {import('./face.mjs').Camera} camera what the browser is to take for its camera
 * @returns {Promise<void>} resolves only when the window that was shown has been closed by hand
 */
async function showTour(data, steps, camera) {
  // The addresses hold secrets, and every user of the machine can read a command line.
  const page = join(data, 'links.html');
  await writePrivate(
    page,
    linksPage({
      steps,
      ending: [
        `在终端按 Ctrl-C 结束。数据留在 ${data}，下次启动接着用；删掉这个文件夹就从头开始。`,
        `Ctrl-C in the terminal ends it. Its data stays in ${data}, and the next start goes on with it; remove that folder to begin anew.`,
      ],
    }),
  );
  console.log(`\nThe hall is running. What to do first:\n${linksText(steps)}`);
  console.log(`The same as a page of links: ${pathToFileURL(page).href}`);
  const chromium = hasDisplay() ? findChromium() : null;
  if (chromium !== null) {
    console.log('Close the browser, or press Ctrl-C here, to end it.');
    const browser = launch(chromium, browserArguments(data, page, camera), { stdio: 'ignore' });
    const code = await new Promise((done) => {
      browser.once('exit', done);
      browser.once('error', () => done(null));
    });
    if (code === 0 || stopping) return;
    detail(`the browser ended unexpectedly (code ${code})`);
    console.log('The hall is still running. Open that page in any browser of this machine.');
  } else if (hasDisplay()) {
    console.log(
      'No Chromium, Chrome or Edge was found to show it, but the hall is running. Open that page in any browser of this machine.',
    );
  } else {
    const urls = steps.flatMap(({ links }) => links.map(({ url }) => url));
    console.log(
      'There is no display here, but the hall is running. Open the links in any browser of this machine,',
    );
    console.log(`or of another one after: ${sshForwards(urls)}`);
  }
  console.log('Press Ctrl-C to end it.');
  await new Promise(() => undefined);
}

/** @param {string} data @param {string} page @param {import('./face.mjs').Camera} camera */
function browserArguments(data, page, camera) {
  return [
    ...sandboxFlag(),
    ...cameraFlags(camera),
    // No history, no cache on the disk: the addresses hold secrets.
    '--incognito',
    `--user-data-dir=${join(data, 'browser')}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--password-store=basic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // The board speaks without being touched first.
    '--autoplay-policy=no-user-gesture-required',
    pathToFileURL(page).href,
  ];
}

/** @param {string[]} args */
function optionsFrom(args) {
  try {
    return parseArgs({
      args,
      options: {
        data: { type: 'string', default: join(repository, 'data/hall-demo') },
        database: { type: 'string' },
        nats: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new Trouble(error instanceof Error ? error.message : String(error), help);
  }
}

/** @param {string[]} args */
async function main(args) {
  const { data: folder, database, nats, help: isHelp } = optionsFrom(args);
  if (isHelp) {
    console.log(help);
    return;
  }
  const options = { data: resolve(folder), database, nats };
  endChildrenOnSignals(() => {
    stopping = true;
    console.log('\nEnding the hall.');
  });
  await ensureDependencies();
  await ensurePages();
  await ensureDataFolder(options.data);
  const platform = await startPlatform(options);
  const hall = await startHall(options);
  const others = { hall: hall.ready, platform: platform.ready };
  const kiosks = [await startKiosk(options, 1, others), await startKiosk(options, 2, others)];
  const steps = hallTour({
    ...hall.ready,
    dockUrls: kiosks.map(({ ready }) => ready.dockUrl),
    windows,
    cityUrl: nats === undefined ? null : new URL('/stand-in/city', platform.ready.url).href,
  });
  const programs = [platform, hall, ...kiosks];
  const ended = await Promise.race([
    showTour(options.data, steps, kiosks[0]?.ready.camera ?? null).then(() => null),
    ...programs.map((program) => program.ended.then(() => program.logFile)),
  ]);
  if (stopping) return;
  await endAll();
  if (ended !== null)
    throw new Trouble(
      'A part of the hall has ended.',
      `Its log, ${ended}, says why. Run \`npm run hall:demo\` again.`,
    );
  console.log('The browser was closed; the hall has ended.');
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!stopping) tell(error);
  await endAll();
  process.exitCode = 1;
}
