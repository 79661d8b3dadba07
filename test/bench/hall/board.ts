/**
 * From the press of a key at a window until a board shows the number: 100 windows and 20 boards on one hall server and PostgreSQL.
 * Boards and windows' pages hear every event and then read their views, by the pages' own code; only drawing is left out.
 */
import { randomUUID } from 'node:crypto';

import type { DeskAnswer, DeskCommand } from '#contracts/hall/desk.ts';
import type { BoardView } from '#contracts/hall/views.ts';
import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { movingPauseMs } from '#renderer/caller/hall-seen.ts';
import { keepView, pageTime, type Kept, type PageTime } from '#renderer/ui/kept-view.ts';
import { percentile, row, type BenchRow } from '../bench.ts';
import { connect, listen, type Connection } from './ask.ts';
import { startBenchServer, type BenchServer } from './hall-server.ts';

const windows = 100;
const boards = 20;
const seconds = 40;
/** Between two presses of one window on average, milliseconds: several times quicker than people are served. */
const pressEveryMs = 30_000;
/** Enough for everybody to call, and a queue behind them. */
const people = 500;
const limitMs = 300;

const businesses = ['a', 'b', 'c', 'd', 'e'].map((id) => ({
  id,
  name: { zh: '业务', en: 'Business' },
  prefix: id.toUpperCase(),
}));
const numbered = Array.from({ length: windows }, (_, index) => index + 1);
const hall = hallConfigurationSchema.parse({
  name: { zh: '测试大厅', en: 'Bench hall' },
  businesses,
  windows: numbered.map((number) => ({
    id: `w${number}`,
    number,
    businesses: businesses.map(({ id }) => id),
  })),
  staff: numbered.map((number) => ({ id: `s${number}`, name: `员工${number}` })),
});

/** Events alone make a view old here: no look every half minute. */
const time: PageTime = {
  now: () => performance.now(),
  later: (act, ms) => (ms > movingPauseMs ? () => undefined : pageTime.later(act, ms)),
};

/** The page is closed in the middle of a question. */
function away(): Result<never> {
  return fail('hall-unavailable');
}

export async function run(): Promise<BenchRow[]> {
  const server = await startBenchServer(hall);
  const kiosk = connect(server.url, server.token('kiosk', 0));
  try {
    for (let n = 0; n < people; n += 1)
      await kiosk.ask('issue', {
        key: randomUUID(),
        business: businesses[n % businesses.length]?.id ?? '',
        person: null,
        priority: null,
        origin: 'kiosk-1',
        audit: randomUUID(),
      });
    const desks = await Promise.all(numbered.map((number) => openWindow(server, number)));
    const alone = await measure(server, desks, false);
    const beside = await measure(server, desks, true);
    for (const { end } of desks) end();
    const every = `${windows} windows, each pressing every ${pressEveryMs / 1000} s on average over ${seconds} s, ${boards} boards`;
    return [
      ...rows('press to board', alone, every),
      ...rows(
        'press to board, with the pages of all windows',
        beside,
        `the same, and ${windows} pages of windows read queue and windows anew after every press of their own, and once a second after others'`,
      ),
    ];
  } finally {
    kiosk.end();
    await server.end();
  }
}

function rows(what: string, { heard, shown }: Seen, note: string): BenchRow[] {
  return [
    row(`${what}, event heard, p95`, 'ms', percentile(heard, 0.95), null, note),
    row(`${what}, shown, p50`, 'ms', percentile(shown, 0.5), null, note),
    row(`${what}, shown, p95`, 'ms', percentile(shown, 0.95), limitMs, `${shown.length} shown; ${note}`),
  ];
}

/** Milliseconds from a press, once for each board. */
interface Seen {
  readonly heard: number[];
  readonly shown: number[];
}

async function measure(server: BenchServer, desks: readonly Desk[], withPages: boolean): Promise<Seen> {
  const seen: Seen = { heard: [], shown: [] };
  /** Of the press that is under way, by window's number. */
  const pressed = new Map<number, number>();
  /** When the call of an event was pressed, by the event's number. */
  const calls = new Map<number, number>();
  const ends: (() => void)[] = [];
  for (let n = 0; n < boards; n += 1) ends.push(await openBoard(server, { seen, pressed, calls }));
  if (withPages) for (const desk of desks) ends.push(await openPage(server, desk));
  const end = performance.now() + seconds * 1000;
  await Promise.all(desks.map((desk) => pressUntil(end, desk, pressed)));
  for (const stop of ends) stop();
  return seen;
}

interface Watching {
  readonly seen: Seen;
  readonly pressed: ReadonlyMap<number, number>;
  readonly calls: Map<number, number>;
}

async function openBoard(
  { url, token }: BenchServer,
  { seen, pressed, calls }: Watching,
): Promise<() => void> {
  const line = connect(url, token('board', 0));
  const events = await listen(url, token('board', 0));
  events.listen((portion) => {
    for (const { seq, body } of portion ?? []) {
      if (body.kind !== 'ticket-called') continue;
      const at = pressed.get(body.windowNumber);
      if (at === undefined) continue;
      if (!calls.has(seq)) calls.set(seq, at);
      seen.heard.push(performance.now() - at);
    }
  });
  const kept = keepView<BoardView>(events, () => line.ask('board', {}).then(ok, away), { time });
  const known = new Set<number>();
  kept.subscribe(() => {
    for (const { id } of kept.current().view?.called ?? []) {
      const at = calls.get(id);
      if (at === undefined || known.has(id)) continue;
      known.add(id);
      seen.shown.push(performance.now() - at);
    }
  });
  return () => {
    events.end();
    line.end();
  };
}

interface Desk {
  readonly number: number;
  readonly session: string;
  readonly line: Connection;
  /** Somebody is at the window. */
  busy: boolean;
  /** What its page shows; null: no page is open. */
  page: Kept<null> | null;
  readonly end: () => void;
}

async function openWindow({ url, token }: BenchServer, number: number): Promise<Desk> {
  const line = connect(url, token('caller', number));
  const { id, heartbeatMs } = await line.ask('signIn', {
    key: randomUUID(),
    window: `w${number}`,
    operator: `s${number}`,
  });
  const beat = setInterval(() => void line.ask('heartbeat', { session: id }), heartbeatMs);
  return {
    number,
    session: id,
    line,
    busy: false,
    page: null,
    end: () => {
      clearInterval(beat);
      line.end();
    },
  };
}

/** What the page of a window reads. */
async function openPage({ url, token }: BenchServer, desk: Desk): Promise<() => void> {
  const { line } = desk;
  const events = await listen(url, token('caller', 0));
  desk.page = keepView<null>(
    events,
    () => Promise.all([line.read('queue', {}), line.read('windows', {})]).then(() => ok(null), away),
    { pauseMs: movingPauseMs, time },
  );
  return () => events.end();
}

async function pressUntil(end: number, desk: Desk, pressed: Map<number, number>): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 * pressEveryMs));
    if (performance.now() >= end) return;
    const command: DeskCommand = {
      key: randomUUID(),
      session: desk.session,
      do: 'call-next',
      current: desk.busy ? 'finish' : null,
    };
    pressed.set(desk.number, performance.now());
    const answer: DeskAnswer = await desk.line.ask('perform', command);
    desk.busy = answer.ticket !== null;
    desk.page?.refresh();
  }
}
