/** A hundred windows call at once on several hall servers that are killed with -9: no ticket is called by two, none is forgotten. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';

import type { HallEvent } from '#contracts/hall/events.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { openPostgresHall } from '#hall/postgres.ts';
import { hallTiming } from '#hall/timing.ts';
import { seeded } from '#platform/random.ts';
import { callers, callersHall } from '#test/support/hall-callers-hall.ts';
import { quietLog, JumpClock, valueOf } from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';
import { Postgres } from '#test/support/postgres.ts';
import { until } from '#test/support/until.ts';

const servers = 5;
const windowsEach = callers / servers;
/** Lives of each server. */
const lives = 3;
/** Calls that a life is ended after: so many, and up to as many more. */
const callsOfLife = 25;
/** One life in so many is ended while windows still sign in, within so many milliseconds. */
const earlyOneIn = 5;
const earlyMs = 500;
const tickets = 1500;
const hallName = 'callers';

interface Life {
  readonly lines: readonly string[];
  readonly stderr: string;
}

needs('postgres')('a hundred callers', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await Postgres.start();
  }, 60_000);
  afterAll(() => postgres.end());

  it('call everybody once over kills of their servers', async () => {
    const seed = randomInt(2 ** 31);
    console.log(`seed ${seed}`);
    const clock = new JumpClock(Date.now());
    const hall = await open(clock);
    const asked = Array.from({ length: tickets }, async (_, n) => {
      const request = { key: randomUUID(), person: null, origin: 'k1', audit: 'a' } as const;
      const priority = n % 7 === 0 ? 'elderly' : null;
      return valueOf(await hall.issue({ ...request, business: n % 3 === 0 ? 'card' : 'pension', priority }))
        .ticket.id;
    });
    const issued = await Promise.all(asked);

    const said = (
      await Promise.all(
        Array.from({ length: servers }, (_, server) => liveOnAndOn(server, seeded(seed + server))),
      )
    ).flat();
    // Nobody sits at any window now; the hall finds it out by itself.
    await until('every window is empty', async () => {
      clock.at += hallTiming.tickMs;
      clock.fire();
      const { windows } = valueOf(await hall.windows());
      return windows.every(({ state }) => state === 'empty');
    });
    await callTheRest(hall);

    const events = await all(hall);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    const { calls, returned } = expectOnePlaceEach(events, issued);
    expectAnswersKept(said, events);
    console.log(
      `${calls} calls of ${tickets} tickets, ${returned} came back by rule, ${servers * lives} kills`,
    );
    hall.close();
    // Servers start and end all the while, beside whatever else is tested then.
  }, 400_000);

  async function open(clock: JumpClock): Promise<WholeHall> {
    return valueOf(
      await openPostgresHall({
        url: postgres.url(),
        hall: hallName,
        configuration: callersHall,
        clock,
        log: quietLog,
      }),
    );
  }

  async function liveOnAndOn(server: number, random: ReturnType<typeof seeded>): Promise<string[]> {
    const said: string[] = [];
    let inDoubt: string[] = [];
    for (let life = 0; life < lives; life += 1) {
      const isEarly = random.below(earlyOneIn) === 0 && life < lives - 1;
      const end = isEarly
        ? { ms: random.below(earlyMs) }
        : { calls: callsOfLife + random.below(callsOfLife) };
      const { lines, stderr } = await live(server, inDoubt, end);
      expect(stderr).toBe('');
      said.push(...lines);
      inDoubt = doubts(lines);
    }
    return said;
  }

  function live(
    server: number,
    inDoubt: readonly string[],
    end: { readonly ms: number } | { readonly calls: number },
  ): Promise<Life> {
    return new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        [
          join(import.meta.dirname, '../support/hall-callers.ts'),
          postgres.url(),
          hallName,
          String(server * windowsEach + 1),
          String(windowsEach),
          ...inDoubt,
        ],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      );
      let [said, stderr, isCounted] = ['', '', false];
      child.once('error', reject);
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
      });
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if ('calls' in end) {
          if (said.split('called').length > end.calls) child.kill('SIGKILL');
        } else if (!isCounted) {
          isCounted = true;
          setTimeout(() => child.kill('SIGKILL'), end.ms);
        }
      });
      child.once('close', (_code, signal) => {
        // A line that was cut by the kill was not said.
        if (signal === 'SIGKILL') resolve({ lines: said.split('\n').slice(0, -1), stderr });
        else reject(new Error(`the server ended by itself:\n${stderr}`));
      });
    });
  }
});

/** The presses that no answer came to, as KEY@WINDOW. */
function doubts(lines: readonly string[]): string[] {
  const open = new Map<string, string>();
  for (const line of lines) {
    const [what, window = '', key = ''] = line.split(' ');
    if (what === 'press') open.set(window, key);
    if (what === 'called') open.delete(window);
  }
  return [...open].map(([window, key]) => `${key}@${window}`);
}

async function callTheRest(hall: WholeHall): Promise<void> {
  const session = valueOf(await hall.signIn({ key: randomUUID(), window: 'w1', operator: 's1' })).id;
  for (;;) {
    const press = { key: randomUUID(), session, do: 'call-next', current: 'finish' } as const;
    if (valueOf(await hall.perform(press)).ticket === null) return;
  }
}

async function all(hall: WholeHall): Promise<HallEvent[]> {
  const events: HallEvent[] = [];
  for (;;) {
    const more = valueOf(await hall.eventsSince(events.length, 1000));
    if (more.length === 0) return events;
    events.push(...more);
  }
}

/** Each ticket: waits, is at one window, waits again only by rule, and is finished once. */
function expectOnePlaceEach(
  events: readonly HallEvent[],
  issued: readonly string[],
): { calls: number; returned: number } {
  const places = new Map<string, 'waits' | 'at-window' | 'finished'>();
  const steps = {
    'ticket-issued': [undefined, 'waits'],
    'ticket-called': ['waits', 'at-window'],
    'ticket-returned': ['at-window', 'waits'],
    'ticket-finished': ['at-window', 'finished'],
  } as const;
  const counts = { 'ticket-issued': 0, 'ticket-called': 0, 'ticket-returned': 0, 'ticket-finished': 0 };
  for (const { seq, body } of events) {
    if (
      body.kind !== 'ticket-issued' &&
      body.kind !== 'ticket-called' &&
      body.kind !== 'ticket-returned' &&
      body.kind !== 'ticket-finished'
    )
      continue;
    const [from, to] = steps[body.kind];
    expect([seq, places.get(body.ticket)]).toEqual([seq, from]);
    places.set(body.ticket, to);
    counts[body.kind] += 1;
  }
  expect([...places.keys()].toSorted()).toEqual(issued.toSorted());
  expect([...places.values()].filter((place) => place !== 'finished')).toEqual([]);
  return { calls: counts['ticket-called'], returned: counts['ticket-returned'] };
}

/** What a window was told is what happened, and a key that was answered twice was answered alike. */
function expectAnswersKept(said: readonly string[], events: readonly HallEvent[]): void {
  const called = new Set(
    events.flatMap(({ body }) => (body.kind === 'ticket-called' ? [`${body.window} ${body.ticket}`] : [])),
  );
  const answers = new Map<string, string>();
  for (const line of said) {
    const [what, window = '', key = '', ticket = ''] = line.split(' ');
    if (what !== 'called') continue;
    expect(answers.get(key) ?? ticket).toBe(ticket);
    answers.set(key, ticket);
    // Where nobody waited, nothing was called.
    expect(ticket === '-' || called.has(`${window} ${ticket}`)).toBe(true);
  }
  expect(answers.size).toBeGreaterThanOrEqual(servers * callsOfLife);
}
