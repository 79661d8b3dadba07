import { describe, expect, it } from '@jest/globals';
import type { Session } from 'electron';

import { mayRequest, mayShow, mayUse, waitingAddress, windowOptions } from './policy.ts';

const station = 'http://127.0.0.1:8000/kiosk/#token=secret';

describe('pages that may be shown', () => {
  it.each([
    ['http://127.0.0.1:8000/', true],
    ['http://127.0.0.1:8000/gate/?x=1#token=other', true],
    ['https://127.0.0.1:8000/', false],
    ['http://127.0.0.1:8001/', false],
    ['http://127.0.0.1/', false],
    ['http://localhost:8000/', false],
    ['http://127.0.0.1:8000.example.org/', false],
    ['http://127.0.0.1:8000@example.org/', false],
    ['http://example.org/#http://127.0.0.1:8000/', false],
    ['http://user@127.0.0.1:8000/', true],
    ['file:///etc/passwd', false],
    ['data:text/html,hello', false],
    ['javascript:alert(1)', false],
    ['blob:http://127.0.0.1:8000/5f2a', true],
    ['about:blank', false],
    ['chrome://settings', false],
    [waitingAddress, false],
    ['', false],
    ['//', false],
  ])('%s: %s', (address, allowed) => {
    expect(mayShow(station, address)).toBe(allowed);
  });

  it('are none while there is no station', () => {
    expect(mayShow(null, 'http://127.0.0.1:8000/')).toBe(false);
  });
});

describe('permissions of pages', () => {
  const camera = { permission: 'media', from: 'http://127.0.0.1:8000/kiosk/', media: ['video'] };

  it("are the kiosk's camera", () => {
    expect(mayUse(station, camera)).toBe(true);
    expect(mayUse(station, { ...camera, from: `${camera.from}#token=secret` })).toBe(true);
  });

  it.each([
    ['a microphone', { ...camera, media: ['audio'] }],
    ['a microphone beside it', { ...camera, media: ['video', 'audio'] }],
    ['a screen', { ...camera, media: [] }],
    ['something else', { ...camera, permission: 'geolocation' }],
    ['another page of the station', { ...camera, from: 'http://127.0.0.1:8000/technician/' }],
    ['a page that begins like it', { ...camera, from: 'http://127.0.0.1:8000/kiosk/../dock/' }],
    ['a foreign page', { ...camera, from: 'http://127.0.0.1:8000.example.org/' }],
    ['no page', { ...camera, from: '' }],
    ['the waiting page', { ...camera, from: waitingAddress }],
  ])('are not %s', (_what, asking) => {
    expect(mayUse(station, asking)).toBe(false);
  });

  it('are none while there is no station', () => {
    expect(mayUse(null, camera)).toBe(false);
  });
});

describe('requests that may be sent', () => {
  it.each([
    ['http://127.0.0.1:8000/assets/kiosk.js', true],
    ['ws://127.0.0.1:8000/trpc', true],
    ['data:image/png;base64,AAAA', true],
    [waitingAddress, true],
    ['wss://127.0.0.1:8000/trpc', false],
    ['ws://127.0.0.1:9000/trpc', false],
    ['http://example.org/', false],
    ['https://127.0.0.1:8000/', false],
    ['file:///etc/passwd', false],
    ['ftp://127.0.0.1:8000/', false],
    ['yikatong://other/', false],
    ['not an address', false],
  ])('%s: %s', (address, allowed) => {
    expect(mayRequest(station, address)).toBe(allowed);
  });

  it('are only those of the waiting page while there is no station', () => {
    expect(mayRequest(null, waitingAddress)).toBe(true);
    expect(mayRequest(null, 'http://127.0.0.1:8000/')).toBe(false);
  });
});

describe("the window's options keep Electron's security checklist", () => {
  const { kiosk, webPreferences = {} } = windowOptions({} as Session);

  it.each([
    ['2. no Node in pages', 'nodeIntegration', false],
    ['2. no Node in workers', 'nodeIntegrationInWorker', false],
    ['2. no Node in frames', 'nodeIntegrationInSubFrames', false],
    ['3. context isolation', 'contextIsolation', true],
    ['4. sandbox', 'sandbox', true],
    ['6. web security', 'webSecurity', true],
    ['8. no insecure content', 'allowRunningInsecureContent', false],
    ['9. no experimental features', 'experimentalFeatures', false],
    ['11. no webview', 'webviewTag', false],
    ['no developer tools', 'devTools', false],
    ['nothing dropped onto the window is opened', 'navigateOnDragDrop', false],
  ] as const)('%s', (_what, name, value) => {
    expect(webPreferences[name]).toBe(value);
  });

  it('10. no Blink feature is switched on, and 20. no preload script hands out anything', () => {
    expect(webPreferences).not.toHaveProperty('enableBlinkFeatures');
    expect(webPreferences).not.toHaveProperty('preload');
  });

  it('fills the screen', () => {
    expect(kiosk).toBe(true);
  });
});
