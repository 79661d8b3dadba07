import { describe, expect, it } from '@jest/globals';

import { leadsSchema } from '#contracts/hall/configuration.ts';

import { queued } from './queue-index.ts';
import { compareQueued } from './queue-order.ts';
import { newVisit, ticketRecordSchema } from './ticket-record.ts';

/** As a hall of before kept it. */
const stored = {
  id: 'k',
  day: '2026-01-05',
  series: 'AX',
  sequence: 1,
  business: 'pension',
  further: [],
  state: 'waiting',
  person: null,
  priority: null,
  origin: 'k1',
  audit: 'a',
  offline: true,
  issuedAt: 1000,
  entry: 7,
  front: false,
  appointment: null,
  keptFor: null,
  session: null,
  reason: null,
  changedAt: 5000,
  visit: newVisit('pension', 1000),
  visits: [],
  grade: null,
};

describe('the record of a ticket', () => {
  it('of before has the entry of when its number was given, unless it may have been moved since', () => {
    expect(ticketRecordSchema.parse(stored)).toMatchObject({ entry: 7, enteredAt: 1000, entered: [] });
    for (const moved of [
      { visit: { ...stored.visit, calls: 1 } },
      { visits: [{ ...stored.visit, outcome: 'transferred' }] },
    ])
      expect(ticketRecordSchema.parse({ ...stored, ...moved }).enteredAt).toBe(5000);
    const own = { enteredAt: 2000, entered: [{ entry: 3, at: 1000 }] };
    expect(ticketRecordSchema.parse({ ...stored, ...own })).toMatchObject(own);
  });

  it('stands by its number among those of one instant, whatever its digits', () => {
    const places = [1000, 999].map((sequence) =>
      queued(ticketRecordSchema.parse({ ...stored, sequence }), leadsSchema.parse({})),
    );
    expect(places.toSorted(compareQueued).map(({ ticket }) => ticket.sequence)).toEqual([999, 1000]);
  });
});
