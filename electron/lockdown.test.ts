import { describe, expect, it, jest } from '@jest/globals';
import type { App, Session } from 'electron';
import { EventEmitter } from 'node:events';

import { lockApp, lockSession } from './lockdown.ts';

const station = 'http://127.0.0.1:8000/kiosk/#token=secret';

/** Electron stands behind these seams; what it would emit is emitted by hand. */
class FakeContents extends EventEmitter {
  openWindow: () => unknown = () => ({ action: 'allow' });

  setWindowOpenHandler(handler: () => unknown): void {
    this.openWindow = handler;
  }
}

class FakeSession extends EventEmitter {
  readonly handlers = new Map<string, (...args: never[]) => unknown>();
  readonly webRequest = { onBeforeRequest: this.#keep('request') };
  readonly setPermissionRequestHandler = this.#keep('permission request');
  readonly setPermissionCheckHandler = this.#keep('permission check');
  readonly setDevicePermissionHandler = this.#keep('device');
  readonly setDisplayMediaRequestHandler = this.#keep('screen');
  readonly setBluetoothPairingHandler = this.#keep('bluetooth');
  readonly setUSBProtectedClassesHandler = this.#keep('usb');
  readonly setCertificateVerifyProc = this.#keep('certificate');
  readonly setSpellCheckerEnabled = jest.fn();

  #keep(name: string) {
    return (handler: (...args: never[]) => unknown): void => void this.handlers.set(name, handler);
  }

  /** What the handler answers: through its last argument, a callback, or as its return value. */
  ask(name: string, ...args: unknown[]): unknown {
    const answers: unknown[] = [];
    const returned = this.handlers.get(name)?.(
      ...([...args, (answer: unknown) => answers.push(answer)] as never[]),
    );
    return answers.length > 0 ? answers[0] : returned;
  }
}

/** Electron gives its answer through the third argument. */
function askPermission(session: FakeSession, permission: string, details: object): unknown {
  const decide = jest.fn();
  session.ask('permission request', {}, permission, decide, details);
  return decide.mock.calls[0]?.[0];
}

function event(url = '') {
  return { url, preventDefault: jest.fn() };
}

function lockedApp(current: string | null = station) {
  const app = new EventEmitter();
  lockApp(app as unknown as App, () => current);
  const contents = new FakeContents();
  app.emit('web-contents-created', {}, contents);
  return { app, contents };
}

function lockedSession() {
  const session = new FakeSession();
  lockSession(session as unknown as Session, () => station);
  return session;
}

describe('every page', () => {
  it.each(['will-frame-navigate', 'will-redirect'])('stays at the station: %s', (name) => {
    const { contents } = lockedApp();
    const [away, home] = [event('http://example.org/'), event('http://127.0.0.1:8000/gate/')];
    contents.emit(name, away);
    contents.emit(name, home);
    expect(away.preventDefault).toHaveBeenCalledTimes(1);
    expect(home.preventDefault).not.toHaveBeenCalled();
  });

  it('goes nowhere while there is no station', () => {
    const { contents } = lockedApp(null);
    const anywhere = event('http://127.0.0.1:8000/');
    contents.emit('will-frame-navigate', anywhere);
    expect(anywhere.preventDefault).toHaveBeenCalledTimes(1);
  });

  it('opens no window and attaches no webview', () => {
    const { contents } = lockedApp();
    const attaching = event();
    contents.emit('will-attach-webview', attaching);
    expect(attaching.preventDefault).toHaveBeenCalledTimes(1);
    expect(contents.openWindow()).toEqual({ action: 'deny' });
  });
});

describe('the program', () => {
  it('refuses certificates, client certificates and passwords', () => {
    const { app } = lockedApp();
    const decide = jest.fn();
    const [certificate, client, login] = [event(), event(), event()];
    app.emit('certificate-error', certificate, {}, 'https://127.0.0.1:8000/', 'ERR_CERT', {}, decide);
    app.emit('select-client-certificate', client);
    app.emit('login', login);
    expect(decide).toHaveBeenCalledWith(false);
    for (const { preventDefault } of [certificate, client, login])
      expect(preventDefault).toHaveBeenCalledTimes(1);
  });
});

describe('the session', () => {
  it.each(['hid', 'serial', 'usb', 'geolocation', 'notifications', 'fullscreen', 'clipboard-read'])(
    'gives no permission, asked or checked: %s',
    (permission) => {
      const session = lockedSession();
      const details = { requestingUrl: 'http://127.0.0.1:8000/kiosk/' };
      expect(askPermission(session, permission, details)).toBe(false);
      expect(session.ask('permission check', {}, permission, 'http://127.0.0.1:8000', {})).toBe(false);
    },
  );

  it.each([
    ['the camera', ['video'], true],
    ['the microphone', ['audio'], false],
    ['camera and microphone', ['video', 'audio'], false],
    ['a screen, which names no kind', [], false],
  ])("the station's page asks for %s", (_what, mediaTypes, given) => {
    const details = { requestingUrl: 'http://127.0.0.1:8000/kiosk/', mediaTypes };
    expect(askPermission(lockedSession(), 'media', details)).toBe(given);
  });

  it.each([
    ['http://127.0.0.1:8000/kiosk/#token=secret', 'video', true],
    ['http://127.0.0.1:8000/kiosk/', 'audio', false],
    ['http://127.0.0.1:8000/kiosk/', 'unknown', false],
    ['http://127.0.0.1:8000/gate/', 'video', false],
    ['http://127.0.0.1:8001/kiosk/', 'video', false],
    ['http://example.org/kiosk/', 'video', false],
    [undefined, 'video', false],
  ])('checks the same: %s, %s', (requestingUrl, mediaType, given) => {
    const details = { mediaType, requestingUrl };
    expect(lockedSession().ask('permission check', {}, 'media', 'http://127.0.0.1:8000', details)).toBe(
      given,
    );
  });

  it('gives no camera to another page', () => {
    for (const requestingUrl of ['http://example.org/', 'http://127.0.0.1:8001/', 'file:///tmp/a.html', ''])
      expect(askPermission(lockedSession(), 'media', { requestingUrl, mediaTypes: ['video'] })).toBe(false);
  });

  it('gives no device, no screen, no pairing and no protected USB class', () => {
    const session = lockedSession();
    expect(session.ask('device', { deviceType: 'hid', origin: 'http://127.0.0.1:8000' })).toBe(false);
    expect(session.ask('screen', {})).toBeNull();
    expect(session.ask('bluetooth', { pairingKind: 'confirm' })).toEqual({ confirmed: false });
    expect(session.ask('usb', { protectedClasses: ['hid', 'smart-card'] })).toEqual(['hid', 'smart-card']);
  });

  it('refuses every certificate', () => {
    expect(lockedSession().ask('certificate', { hostname: '127.0.0.1', verificationResult: 'net::OK' })).toBe(
      -2,
    );
  });

  it('blocks every request that does not go to the station', () => {
    const session = lockedSession();
    expect(session.ask('request', { url: 'http://example.org/pixel.gif' })).toEqual({ cancel: true });
    expect(session.ask('request', { url: 'ws://127.0.0.1:8000/trpc' })).toEqual({ cancel: false });
  });

  it('saves no download', () => {
    const download = event();
    lockedSession().emit('will-download', download);
    expect(download.preventDefault).toHaveBeenCalledTimes(1);
  });
});
