import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { systemClock } from '#contracts/clock.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import { breakerDelays } from './breaker.ts';
import { PlatformClient } from './client.ts';

const person = {
  number: '11010519491231002X',
  name: '张三',
  sex: 'female',
  birthDate: '1949-12-31',
  disabled: false,
  deceased: false,
};
const cardAnswer = { person, cardState: 'normal' };
const cardRequest = { cardIdentificationCode: '0'.repeat(32), cardNumber: 'A12345678', specVersion: '2.00' };
const codeRequest = { code: 'secret-code', verifier: 'essc', businessType: '01' } as const;
const event = {
  topic: 'ticket',
  station: 'demo-1',
  at: '2026-01-05T02:00:00Z',
  person: null,
  body: {},
} as const;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let requests: {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}[] = [];
let connections = 0;
let handlers: Handler[] = [];
let logged: { name: string; fields: object }[] = [];
const never = new AbortController().signal;

/** Answers with `handlers` in turn, the last one for good. */
function answerWith(...list: Handler[]): void {
  handlers = list;
}

function json(status: number, body: unknown): Handler {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
}

const cut: Handler = (request) => request.socket.destroy();
const silent: Handler = () => undefined;

function client(changed: Partial<ConstructorParameters<typeof PlatformClient>[0]> = {}): PlatformClient {
  const { port } = server.address() as AddressInfo;
  return new PlatformClient({
    url: `http://127.0.0.1:${port}`,
    key: null,
    requestMs: 2000,
    clock: systemClock,
    log: { event: (name, fields) => void logged.push({ name, fields }) },
    ...changed,
  });
}

beforeEach(async () => {
  requests = [];
  connections = 0;
  logged = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      requests.push({ url: request.url ?? '', headers: request.headers, body });
      const handler = handlers.length > 1 ? handlers.shift() : handlers[0];
      handler?.(request, response);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('the platform client', () => {
  it('asks over connections that are kept, with the terminal’s key', async () => {
    answerWith(json(200, cardAnswer));
    const platform = client({ key: 'terminal-key' });
    for (let n = 0; n < 20; n += 1)
      expect(await platform.resolveCard(cardRequest, never)).toEqual({ ok: true, value: cardAnswer });
    // The answer's end is seen a moment before its connection is free, so that a second one may be opened.
    expect(connections).toBeLessThanOrEqual(2);
    expect(requests[0]).toMatchObject({
      url: '/v1/cards/resolve',
      headers: { authorization: 'Bearer terminal-key', 'content-type': 'application/json' },
    });
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual(cardRequest);
  });

  it('keeps a path that the base address brings', async () => {
    answerWith(json(200, cardAnswer));
    const { port } = server.address() as AddressInfo;
    await client({ url: `http://127.0.0.1:${port}/city/` }).resolveCard(cardRequest, never);
    expect(requests[0]?.url).toBe('/city/v1/cards/resolve');
  });

  it.each([
    [404, { status: 404, title: 'x', code: 'unknown-card' }, 'person-unknown'],
    [410, { status: 410, title: 'x', code: 'code-expired' }, 'code-expired'],
    [403, { status: 403, title: 'x', code: 'code-refused' }, 'code-refused'],
    [400, { status: 400, title: 'x', code: 'unknown-verifier' }, 'platform-refused'],
    [401, { status: 401, title: 'x', code: 'unauthorised' }, 'platform-refused'],
    [403, 'no JSON of ours', 'platform-refused'],
    [404, 'no JSON of ours', 'platform-nonsense'],
    [500, { status: 500, title: 'x', code: 'internal' }, 'platform-error'],
    [502, '<html>', 'platform-error'],
    [429, '', 'platform-error'],
    [200, { person: { ...person, birthDate: 'yesterday' }, cardState: 'normal' }, 'platform-nonsense'],
    [200, 'nonsense', 'platform-nonsense'],
    [204, '', 'platform-nonsense'],
    [302, '', 'platform-nonsense'],
  ])('takes %i with %j for %s', async (status, body, code) => {
    answerWith(json(status, body));
    const answer = await client().resolveCard(cardRequest, never);
    expect(answer).toMatchObject({ ok: false, error: { code } });
    expect(requests).toHaveLength(1);
  });

  it('takes an answer without an end for nonsense, and does not keep it', async () => {
    answerWith((_request, response) => {
      const more = (): void => {
        while (response.writable && response.write(Buffer.alloc(65_536, 0x20)));
      };
      response.on('drain', more);
      more();
    });
    expect(await client().resolveCard(cardRequest, never)).toMatchObject({
      error: { code: 'platform-nonsense' },
    });
  });

  it('asks once more when the connection broke, where asking changes nothing', async () => {
    answerWith(cut, json(200, cardAnswer));
    expect((await client().resolveCard(cardRequest, never)).ok).toBe(true);
    expect(requests).toHaveLength(2);
    requests = [];
    answerWith(cut);
    expect(await client().resolveCard(cardRequest, never)).toMatchObject({
      error: { code: 'platform-unreachable' },
    });
    expect(requests).toHaveLength(2);
  });

  it('never sends a code twice', async () => {
    answerWith(cut, json(200, cardAnswer));
    expect(await client().verifyCode(codeRequest, never)).toMatchObject({
      error: { code: 'platform-unreachable' },
    });
    expect(requests).toHaveLength(1);
  });

  it('sends an event again under the same key', async () => {
    answerWith(cut, json(200, { accepted: true, repeated: true }));
    expect(await client().sendEvent('key-1', event, never)).toEqual({
      ok: true,
      value: { taken: true, repeated: true, qualification: null },
    });
    expect(requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['key-1', 'key-1']);
  });

  it.each([
    [422, { ok: true, value: { taken: false, code: 'platform-refused' } }],
    [401, { ok: false, error: { code: 'platform-refused' } }],
  ])(
    'tells an event that is refused for good from a terminal that is refused: %i',
    async (status, answer) => {
      answerWith(
        json(status, { status, title: 'x', code: status === 401 ? 'unauthorised' : 'invalid-request' }),
      );
      expect(await client().sendEvent('key-1', event, never)).toMatchObject(answer);
    },
  );

  it('gives up at the deadline', async () => {
    answerWith(silent);
    expect(await client({ requestMs: 50 }).resolveCard(cardRequest, never)).toMatchObject({
      error: { code: 'platform-slow' },
    });
  });

  it('gives up when whoever asks goes away', async () => {
    answerWith(silent);
    const controller = new AbortController();
    const answer = client().resolveCard(cardRequest, controller.signal);
    controller.abort();
    expect(await answer).toMatchObject({ error: { code: 'aborted' } });
    expect(logged).toEqual([]);
  });

  it('says nothing of a person, a card or a code to the log', async () => {
    answerWith(json(200, { person, cardState: 'strange' }));
    await client().resolveCard(cardRequest, never);
    await client().verifyCode(codeRequest, never);
    expect(logged).toHaveLength(2);
    const text = JSON.stringify(logged);
    for (const secret of [person.number, person.name, 'secret-code', cardRequest.cardIdentificationCode])
      expect(text).not.toContain(secret);
    expect(text).toContain('cardState');
  });
});

describe('a platform that is away', () => {
  it('is not waited for any more, and is found again by the watch', async () => {
    const clock = new HandClock();
    answerWith(json(500, {}));
    const platform = client({ clock });
    const states: string[] = [];
    platform.onState((state) => states.push(state));
    expect(platform.state.state).toBe('reachable');
    for (let n = 0; n < breakerDelays.failuresToOpen; n += 1) await platform.resolveCard(cardRequest, never);
    expect(platform.state.state).toBe('away');
    const asked = requests.length;
    expect(await platform.resolveCard(cardRequest, never)).toEqual({
      ok: false,
      error: { code: 'platform-unreachable', detail: 'away; not asked' },
    });
    expect(requests).toHaveLength(asked);

    answerWith(json(200, { status: 'ok' }));
    platform.start();
    const back = new Promise<void>((resolve) => {
      platform.onState((state) => state === 'reachable' && resolve());
    });
    await clock.turn(breakerDelays.firstOpenMs);
    await back;
    expect(states).toEqual(['away', 'reachable']);
    expect(requests.at(-1)?.url).toBe('/healthz');
    expect(logged.map(({ name }) => name).slice(-2)).toEqual(['platform-away', 'platform-back']);
    platform.stop();
  });

  it('is noticed before anybody needs it, and the watch ends when it is stopped', async () => {
    const clock = new HandClock();
    answerWith(cut);
    const platform = client({ clock });
    const isAway = new Promise<void>((resolve) => {
      platform.onState((state) => state === 'away' && resolve());
    });
    platform.start();
    const turning = setInterval(() => void clock.turn(1000), 5);
    await isAway;
    clearInterval(turning);
    platform.stop();
    await settled();
    expect(platform.state.state).toBe('away');
    expect(await platform.resolveCard(cardRequest, never)).toMatchObject({ ok: false });
    expect(clock.pending).toBe(0);
  });

  it('answers that say no do not make it count as away', async () => {
    answerWith(json(404, { status: 404, title: 'x', code: 'unknown-card' }));
    const platform = client();
    for (let n = 0; n < 10; n += 1) await platform.resolveCard(cardRequest, never);
    expect(platform.state.state).toBe('reachable');
  });
});
