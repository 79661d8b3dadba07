/**
 * The whole station, killed with -9 at random moments of giving numbers: what a person saw is never lost and never given
 * to somebody else, the sequence has no gap, and every start settles what the kill before it left open.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { systemClock } from '#contracts/clock.ts';
import { listenOnLoopback, type TcpListener } from '#drivers/core/tcp-listener.ts';
import { PrinterEmulator } from '#drivers/escpos-printer/emulator.ts';
import { seeded, type Random } from '#platform/random.ts';
import { yikatong } from '#test/support/cli.ts';
import { FaceClient } from '#test/support/face-client.ts';
import { freePort } from '#test/support/free-port.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { findNeedles } from '#test/support/needles.ts';
import { runStandIn, StationProcess, type StandInHandle } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';

/** Side by side, since a station that starts does not keep two processors busy. */
const halls = 2;
const killsPerHall = 100;
const faces = ['kiosk', 'kiosk-2'] as const;
const businesses = ['pension', 'card', 'advice'] as const;
/** People are few, so that many come again and must find the number that they have. */
const people = 60;

/** When a life ends, milliseconds: after the process was made, after it was ready, after a number was asked for. */
const moments = { starting: 600, ready: 250, asked: 25 } as const;

let standIn: StandInHandle;
beforeAll(async () => {
  standIn = await runStandIn();
});
afterAll(() => standIn.stop());

/** One hall with its station, over all its lives. */
class Hall {
  readonly name: string;
  readonly station: StationProcess;
  readonly #random: Random;
  readonly #listener: TcpListener;
  /** `day number` -> who was shown it; a number without a person names its audit number. */
  readonly shown = new Map<string, string>();
  /** `day person business` -> number. */
  readonly #holds = new Map<string, string>();
  /** What was asked of the station and could stand in a file. */
  readonly codes: string[] = [];
  /** Intents that a kill left open, by kind. */
  readonly left = new Map<string, number>();
  log = '';
  #open: readonly string[] = [];
  #onAsked: () => void = () => undefined;

  private constructor(name: string, station: StationProcess, listener: TcpListener, random: Random) {
    this.name = name;
    this.station = station;
    this.#listener = listener;
    this.#random = random;
  }

  static async build(name: string, seed: number): Promise<Hall> {
    const printer = new PrinterEmulator({ device: 'printer', clock: systemClock });
    const listener = await listenOnLoopback(0, (transport) => printer.connect(transport));
    if (!listener.ok) throw new Error(listener.error.detail);
    const devices = [
      { id: 'kiosk-card', driver: 'vpcd', port: await freePort() },
      { id: 'kiosk-2-card', driver: 'vpcd', port: await freePort() },
      {
        id: 'printer',
        driver: 'escpos-printer',
        port: { tcp: { host: '127.0.0.1', port: listener.value.port } },
      },
    ];
    const face = { page: 'kiosk', services: ['ticket'] };
    const config = hallConfig({
      platformUrl: standIn.url,
      devices: devices as never,
      change: {
        station: name,
        delays: { goodbyeMs: 1000 },
        faces: [
          { ...face, id: faces[0], credentials: ['kiosk-card'], printer: 'printer' },
          { ...face, id: faces[1], credentials: ['kiosk-2-card'] },
        ],
      },
    });
    return new Hall(name, new StationProcess(config), listener.value, seeded(seed));
  }

  /** One life, from the start to kill -9. */
  async live(): Promise<void> {
    const { below } = this.#random;
    const moment = below(6);
    const starting = this.station.start();
    if (moment === 0) {
      starting.catch(() => undefined);
      await this.#killAfter(below(moments.starting), new AbortController());
      await starting.catch(() => undefined);
    } else {
      await starting;
      this.#expectSettled();
      const clients = faces.map((face) => new FaceClient(this.station.address('url'), face));
      const asked = new Promise<void>((resolve) => {
        let toGo = 1 + below(4);
        this.#onAsked = () => {
          toGo -= 1;
          if (toGo === 0) resolve();
        };
      });
      const life = new AbortController();
      const visits = clients.map((client) => this.#visit(client, life.signal));
      try {
        if (moment < 3) await this.#killAfter(below(moments.ready), life);
        else {
          // A visit only ends by failing.
          await Promise.race([asked, ...visits]);
          await this.#killAfter(below(moments.asked), life);
        }
      } finally {
        // Also after a failure: what is open would keep the test's process.
        life.abort();
        await Promise.all(clients.map((client) => client.close()));
      }
      await Promise.all(visits);
    }
    this.log += this.station.program.log;
    this.#open = this.#openIntents();
  }

  async start(): Promise<void> {
    await this.station.start();
    this.#expectSettled();
  }

  async remove(): Promise<void> {
    await this.station.remove();
    this.#listener.close();
  }

  /** One person after another at a face, until the station is gone. */
  async #visit(client: FaceClient, life: AbortSignal): Promise<void> {
    const { below, pick } = this.#random;
    try {
      await until('the face is drawn', () => {
        life.throwIfAborted();
        return client.view !== null;
      });
      for (;;) {
        const business = pick(businesses);
        // A number without a person is only to be had from the idle screen, where each life begins.
        const person = client.views.length === 1 && below(3) === 0 ? null : below(people);
        if (person === null) await client.screen('idle', ({ options }) => options.length > 0);
        else {
          const code = `YKU${await standIn.mintCode(person, 'yukuai')}`;
          this.codes.push(code.slice(3));
          await client.intend({ do: 'wedge-code', text: code, durationMs: 1 });
          await client.screen('choices', ({ options }) => options.length > 0);
        }
        const seen = client.views.length;
        const chosen = client.choose(`ticket:${person === null ? 'advice' : business}`);
        this.#onAsked();
        assert.deepEqual(await chosen, { taken: true, reason: null });
        await client.screen('result', () => client.views.length > seen);
        this.#note(client, seen, person, person === null ? 'advice' : business);
        // While the ticket is printed, the next person waits.
        await client.screen('result', ({ notes }) => !notes.some(({ en }) => en.includes('being printed')));
      }
    } catch (error) {
      if (life.aborted) return;
      throw new Error(`in the middle of a life:\n${this.station.program.log}`, { cause: error });
    }
  }

  /** What stood on the screen is given, whatever becomes of the station a moment later. */
  #note(client: FaceClient, from: number, person: number | null, business: string): void {
    const result = client.views.slice(from).find(({ screen }) => screen.kind === 'result')?.screen;
    if (result?.kind !== 'result' || result.qr === null) throw new Error('no number was shown');
    const [, day = '', number = '', audit = ''] = result.qr.split(':');
    assert.equal(result.big, number);
    const owner = person === null ? audit : `${person} ${business}`;
    assert.equal(this.shown.get(`${day} ${number}`) ?? owner, owner, 'a number was given twice');
    this.shown.set(`${day} ${number}`, owner);
    if (person === null) return;
    const held = this.#holds.get(`${day} ${owner}`);
    assert.equal(held ?? number, number, 'a number was lost');
    this.#holds.set(`${day} ${owner}`, number);
  }

  async #killAfter(ms: number, life: AbortController): Promise<void> {
    await new Promise<void>((resolve) => void setTimeout(resolve, ms));
    life.abort();
    this.station.program.child.kill('SIGKILL');
    assert.equal(await this.station.program.exit(), null);
  }

  /** Out of a copy: opening the file itself would tidy up what the next start has to find. */
  #openIntents(): readonly string[] {
    const copy = mkdtempSync(join(tmpdir(), 'yikatong-copy-'));
    try {
      const file = join(this.station.data, 'journal.db');
      if (!existsSync(file)) return [];
      for (const end of ['', '-wal'])
        if (existsSync(file + end)) copyFileSync(file + end, join(copy, `journal.db${end}`));
      const journal = new DatabaseSync(join(copy, 'journal.db'));
      try {
        if (journal.prepare("SELECT 1 FROM sqlite_master WHERE name = 'intent'").get() === undefined)
          return [];
        const open = journal.prepare('SELECT id, kind FROM intent WHERE outcome IS NULL').all();
        return open.map(({ id, kind }) => {
          const known = this.#open.includes(String(id));
          if (!known) this.left.set(String(kind), (this.left.get(String(kind)) ?? 0) + 1);
          return String(id);
        });
      } finally {
        journal.close();
      }
    } finally {
      rmSync(copy, { recursive: true });
    }
  }

  /** The station is ready: whatever the kill before left open has its outcome. */
  #expectSettled(): void {
    if (this.#open.length === 0) return;
    const journal = new DatabaseSync(join(this.station.data, 'journal.db'), { readOnly: true });
    const outcome = journal.prepare('SELECT outcome FROM intent WHERE id = ?');
    const outcomes = this.#open.map((id) => outcome.get(id)?.['outcome']);
    journal.close();
    for (const one of outcomes) assert.match(String(one), /"result":/);
  }
}

describe('a station that is killed', () => {
  it(`${halls * killsPerHall} times loses no number and gives none twice`, async () => {
    const seed = randomInt(2 ** 31);
    console.log(`seed ${seed}`);
    const built = await Promise.all(
      Array.from({ length: halls }, (_, index) => Hall.build(`killed-${index + 1}`, seed + index)),
    );
    try {
      await Promise.all(
        built.map(async (hall) => {
          for (let kill = 0; kill < killsPerHall; kill += 1) await hall.live();
          await hall.start();
          await until('everything was sent', async () =>
            /yikatong_outbox_entries 0\n/.test(await hall.station.metrics()),
          );
          hall.log += hall.station.program.log;
          await hall.station.stop();
        }),
      );
      const received = await standIn.events();
      const needles = standIn.people.flatMap(({ person: { number, name } }) => [number, name]);
      for (const hall of built) {
        const tickets = ticketsOf(hall.station.data);
        expectGapless(tickets);
        // Everybody who saw a number has it, and nobody else.
        for (const [key, owner] of hall.shown) {
          const ticket = tickets.find(({ day, number }) => `${day} ${number}` === key);
          expect(ticket).toMatchObject(
            owner.includes(' ') ? { business: owner.split(' ')[1] } : { audit: owner },
          );
        }
        // The platform was told of every number once, also of those that a kill cut short.
        const told = received.flatMap(({ event: { topic, station, body } }) =>
          topic === 'ticket' && station === hall.name ? [String(body['ticket'])] : [],
        );
        expect(told.toSorted()).toEqual(tickets.map(({ id }) => id).toSorted());

        const verified = await yikatong([
          'audit',
          'verify',
          '--data',
          hall.station.data,
          '--platform',
          standIn.url,
          '--station',
          hall.name,
          '--json',
        ]);
        expect(verified.json).toMatchObject({ intact: true });
        expect(findNeedles(hall.station.folder, [...needles, ...hall.codes])).toEqual([]);
        expect([...needles, ...hall.codes].filter((needle) => hall.log.includes(needle))).toEqual([]);

        // A test that kills beside the moments that matter would prove nothing.
        expect([...hall.left.keys()].toSorted()).toEqual(['give-number', 'print-ticket']);
        expect(hall.shown.size).toBeGreaterThan(killsPerHall / 2);
        console.log(
          `${hall.name}: ${hall.shown.size} numbers shown, ${tickets.length} given; left open ${JSON.stringify([...hall.left])}`,
        );
      }
    } finally {
      await Promise.all(built.map((hall) => hall.remove()));
    }
    // Each life is a start of the whole program: a machine with other work takes longer than the project's limit.
  }, 600_000);
});

interface GivenTicket {
  readonly id: string;
  readonly day: string;
  readonly number: string;
  readonly business: string;
  readonly sequence: number;
  readonly audit: string;
}

function ticketsOf(data: string): readonly GivenTicket[] {
  const file = new DatabaseSync(join(data, 'hall.db'), { readOnly: true });
  try {
    assert.deepEqual({ ...file.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
    const rows = file
      .prepare(
        `SELECT id, day, series, sequence, body ->> 'business' AS business, body ->> 'audit' AS audit
         FROM ticket ORDER BY sequence`,
      )
      .all();
    return rows.map((row) => ({
      id: String(row['id']),
      day: String(row['day']),
      number: `${String(row['series'])}${String(row['sequence']).padStart(3, '0')}`,
      business: String(row['business']),
      sequence: Number(row['sequence']),
      audit: String(row['audit']),
    }));
  } finally {
    file.close();
  }
}

function expectGapless(tickets: readonly GivenTicket[]): void {
  const series = Map.groupBy(tickets, ({ day, business }) => `${day} ${business}`);
  for (const one of series.values())
    assert.deepEqual(
      one.map(({ sequence }) => sequence),
      Array.from(one, (_, index) => index + 1),
    );
}
