import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { systemClock } from '#contracts/clock.ts';
import type { PlatformEvent } from '#contracts/platform-api.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { until } from '#test/support/until.ts';

import { PlatformClient } from './client.ts';
import { questionDelays } from './questions.ts';

const identity = 'city-1.AAAA.c2VjcmV0';
const status = {
  benefits: [
    {
      kind: 'urban-employee',
      authenticatedOn: '2025-10-03',
      dueSince: '2026-10-04',
      validUntil: '2026-12-31',
      suspendedSince: null,
    },
  ],
  enrolled: { face: true, fingerprints: ['ef01'] },
  addresses: [{ id: 'home', masked: '重庆市渝中区示范路**号' }],
  phones: [],
};
const outcome = {
  outcome: 'authenticated',
  authenticatedOn: '2026-11-26',
  nextBefore: '2027-11-26',
  resumed: true,
  reference: 'Z20261126-000001',
};
const event: PlatformEvent = {
  topic: 'qualification',
  station: 'demo-1',
  at: '2026-11-26T02:00:00.000Z',
  person: null,
  body: { result: 'unmatched', image: 'city-1.AAAA.cGljdHVyZQ' },
};

let server: Server;
let requests: { readonly url: string; readonly body: unknown }[] = [];
let logged: object[] = [];
/** Null: takes the request and never answers. */
let reply: { readonly status: number; readonly body: unknown } | null = null;
const never = new AbortController().signal;

function client(changed: Partial<ConstructorParameters<typeof PlatformClient>[0]> = {}): PlatformClient {
  const { port } = server.address() as AddressInfo;
  return new PlatformClient({
    url: `http://127.0.0.1:${port}`,
    key: null,
    requestMs: 2000,
    clock: systemClock,
    log: { event: (_name, fields) => void logged.push(fields) },
    ...changed,
  });
}

beforeEach(async () => {
  requests = [];
  logged = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      requests.push({ url: request.url ?? '', body: JSON.parse(body) });
      if (reply === null) return;
      response.writeHead(reply.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

type Ask = (platform: PlatformClient) => Promise<unknown>;
const asks: readonly (readonly [string, string, object, unknown, Ask])[] = [
  [
    'qualificationStatus',
    '/v1/qualification/status',
    { identity },
    status,
    (platform) => platform.qualificationStatus({ identity }, never),
  ],
  [
    'faceReference',
    '/v1/faces/reference',
    { identity },
    { kind: 'photo', jpeg: '/9j/' + 'A'.repeat(399_996) },
    (platform) => platform.faceReference({ identity }, never),
  ],
  [
    'matchFace',
    '/v1/faces/match',
    { identity, jpeg: '/9j/' },
    { matched: false, score: 0.31, threshold: 0.5 },
    (platform) => platform.matchFace({ identity, jpeg: '/9j/' }, never),
  ],
  [
    'fingerprintTemplate',
    '/v1/fingerprints/template',
    { identity, format: 'ef01' },
    { template: 'AAEC' },
    (platform) => platform.fingerprintTemplate({ identity, format: 'ef01' }, never),
  ],
  [
    'confirmStaff',
    '/v1/staff/confirm',
    { identity },
    { staff: 'W-0180' },
    (platform) => platform.confirmStaff({ identity }, never),
  ],
];

describe.each(asks)('%s', (_name, url, asked, answer, ask) => {
  it('asks by the contract', async () => {
    reply = { status: 200, body: answer };
    expect(await ask(client())).toEqual({ ok: true, value: answer });
    expect(requests).toEqual([{ url, body: asked }]);
  });

  it('takes nothing off the contract, and logs no value', async () => {
    reply = { status: 200, body: { secret: 'value', matched: 'yes', staff: '' } };
    expect(await ask(client())).toMatchObject({ ok: false, error: { code: 'platform-nonsense' } });
    expect(JSON.stringify(logged)).not.toContain('yes');
    expect(JSON.stringify(logged)).not.toContain(identity);
  });

  it.each([
    [404, 'unknown-person', 'person-unknown'],
    [409, 'person-deceased', 'person-deceased'],
    [404, 'not-enrolled', 'not-enrolled'],
    [404, 'not-staff', 'staff-unknown'],
    [500, 'internal', 'platform-error'],
  ])('takes %i %s for %s', async (answered, code, failure) => {
    reply = { status: answered, body: { status: answered, title: 'x', code } };
    const platform = client();
    expect(await ask(platform)).toMatchObject({ ok: false, error: { code: failure } });
    expect(requests).toHaveLength(1);
  });
});

it('takes no template of nothing: no reader can be given one', async () => {
  reply = { status: 200, body: { template: '' } };
  const asked = client().fingerprintTemplate({ identity, format: 'ef01' }, never);
  expect(await asked).toMatchObject({ ok: false, error: { code: 'platform-nonsense' } });
});

describe('time for a picture', () => {
  it.each([
    [
      'matchFace',
      questionDelays.picture,
      (platform: PlatformClient) => platform.matchFace({ identity, jpeg: '/9j/' }, never),
    ],
    [
      'an event with a picture',
      questionDelays.picture,
      (platform: PlatformClient) => platform.sendEvent('k', event, never),
    ],
    [
      'an event without one',
      500,
      (platform: PlatformClient) => platform.sendEvent('k', { ...event, body: { image: null } }, never),
    ],
    [
      'faceReference',
      questionDelays.picture,
      (platform: PlatformClient) => platform.faceReference({ identity }, never),
    ],
    [
      'fingerprintTemplate',
      500,
      (platform: PlatformClient) => platform.fingerprintTemplate({ identity, format: 'ef01' }, never),
    ],
  ])('%s: %i ms', async (_name, ms, ask) => {
    reply = null;
    const clock = new HandClock();
    const answer = ask(client({ requestMs: 500, clock }));
    let answered = false;
    void answer.then(() => {
      answered = true;
    });
    await until('the question arrives', () => requests.length === 1);
    await clock.turn(ms - 1);
    expect(answered).toBe(false);
    await clock.turn(1);
    expect(await answer).toEqual({ ok: false, error: { code: 'platform-slow', detail: `${ms} ms` } });
  });
});

describe('an attempt that is sent', () => {
  const send = () => client().sendEvent('key-1', event, never);

  it('comes back with what the platform made of it', async () => {
    reply = { status: 200, body: { accepted: true, repeated: false, qualification: outcome } };
    expect(await send()).toEqual({
      ok: true,
      value: { taken: true, repeated: false, qualification: outcome },
    });
  });

  it('comes back without an outcome where the platform gives none', async () => {
    reply = { status: 200, body: { accepted: true, repeated: true } };
    expect(await send()).toEqual({ ok: true, value: { taken: true, repeated: true, qualification: null } });
  });

  it('is not done with where the outcome is off the contract', async () => {
    reply = {
      status: 200,
      body: { accepted: true, repeated: false, qualification: { ...outcome, outcome: 'perhaps' } },
    };
    expect(await send()).toMatchObject({ ok: false, error: { code: 'platform-nonsense' } });
  });
});
