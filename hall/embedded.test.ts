import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Clock } from '#contracts/clock.ts';
import {
  businessSchema,
  issueRequestSchema,
  type Hall,
  type IssueRequest,
  type TicketGiven,
} from '#contracts/hall-api.ts';
import { leadsSchema } from '#contracts/hall/configuration.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Result } from '#contracts/result.ts';

import { openEmbeddedHall } from './embedded.ts';
import { quietLog } from '#test/support/halls.ts';

const businesses = [
  { id: 'pension', name: { zh: '养老待遇', en: 'Pension' }, prefix: 'A' },
  { id: 'card', name: { zh: '社保卡', en: 'Card' }, prefix: 'B', hours: { from: '09:00', to: '17:00' } },
].map((business) => businessSchema.parse(business));

const priorityLead = leadsSchema.parse({}).elderly;

let folder = '';
let now = 0;
let keys = 0;
const clock: Clock = { now: () => now, monotonic: () => 0, after: () => () => undefined };

function open(changed: Partial<Parameters<typeof openEmbeddedHall>[0]['hall']> = {}): WholeHall {
  return valueOf(
    openEmbeddedHall({
      file: join(folder, 'hall.db'),
      hall: { businesses, dayStartsAt: '00:00', timeZone: 'Asia/Shanghai', ...changed },
      clock,
      log: quietLog,
    }),
  );
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
}

function request(changed: Partial<IssueRequest> = {}): IssueRequest {
  const base = { key: `key-${(keys += 1)}`, business: 'pension', person: null, priority: null };
  return issueRequestSchema.parse({ ...base, origin: 'demo-1', audit: 'audit-1', ...changed });
}

async function issue(hall: Hall, changed: Partial<IssueRequest> = {}) {
  return valueOf(await hall.issue(request(changed)));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-hall-'));
  now = Date.parse('2026-01-05T10:00:00+08:00');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the embedded hall', () => {
  it('gives each business its numbers in turn', async () => {
    const hall = open();
    const first = await issue(hall);
    expect(first).toEqual({
      ticket: {
        id: expect.any(String),
        business: 'pension',
        number: 'A001',
        sequence: 1,
        businessDay: '2026-01-05',
        priority: null,
        issuedAt: '2026-01-05T02:00:00.000Z',
        state: 'waiting',
        audit: 'audit-1',
        further: [],
        offline: false,
        token: expect.stringMatching(/^20260105-A-1-[\w-]{22}$/),
      },
      ahead: 0,
      expectedWaitMs: null,
      existing: false,
    });
    expect((await issue(hall)).ticket.number).toBe('A002');
    expect((await issue(hall, { business: 'card' })).ticket.number).toBe('B001');
    expect((await issue(hall)).ahead).toBe(2);
    hall.close();
  });

  it('answers a repeated key with the same ticket, also after a restart and on another day', async () => {
    const hall = open();
    const once = await issue(hall, { key: 'k' });
    expect(await issue(hall, { key: 'k' })).toEqual(once);
    hall.close();
    now += 86_400_000;
    const again = open();
    expect((await issue(again, { key: 'k' })).ticket).toEqual(once.ticket);
    expect(valueOf(await again.findByKey('k'))).toEqual(once.ticket);
    expect(valueOf(await again.findByKey('other'))).toBeNull();
    expect((await issue(again)).ticket).toMatchObject({ number: 'A001', businessDay: '2026-01-06' });
    again.close();
  });

  it('gives a person one live ticket for a business', async () => {
    const hall = open();
    const first = await issue(hall, { person: 'p1' });
    expect(await issue(hall, { person: 'p1', key: 'second' })).toEqual({ ...first, existing: true });
    expect((await issue(hall, { person: 'p1', business: 'card' })).existing).toBe(false);
    expect((await issue(hall, { person: 'p2' })).ticket.number).toBe('A002');
    expect(valueOf(await hall.ticketsOf('p1')).map(({ ticket }) => ticket.number)).toEqual(['A001', 'B001']);
    // What a key was answered with stays, even where the ticket is gone by then.
    valueOf(await hall.void(first.ticket.id, 'test'));
    expect((await issue(hall, { person: 'p1', key: 'second' })).ticket).toMatchObject({
      number: 'A001',
      state: 'void',
    });
    expect((await issue(hall, { person: 'p1' })).ticket.number).toBe('A003');
    hall.close();
  });

  it('counts who is ahead by priority', async () => {
    const hall = open();
    for (let n = 0; n < priorityLead + 3; n += 1) await issue(hall);
    expect((await issue(hall, { priority: 'elderly' })).ahead).toBe(3);
    expect((await issue(hall, { priority: 'disabled' })).ahead).toBe(5);
    expect((await issue(hall)).ahead).toBe(priorityLead + 5);
    hall.close();
  });

  it('takes a number out of the queue for good', async () => {
    const hall = open();
    const { ticket } = await issue(hall);
    const voided = valueOf(await hall.void(ticket.id, 'never shown'));
    expect(voided).toEqual({ ...ticket, state: 'void' });
    expect(valueOf(await hall.void(ticket.id, 'again'))).toEqual(voided);
    expect(await hall.void('nobody', 'x')).toEqual({ ok: false, error: { code: 'ticket-unknown' } });
    expect((await issue(hall)).ticket.number).toBe('A002');
    expect(valueOf(await hall.businesses()).map(({ waiting }) => waiting)).toEqual([1, 0]);
    hall.close();
  });

  it('keeps to the hours, except for who has a number already', async () => {
    const hall = open();
    const { ticket } = await issue(hall, { business: 'card', person: 'p1' });
    now = Date.parse('2026-01-05T17:00:00+08:00');
    expect(await hall.issue(request({ business: 'card' }))).toMatchObject({
      ok: false,
      error: { code: 'business-closed' },
    });
    expect((await issue(hall, { business: 'card', person: 'p1' })).ticket).toEqual(ticket);
    expect(valueOf(await hall.businesses()).map(({ open: isOpen }) => isOpen)).toEqual([true, false]);
    expect(await hall.issue(request({ business: 'none' }))).toMatchObject({
      error: { code: 'business-unknown' },
    });
    hall.close();
  });

  it('begins anew with the business day, by its own midnight', async () => {
    const hall = open({ dayStartsAt: '04:00' });
    now = Date.parse('2026-01-06T03:59:59+08:00');
    const late = await issue(hall, { person: 'p1' });
    now = Date.parse('2026-01-06T04:00:00+08:00');
    const early = await issue(hall, { person: 'p1' });
    expect([late, early].map(({ ticket }) => [ticket.number, ticket.businessDay])).toEqual([
      ['A001', '2026-01-05'],
      ['A001', '2026-01-06'],
    ]);
    expect(early.existing).toBe(false);
    hall.close();
  });

  it('says which live tickets a station asked for', async () => {
    const hall = open();
    const one = await issue(hall, { origin: 'demo-1' });
    await issue(hall, { origin: 'demo-2' });
    const gone = await issue(hall, { origin: 'demo-1' });
    valueOf(await hall.void(gone.ticket.id, 'test'));
    expect(valueOf(await hall.issuedBy('demo-1'))).toEqual([one.ticket]);
    hall.close();
  });

  it('never repeats a number when prefixes are swapped in mid-day', async () => {
    const hall = open();
    await issue(hall);
    await issue(hall);
    await issue(hall, { business: 'card' });
    const { version, configuration } = valueOf(await hall.configuration());
    const swapped = configuration.businesses.map((business) => ({
      ...business,
      prefix: business.prefix === 'A' ? 'B' : 'A',
    }));
    const change = {
      expected: version,
      configuration: { ...configuration, businesses: swapped },
      by: 'test',
    };
    valueOf(await hall.changeConfiguration(change));
    expect((await issue(hall)).ticket.number).toBe('B002');
    expect((await issue(hall, { business: 'card' })).ticket.number).toBe('A003');
    hall.close();
  });

  it("begins with what the station's file says, and keeps what was changed since", async () => {
    const hall = open();
    const { version, configuration } = valueOf(await hall.configuration());
    expect([version, configuration.businesses]).toEqual([1, businesses]);
    const renamed = { ...configuration, name: { zh: '新名', en: 'New name' } };
    valueOf(await hall.changeConfiguration({ expected: 1, configuration: renamed, by: 'li' }));
    hall.close();
    const again = open({ dayStartsAt: '04:00' });
    expect(valueOf(await again.configuration())).toMatchObject({
      version: 2,
      by: 'li',
      configuration: renamed,
    });
    again.close();
  });

  it('says that it is closed', async () => {
    const hall = open();
    hall.close();
    for (const answer of [hall.issue(request()), hall.businesses(), hall.void('x', 'y'), hall.ticketsOf('p')])
      expect(await answer).toEqual({ ok: false, error: { code: 'hall-unavailable' } });
  });

  it('is unique and gapless per business and day under any order of requests, restarts and jumps of the clock', async () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          business: fc.constantFrom('pension', 'card'),
          person: fc.constantFrom(null, 'p1', 'p2'),
          repeat: fc.constantFrom(null, 'r1', 'r2', 'r3'),
        }),
      },
      { weight: 1, arbitrary: fc.constant('restart' as const) },
      { weight: 1, arbitrary: fc.record({ jumpMs: fc.integer({ min: -200_000_000, max: 200_000_000 }) }) },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        run += 1;
        const file = join(folder, `run-${run}.db`);
        const openRun = (): Hall =>
          valueOf(
            openEmbeddedHall({
              file,
              hall: {
                businesses: businesses.map(({ hours: _, ...rest }) => rest),
                dayStartsAt: '00:00',
                timeZone: 'Asia/Shanghai',
              },
              clock,
              log: quietLog,
            }),
          );
        let hall = openRun();
        const answers: { readonly key: string; readonly given: TicketGiven }[] = [];
        for (const one of steps) {
          if (one === 'restart') {
            hall.close();
            hall = openRun();
          } else if ('jumpMs' in one) now += one.jumpMs;
          else {
            // What is sent again is the same request.
            const { business, person, repeat } = one;
            const key = repeat === null ? `fresh-${(keys += 1)}` : `${repeat} ${business} ${person}`;
            answers.push({ key, given: await issue(hall, { business, person, key }) });
          }
        }
        hall.close();
        const byKey = new Map<string, string>();
        const sequences = new Map<string, Set<number>>();
        for (const { key, given } of answers) {
          const { ticket, existing } = given;
          const repeated = byKey.has(key);
          expect(byKey.get(key) ?? ticket.id).toBe(ticket.id);
          byKey.set(key, ticket.id);
          const series = `${ticket.businessDay} ${ticket.business}`;
          const before = sequences.get(series) ?? new Set();
          expect(before.has(ticket.sequence)).toBe(existing || repeated);
          sequences.set(series, before.add(ticket.sequence));
        }
        for (const given of sequences.values())
          expect([...given].toSorted((a, b) => a - b)).toEqual(
            Array.from({ length: given.size }, (_, n) => n + 1),
          );
      }),
      { numRuns: 40 },
    );
  }, 30_000);
});
