import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { TestServer } from '#test/support/test-server.ts';

let station: TestServer;
beforeEach(async () => {
  station = await TestServer.start();
});
afterEach(() => station.stop());

describe('pages over HTTP', () => {
  it('are served with the security headers, hashed files for ever, pages never from a cache unasked', async () => {
    const kiosk = await station.ask('/kiosk/');
    expect(kiosk).toMatchObject({ status: 200, body: expect.stringContaining('<title>kiosk') });
    expect(kiosk.headers).toMatchObject({
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("frame-ancestors 'self'"),
    });
    const script = await station.ask('/assets/main-abc123.js');
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(script.headers['content-type']).toMatch('javascript');
    expect(await station.ask('/')).toMatchObject({ status: 302, headers: { location: '/kiosk/' } });
  });

  it.each([
    '/../outside.txt',
    '/kiosk/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/kiosk/%2e%2e%2f%2e%2e%2foutside.txt',
    '/..%5coutside.txt',
    '/.hidden',
    '//outside.txt',
    '/kiosk/%00',
  ])('lead nowhere outside their folder: %s', async (path) => {
    const answer = await station.ask(path);
    expect([400, 403, 404]).toContain(answer.status);
    expect(answer.body).not.toMatch(/outside|hidden/);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    ['a rebound name', { headers: { host: 'evil.example' } }, 421, 'host'],
    ['another port', { headers: { host: '127.0.0.1:1' } }, 421, 'host'],
    ['a name that begins like ours', { headers: { host: '127.0.0.1.evil.example' } }, 421, 'host'],
    ['a foreign origin', { headers: { origin: 'http://evil.example' } }, 403, 'origin'],
    ['a method that writes', { method: 'POST' }, 405, 'method'],
    ['a method that asks', { method: 'OPTIONS' }, 405, 'method'],
  ])('are refused to %s', async (_name, options, status, reason) => {
    const answer = await station.ask('/healthz', options);
    expect(answer).toMatchObject({ status, body: 'refused' });
    expect(station.logged).toContain(`request-refused ${reason} 1`);
  });

  it('are served to both own names', async () => {
    for (const host of [`127.0.0.1:${station.server.port}`, `localhost:${station.server.port}`]) {
      expect(await station.ask('/healthz', { headers: { host, origin: `http://${host}` } })).toMatchObject({
        status: 200,
      });
    }
  });

  it('are refused to headers without end', async () => {
    expect(await station.ask('/kiosk/', { headers: { cookie: 'x'.repeat(20_000) } })).toMatchObject({
      status: 431,
    });
  });

  it('survive garbage instead of HTTP', async () => {
    const socket = connect(station.server.port, '127.0.0.1');
    socket.end(randomBytes(4096));
    socket.resume();
    await once(socket, 'close');
    expect(await station.ask('/healthz')).toMatchObject({ status: 200 });
  });

  it('serve the models of faces and the WebAssembly that runs them, to be kept for a day', async () => {
    const model = await station.ask('/face-models/blazeface.json');
    expect(model).toMatchObject({ status: 200, body: expect.stringContaining('"modelTopology"') });
    expect(model.headers).toMatchObject({
      'cache-control': 'public, max-age=86400',
      'content-type': expect.stringMatching('application/json'),
      'cross-origin-resource-policy': 'same-origin',
    });
    for (const name of ['blazeface', 'facemesh', 'antispoof', 'liveness'])
      expect(await station.ask(`/face-models/${name}.bin`, { method: 'HEAD' })).toMatchObject({
        status: 200,
      });
    for (const name of ['tfjs-backend-wasm', 'tfjs-backend-wasm-simd']) {
      const { status, headers } = await station.ask(`/face-models/wasm/${name}.wasm`, { method: 'HEAD' });
      // Compiled while it streams in only with this type.
      expect([status, headers['content-type']]).toEqual([200, 'application/wasm']);
    }
  });

  it.each([
    '/face-models/',
    '/face-models/README.md',
    '/face-models/models.json',
    '/face-models/faceres.bin',
    '/face-models/blazeface.json/',
    '/face-models/../package.json',
    '/face-models/%2e%2e/package.json',
    '/face-models/blazeface.json%00.md',
    '/face-models/wasm/',
    '/face-models/wasm/index.js',
    '/face-models/wasm/tfjs-backend-wasm-threaded-simd.wasm',
    '/face-models/wasm/..%2fpackage.json',
  ])('serve nothing else of those packages: %s', async (path) => {
    expect([400, 403, 404]).toContain((await station.ask(path)).status);
  });

  it('let the own page use its camera, run WebAssembly and start workers of its own, and no more', async () => {
    const { headers } = await station.ask('/kiosk/');
    expect(headers['permissions-policy']).toMatch(/^camera=\(self\), microphone=\(\), geolocation=\(\)/);
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).toContain("worker-src 'self'");
    expect(policy.join()).not.toMatch(/'unsafe-eval'|'unsafe-inline'|blob:|https?:/);
  });

  it('come with health and metrics', async () => {
    expect(JSON.parse((await station.ask('/healthz')).body)).toEqual({
      status: 'ok',
      version: '1',
      store: 'ok',
      deviceHost: 'running',
      platform: 'reachable',
      faces: 0,
      pages: { kiosk: 0, gate: 0, technician: 0, dock: 0 },
    });
    expect(await station.ask('/metrics')).toMatchObject({ status: 200, body: 'yikatong_pages 0\n' });
  });

  it('have addresses with a token each, the dock only in a demonstration', () => {
    const { origin, tokens } = station;
    const { addresses } = station.server;
    expect(addresses.url).toBe(`${origin}/kiosk/#token=${tokens.kiosk}`);
    expect(addresses.dockUrl).toBe(`${origin}/dock/#token=${tokens.dock}`);
    expect(station.server.faceUrl('gate')).toBe(`${origin}/gate/#token=${tokens.gate}&face=gate`);
    expect(new Set(Object.values(tokens)).size).toBe(4);
  });
});

describe('startServer', () => {
  it('says so when the port is taken', async () => {
    expect(await station.listen(station.server.port)).toMatchObject({
      ok: false,
      error: { code: 'port-unavailable' },
    });
  });
});
