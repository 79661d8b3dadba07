/**
 * Two hall servers on one PostgreSQL, which is killed as by a power cut and started again under load: whatever a kiosk or a window
 * was told holds, and both servers tell the same events.
 */
import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { deskAnswerSchema, deskSessionSchema, ticketGivenSchema } from '#contracts/hall/answers.ts';
import type { HallOperation, HallRole } from '#contracts/hall/paths.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { openPostgresHall } from '#hall/postgres.ts';
import { TestHallServer } from '#test/support/hall-server.ts';
import { quietLog, testHall, valueOf } from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';
import { Postgres } from '#test/support/postgres.ts';
import { until } from '#test/support/until.ts';

const kills = 3;
const kiosks = 8;
const windows = ['w1', 'w2', 'w3'] as const;
const operators = ['li', 'wang', 'zhao'] as const;

needs('postgres')('two hall servers on one PostgreSQL', () => {
  let postgres: Postgres;
  const halls: WholeHall[] = [];
  const servers: TestHallServer[] = [];
  beforeEach(async () => {
    postgres = await Postgres.start();
    while (servers.length < 2) {
      const hall = valueOf(
        await openPostgresHall({
          url: postgres.url(),
          hall: 'h',
          configuration: testHall,
          clock: null,
          log: quietLog,
        }),
      );
      halls.push(hall);
      const [first] = servers;
      servers.push(
        await TestHallServer.start({ hall, ...(first === undefined ? {} : { access: first.access }) }),
      );
    }
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
    for (const hall of halls.splice(0)) hall.close();
    await postgres.end();
  });

  /** Asks one server after the other under the same key until one answers, as a kiosk or a page does. */
  async function insist(
    turn: number,
    role: HallRole,
    operation: HallOperation,
    input: object,
  ): Promise<unknown> {
    let tries = turn;
    return until(
      operation,
      async () => {
        tries += 1;
        const answer = await servers[tries % servers.length]?.ask(role, operation, input);
        if (answer === undefined || answer.status >= 500) return null;
        expect([operation, answer.status, answer.text]).toEqual([operation, 200, expect.anything()]);
        return { body: answer.body };
      },
      60_000,
    ).then(({ body }) => body);
  }

  it('let what one request broke cost no other its answer', async () => {
    const [hall] = halls;
    if (hall === undefined) throw new Error('there are two');
    const issue = (key: string) =>
      hall.issue({ key, business: 'pension', person: null, priority: null, origin: 'k1', audit: 'a' });
    const good = Array.from({ length: 20 }, (_, n) => issue(`key-${n}`));
    // PostgreSQL takes no U+0000; the server's door would not have let it in.
    const bad = issue('key-\u0000');
    const more = issue('key-20');
    await expect(bad).rejects.toMatchObject({ code: '22021' });
    const numbers = (await Promise.all([...good, more])).map((given) => valueOf(given).ticket.sequence);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
  });

  it('move a reader on together, and hear of windows, without a failure', async () => {
    const session = valueOf(
      await (halls[0] as WholeHall).signIn({ key: 's1', window: 'w1', operator: 'li' }),
    ).id;
    // Not all at once: who waits too long for a connection is told so, as it should be.
    for (let from = 0; from < 100; from += 10) {
      const told = halls.flatMap((hall) =>
        Array.from({ length: 10 }, (_, n) => [
          hall.moveCursor('city', from + n),
          hall.heartbeat(session),
        ]).flat(),
      );
      const failed = (await Promise.all<{ readonly ok: boolean }>(told)).filter(({ ok }) => !ok);
      expect(failed).toEqual([]);
    }
    expect(valueOf(await (halls[1] as WholeHall).cursor('city'))).toBe(99);
  });

  it('lose no number and no call that was acknowledged, and repeat none', async () => {
    const given = new Map<string, string>();
    const called = new Map<string, string>();
    const ending = new AbortController();
    const kiosk = async (index: number): Promise<void> => {
      for (let turn = 0; !ending.signal.aborted; turn += 1) {
        const key = `k${index}-${turn}`;
        const request = {
          key,
          business: turn % 2 === 0 ? 'pension' : 'card',
          person: null,
          priority: null,
          origin: `kiosk-${index}`,
          audit: key,
        };
        const { ticket } = ticketGivenSchema.parse(await insist(index + turn, 'kiosk', 'issue', request));
        expect(ticket.id).toBe(key);
        given.set(key, ticket.number);
      }
    };
    const desk = async (index: number): Promise<void> => {
      const signIn = { key: `s${index}`, window: windows[index], operator: operators[index] };
      const session = deskSessionSchema.parse(await insist(index, 'caller', 'signIn', signIn));
      let current: 'finish' | null = null;
      for (let turn = 0; !ending.signal.aborted; turn += 1) {
        // A window whose page says nothing counts as lost after some looks.
        if (turn % 5 === 0) await insist(index + turn, 'caller', 'heartbeat', { session: session.id });
        const key = `c${index}-${turn}`;
        const command = { key, session: session.id, do: 'call-next', current };
        const { ticket } = deskAnswerSchema.parse(await insist(index + turn, 'caller', 'perform', command));
        current = ticket === null ? null : 'finish';
        if (ticket === null) continue;
        expect([key, called.get(ticket.id)]).toEqual([key, undefined]);
        called.set(ticket.id, key);
      }
    };
    const load = Promise.all([
      ...Array.from({ length: kiosks }, (_, index) => kiosk(index)),
      ...windows.map((_, index) => desk(index)),
    ]);
    for (let kill = 0; kill < kills; kill += 1) {
      const before = given.size;
      await until('numbers', () => given.size >= before + 100, 60_000);
      await postgres.stop('SIGQUIT');
      await postgres.startAgain();
    }
    const before = given.size;
    await until('numbers after the last start', () => given.size >= before + 50, 60_000);
    ending.abort();
    await load;

    const [hall] = halls;
    if (hall === undefined) throw new TypeError('two halls');
    for (const [key, number] of given)
      expect([key, valueOf(await hall.findByKey(key))?.number]).toEqual([key, number]);
    expect(new Set(given.values()).size).toBe(given.size);
    for (const prefix of ['A', 'B']) {
      const series = [...given.values()].filter((number) => number.startsWith(prefix)).toSorted(byNumber);
      expect(series).toEqual(series.map((_, index) => `${prefix}${String(index + 1).padStart(3, '0')}`));
    }
    // Not their state: nobody sits at the windows any more, and who was called there waits again before long.
    const calls = new Set<string>();
    const newest = valueOf(await hall.sequence());
    for (let seq = 0; seq < newest;) {
      const events = valueOf(await hall.eventsSince(seq, 1000));
      for (const { body } of events) if (body.kind === 'ticket-called') calls.add(body.ticket);
      seq = events.at(-1)?.seq ?? newest;
    }
    expect([...called.keys()].filter((id) => !calls.has(id))).toEqual([]);

    // Both tell the same, gapless.
    const since = Math.max(0, newest - 3000);
    const streams = await Promise.all(
      servers.map((server) => server.stream().begin({ token: server.token('caller'), since })),
    );
    await until('both', () => streams.every(({ position }) => position >= newest));
    const [first = [], second = []] = streams.map(({ events }) =>
      events.map(({ seq }) => seq).filter((seq) => seq <= newest),
    );
    expect(first).toEqual(Array.from({ length: newest - since }, (_, index) => since + index + 1));
    expect(second).toEqual(first);
    for (const { socket } of streams) socket.terminate();
  });
});

function byNumber(a: string, b: string): number {
  return Number(a.slice(1)) - Number(b.slice(1));
}
