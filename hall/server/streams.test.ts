import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { streamCloseCodes } from '#contracts/hall/stream.ts';
import { TestHallServer, type TestStream } from '#test/support/hall-server.ts';
import { until } from '#test/support/until.ts';

let server: TestHallServer;
const streams: TestStream[] = [];
beforeAll(async () => {
  server = await TestHallServer.start();
});
afterAll(async () => {
  for (const { socket } of streams) socket.terminate();
  await server.stop();
});

function stream(headers: Readonly<Record<string, string>> = {}): TestStream {
  const made = server.stream(headers);
  streams.push(made);
  return made;
}

let keys = 0;
async function give(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    keys += 1;
    const given = await server.hall.issue({
      key: `k${keys}`,
      business: 'pension',
      person: null,
      priority: null,
      origin: 'kiosk-1',
      audit: 'a',
    });
    expect(given.ok).toBe(true);
  }
}

async function newest(): Promise<number> {
  const seq = await server.hall.sequence();
  return seq.ok ? seq.value : -1;
}

describe('events over WebSocket', () => {
  it('are told in order and without gaps, as they happen', async () => {
    const page = await stream().begin({ token: server.token('caller') });
    await until('admission', () => page.told.length > 0);
    const from = await newest();
    expect(page.told).toEqual([{ type: 'ready', seq: from }]);
    await give(5);
    const to = await newest();
    await until('all of them', () => page.position === to);
    expect(page.events.map(({ seq }) => seq)).toEqual(
      Array.from({ length: to - from }, (_, index) => from + 1 + index),
    );
  });

  it('catch a page up that was away, out of the database where memory has them no more', async () => {
    await give(3);
    const page = await stream().begin({ token: server.token('administrator'), since: 1 });
    const to = await newest();
    await until('all of them', () => page.position === to);
    expect(page.events.map(({ seq }) => seq)).toEqual(Array.from({ length: to - 1 }, (_, n) => n + 2));
  });

  it('tell a page that knows more than there is to read its view anew', async () => {
    const page = await stream().begin({ token: server.token('board'), since: 1_000_000 });
    const seq = await newest();
    await until('its place', () => page.told.length === 2);
    expect(page.told).toEqual([
      { type: 'ready', seq },
      { type: 'behind', seq },
    ]);
    await give(1);
    await until('what comes then', () => page.position === seq + 1);
  });

  it('tell a board nothing that staff wrote, and where it is all the same', async () => {
    const page = await stream().begin({ token: server.token('board') });
    await until('admission', () => page.told.length > 0);
    const desk = await server.hall.signIn({ key: 's1', window: 'w1', operator: 'wang' });
    const session = desk.ok ? desk.value.id : '';
    await server.hall.perform({ key: 'c1', session, do: 'call-next', current: null });
    await server.hall.perform({ key: 'c2', session, do: 'park', reason: '缺材料' });
    const to = await newest();
    await until('the end', () => page.position === to);
    expect(page.events.map(({ body }) => body.kind)).toEqual(['ticket-called']);
    expect(JSON.stringify(page.told)).not.toMatch(/wang|缺材料/);
  });

  it.each<[string, object | string, number]>([
    ['a wrong token', { token: 'x'.repeat(43) }, streamCloseCodes.notPermitted],
    ['no JSON', 'hello', streamCloseCodes.invalid],
    ['something else', { token: 't', since: -1 }, streamCloseCodes.invalid],
    ['too much', { token: 'x'.repeat(5000) }, 1009],
  ])('end for %s', async (_what, message, code) => {
    const page = await stream().begin(message);
    await until('the end', () => page.closed !== null);
    expect(page.closed).toBe(code);
    expect(page.told).toEqual([]);
  });

  it('are not for the role of figures, and take one message of a page', async () => {
    const figures = await stream().begin({ token: server.token('statistics') });
    await until('the end', () => figures.closed === streamCloseCodes.notPermitted);
    const page = await stream().begin({ token: server.token('board') });
    await page.begin({ token: server.token('board') });
    await until('the end', () => page.closed === streamCloseCodes.invalid);
  });

  it.each([
    ['a foreign origin', { origin: 'http://evil.example' }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
    ['a rebound name', { host: 'evil.example' }, 421],
  ])('are not opened for %s', async (_what, headers, status) => {
    const page = stream(headers);
    await until('the refusal', () => page.refused !== null);
    expect(page.refused).toBe(status);
  });

  it('wait for a slow reader in the database and not in memory, while others are told at once', async () => {
    const slow = await stream().begin({ token: server.token('caller') });
    const quick = await stream().begin({ token: server.token('caller') });
    await until('admission', () => slow.told.length > 0 && quick.told.length > 0);
    slow.socket.pause();
    const reason = '材'.repeat(200);
    const desk = await server.hall.signIn({ key: 's2', window: 'w2', operator: 'li' });
    const session = desk.ok ? desk.value.id : '';
    const before = process.memoryUsage().arrayBuffers;
    // Some megabyte of events: more than the sockets' own buffers would hide.
    await give(1);
    for (let round = 0; round < 600; round += 1) {
      await server.hall.perform({ key: `p${round}`, session, do: 'call-next', current: null });
      const parked = await server.hall.perform({ key: `q${round}`, session, do: 'park', reason });
      const ticket = parked.ok ? (parked.value.ticket?.id ?? '') : '';
      await server.hall.perform({ key: `r${round}`, session, do: 'resume', ticket, at: 'front' });
    }
    const to = await newest();
    await until('the quick one', () => quick.position === to);
    expect(slow.position).toBeLessThan(to);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
    slow.socket.resume();
    await until('the slow one', () => slow.position === to);
    expect(slow.events.map(({ seq }) => seq)).toEqual(
      Array.from({ length: slow.events.length }, (_, index) => (slow.events[0]?.seq ?? 0) + index),
    );
  }, 60_000);
});
