import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { leadsSchema, type Leads } from '#contracts/hall/configuration.ts';

import { compareQueued, leadOf, maxLead, placeOf, type Placed, type Standing } from './queue-order.ts';

const leads = leadsSchema.parse({});

type Waiting = Standing & Placed;

function waiting(standing: Standing, by: Leads = leads): Waiting {
  const { entry } = standing;
  return { ...standing, place: placeOf(standing, by), enteredAt: entry, number: `A${entry}` };
}

function plain(entry: number, changed: Partial<Standing> = {}): Standing {
  return { entry, priority: null, appointmentDue: false, front: false, ...changed };
}

const kinds = fc.record({
  priority: fc.constantFrom(null, 'elderly' as const, 'disabled' as const),
  appointmentDue: fc.boolean(),
  front: fc.boolean(),
});
const someLeads = fc
  .record({
    elderly: fc.integer({ min: 0, max: 40 }),
    disabled: fc.integer({ min: 0, max: 40 }),
    appointment: fc.integer({ min: 0, max: 60 }),
    front: fc.integer({ min: 0, max: 80 }),
  })
  .map((some) => leadsSchema.parse(some));

describe('the order of a queue', () => {
  it('puts priority before everybody who waits, up to the lead', () => {
    const queue = [...Array.from({ length: 12 }, (_, n) => plain(n + 1)), plain(13, { priority: 'elderly' })];
    expect(queue.map((one) => waiting(one)).toSorted(compareQueued)[0]?.entry).toBe(13);
  });

  it('counts the largest lead alone, and names it', () => {
    expect(leadOf(plain(300, { priority: 'elderly', appointmentDue: true }), leads)).toEqual({
      by: 'appointment',
      numbers: 50,
    });
    expect(leadOf(plain(300, { priority: 'elderly', front: true }), leads)).toEqual({
      by: 'front',
      numbers: 200,
    });
    expect(leadOf(plain(300), leads)).toBeNull();
    expect(placeOf(plain(300, { priority: 'disabled' }), leads)).toBe(280);
  });

  it('puts the one with the lead first where two have one place', () => {
    const queue = [waiting(plain(5)), waiting(plain(25, { priority: 'elderly' }))].toSorted(compareQueued);
    expect(queue.map(({ entry }) => entry)).toEqual([25, 5]);
  });

  it('keeps the order of entries among equals, and gives no two tickets one place', () => {
    fc.assert(
      fc.property(fc.array(kinds, { maxLength: 120 }), someLeads, (all, by) => {
        const queue = all.map((kind, n) => waiting({ entry: n + 1, ...kind }, by)).toSorted(compareQueued);
        for (const [index, one] of queue.entries())
          for (const later of queue.slice(index + 1)) {
            expect(compareQueued(one, later)).toBeLessThan(0);
            expect(compareQueued(later, one)).toBeGreaterThan(0);
            const isEqual = leadOf(one, by)?.numbers === leadOf(later, by)?.numbers;
            expect(isEqual && one.entry > later.entry).toBe(false);
          }
      }),
      { numRuns: 50 },
    );
  });

  it('lets nobody be passed by more than the largest lead, whoever comes', () => {
    fc.assert(
      fc.property(fc.array(kinds, { maxLength: 150 }), someLeads, (all, by) => {
        const queue = all.map((kind, n) => waiting({ entry: n + 1, ...kind }, by)).toSorted(compareQueued);
        queue.forEach((ticket, place) => {
          const passedBy = queue.slice(0, place).filter(({ entry }) => entry > ticket.entry);
          expect(passedBy.length).toBeLessThanOrEqual(maxLead(by));
          for (const { entry } of passedBy) expect(entry - ticket.entry).toBeLessThanOrEqual(maxLead(by));
        });
      }),
    );
  });

  it('puts whoever came while the hall was away in the place of their time, whichever kiosk gave the number', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ kind: kinds, away: fc.boolean(), kiosk: fc.nat({ max: 3 }) }), {
          maxLength: 100,
        }),
        someLeads,
        (all, by) => {
          let entry = 1;
          const came = all.map(({ kind, away, kiosk }, time) => {
            entry += away ? 0 : 1;
            // Blocks say nothing of time.
            const number = away ? `AX${kiosk} ${time}` : `A ${time}`;
            return { ...waiting({ entry, ...kind }, by), enteredAt: time, number, away };
          });
          const queue = came.toSorted(compareQueued);
          for (const [index, ticket] of queue.entries()) {
            const passedBy = queue.slice(0, index).filter(({ enteredAt }) => enteredAt > ticket.enteredAt);
            for (const one of passedBy) {
              expect(leadOf(one, by)?.numbers ?? 0).toBeGreaterThan(leadOf(ticket, by)?.numbers ?? 0);
              expect(one.entry - ticket.entry).toBeLessThanOrEqual(maxLead(by));
            }
            expect(passedBy.filter(({ away }) => !away).length).toBeLessThanOrEqual(maxLead(by));
          }
        },
      ),
    );
  });

  it('calls everybody within the bound although whoever comes has every lead, and appointments become due meanwhile', () => {
    fc.assert(
      fc.property(
        fc.array(kinds, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        someLeads,
        (before, arrivalsPerCall, by) => {
          let queue = before.map((kind, n): Standing => ({ entry: n + 1, ...kind }));
          const first = new Set(queue.map(({ entry }) => entry));
          let entry = queue.length;
          let calls = 0;
          while (queue.some((ticket) => first.has(ticket.entry))) {
            calls += 1;
            const [next] = queue.map((one) => waiting(one, by)).toSorted(compareQueued);
            queue = queue.filter((one) => one.entry !== next?.entry);
            for (let n = 0; n < arrivalsPerCall; n += 1) {
              entry += 1;
              queue.push(plain(entry, { priority: 'elderly', front: true }));
            }
            queue = queue.map((one) => (one.entry % 3 === 0 ? { ...one, appointmentDue: true } : one));
          }
          expect(calls).toBeLessThanOrEqual(before.length + maxLead(by));
        },
      ),
      { numRuns: 60 },
    );
  });
});
