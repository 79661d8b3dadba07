/** Electron's main process: one locked window on the station's page, and the station's starter. Nothing else. */
import { app, BrowserWindow, Menu, powerSaveBlocker, session as sessions } from 'electron';
import { join } from 'node:path';

import { systemClock } from '#contracts/clock.ts';
import type { StationAddresses } from '#contracts/station-launch.ts';

import { launchOptions, type LaunchOptions, type Page } from './launch-options.ts';
import { lockApp, lockSession } from './lockdown.ts';
import { watchPage } from './page-watch.ts';
import { refusedSwitches, waitingAddress, windowOptions } from './policy.ts';
import { followStation } from './station-link.ts';
import { LocalStation } from './station-processes.ts';
import { waitingPage, waitingPageHeaders } from './waiting-page.ts';

function log(text: string): void {
  process.stderr.write(`window: ${text}\n`);
}

/** Where the station's sources and its Node 24 are: plain Node cannot read inside an asar. */
function programFolder(): string {
  return app.isPackaged ? `${app.getAppPath()}.unpacked` : app.getAppPath();
}

function stationCommand({ data, config }: LaunchOptions): readonly [string, ...string[]] | null {
  if (config === null) return null;
  const folder = programFolder();
  const node = join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return [node, join(folder, 'cli/main.ts'), 'station', '--config', config, '--data', data, '--no-window'];
}

function addressOf(page: Page, addresses: StationAddresses): string {
  const { url, gateUrl, technicianUrl, dockUrl } = addresses;
  return { kiosk: url, gate: gateUrl, technician: technicianUrl, dock: dockUrl }[page] ?? url;
}

async function main(options: LaunchOptions): Promise<void> {
  let station: string | null = null;
  const currentStation = (): string | null => station;
  lockApp(app, currentStation);
  await app.whenReady();
  Menu.setApplicationMenu(null);
  powerSaveBlocker.start('prevent-display-sleep');

  // In memory only: nothing of a person stays on the disk.
  const session = sessions.fromPartition('kiosk');
  lockSession(session, currentStation);
  session.protocol.handle('yikatong', () => new Response(waitingPage, { headers: waitingPageHeaders }));

  const window = new BrowserWindow(windowOptions(session));
  window.once('ready-to-show', () => window.show());
  const load = (): void => {
    // A load that fails is reported as did-fail-load, and watchPage tries again.
    window.loadURL(station ?? waitingAddress).catch(() => undefined);
  };
  watchPage(window.webContents, load, systemClock, log);
  load();

  const processes = new LocalStation(options.data, stationCommand(options), systemClock);
  const ending = new AbortController();
  app.on('second-instance', () => window.focus());
  // Also after the last window was closed, and after SIGTERM.
  app.on('will-quit', (event) => {
    event.preventDefault();
    ending.abort();
    void processes.stop().finally(() => app.exit(0));
  });
  await followStation(
    processes,
    systemClock,
    (addresses) => {
      station = addresses === null ? null : addressOf(options.page, addresses);
      if (!window.isDestroyed()) load();
    },
    log,
    ending.signal,
  );
}

function refuse(problem: string): void {
  log(problem);
  app.exit(1);
}

const options = launchOptions(process.argv.slice(app.isPackaged ? 1 : 2));
const refused = refusedSwitches.find((name) => app.commandLine.hasSwitch(name));
if (refused !== undefined) {
  refuse(`--${refused} is refused: it would let other programs read the screen`);
} else if ('problem' in options) {
  refuse(options.problem);
} else {
  // One window a data folder; a second start brings the first to the front.
  app.setPath('userData', join(options.data, 'window'));
  // A visitor's two fingers must not zoom or leave the page.
  app.commandLine.appendSwitch('disable-pinch');
  app.commandLine.appendSwitch('overscroll-history-navigation', '0');
  if (app.requestSingleInstanceLock()) {
    // It would take --no-sandbox back, without which a demonstration cannot run as root.
    if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
    void main(options);
  } else {
    log('a window on this data folder is open already');
    app.exit(0);
  }
}
