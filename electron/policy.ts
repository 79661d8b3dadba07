/**
 * What the window may do, as plain functions: Electron's security checklist for one page of one station.
 * lockdown.ts puts it into force. https://www.electronjs.org/docs/latest/tutorial/security
 */
import type { BrowserWindowConstructorOptions, Session } from 'electron';

import { pagePaths } from '#contracts/page-paths.ts';

/** The page that is shown while no station can be reached; served by main.ts, since file: has too many rights. */
export const waitingAddress = 'yikatong://waiting/';

/**
 * Whether a page may be shown (checklist 13). Origins are compared after parsing: a comparison of text would take
 * `http://127.0.0.1:8000.example.org` for the station.
 *
 * @param station any address of the station; null while there is none
 */
export function mayShow(station: string | null, address: string): boolean {
  return station !== null && URL.canParse(address) && new URL(address).origin === new URL(station).origin;
}

/**
 * Whether anything may be loaded from an address: the station's files and its WebSocket. What stands in the page
 * itself (data:) reaches nobody; which of it may be used is for the station's content security policy.
 */
export function mayRequest(station: string | null, address: string): boolean {
  if (address === waitingAddress || address.startsWith('data:')) return true;
  if (station === null || !URL.canParse(address)) return false;
  const own = new URL(station);
  const asked = new URL(address);
  return ['http:', 'ws:'].includes(asked.protocol) && asked.host === own.host;
}

/** What Electron says about who asks for a permission. */
export interface Asking {
  readonly permission: string;
  /** Address of the page, or the frame, that asks. */
  readonly from: string;
  /** Of a permission `media`: `video`, `audio`; empty for a screen. */
  readonly media: readonly string[];
}

/**
 * Pages get one permission: the station's kiosk its camera, for faces. Cards, codes and printers are the station's.
 * No microphone, not even beside the camera.
 */
export function mayUse(station: string | null, { permission, from, media }: Asking): boolean {
  return (
    permission === 'media' &&
    media.length > 0 &&
    media.every((kind) => kind === 'video') &&
    mayShow(station, from) &&
    new URL(from).pathname === pagePaths.kiosk
  );
}

/** Switches that open the window to other programs of the machine; with one of them it does not start. */
export const refusedSwitches = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'inspect',
  'inspect-brk',
] as const;

/** Checklist 2 to 4, 6, 8 to 11: each stands here although most are Electron's defaults, so that a test holds them. */
export function windowOptions(session: Session): BrowserWindowConstructorOptions {
  return {
    title: '一卡通',
    kiosk: true,
    autoHideMenuBar: true,
    backgroundColor: '#eef2f3',
    // Shown once the first page is painted, so that nobody sees a white flash.
    show: false,
    webPreferences: {
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      devTools: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // The kiosk speaks before anybody has touched the screen.
      autoplayPolicy: 'no-user-gesture-required',
      // A hidden or covered kiosk must still count down and react to a card.
      backgroundThrottling: false,
    },
  };
}
