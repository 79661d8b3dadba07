import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import type { Priority } from '#contracts/hall-api.ts';

import { priorityLead, queueRank } from './queue-order.ts';

interface Waiting {
  readonly sequence: number;
  readonly priority: Priority | null;
}

function inOrder(tickets: readonly Waiting[]): Waiting[] {
  return tickets.toSorted((a, b) => queueRank(a) - queueRank(b));
}

const classes = fc.array(fc.constantFrom<Priority | null>(null, 'elderly', 'disabled'), { maxLength: 150 });

function queueOf(priorities: readonly (Priority | null)[]): Waiting[] {
  return priorities.map((priority, index) => ({ sequence: index + 1, priority }));
}

describe('the order of a queue', () => {
  it('puts priority before everybody who waits, up to the lead', () => {
    const queue = queueOf([...Array.from({ length: 12 }, () => null), 'elderly']);
    expect(inOrder(queue)[0]).toEqual({ sequence: 13, priority: 'elderly' });
  });

  it('gives no two tickets the same place', () => {
    fc.assert(
      fc.property(classes, (priorities) => {
        const ranks = queueOf(priorities).map(queueRank);
        expect(new Set(ranks).size).toBe(ranks.length);
      }),
    );
  });

  it('keeps the order of the numbers within a class', () => {
    fc.assert(
      fc.property(classes, (priorities) => {
        const ordered = inOrder(queueOf(priorities));
        for (const isOrdinary of [true, false]) {
          const numbers = ordered
            .filter(({ priority }) => (priority === null) === isOrdinary)
            .map(({ sequence }) => sequence);
          expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  it('lets nobody be passed by more than the lead, whoever comes', () => {
    fc.assert(
      fc.property(classes, (priorities) => {
        const ordered = inOrder(queueOf(priorities));
        ordered.forEach((ticket, place) => {
          const passedBy = ordered.slice(0, place).filter(({ sequence }) => sequence > ticket.sequence);
          expect(passedBy.length).toBeLessThanOrEqual(ticket.priority === null ? priorityLead : 0);
        });
      }),
    );
  });

  it('calls everybody within a bound although people with priority never stop coming', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Priority | null>(null, 'elderly'), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        (before, arrivalsPerCall) => {
          // Everybody in `before` waits; then each call is followed by arrivals with priority only.
          let queue = queueOf(before);
          const first = new Set(queue.map(({ sequence }) => sequence));
          let sequence = queue.length;
          let calls = 0;
          while (queue.some((ticket) => first.has(ticket.sequence))) {
            calls += 1;
            queue = inOrder(queue).slice(1);
            for (let n = 0; n < arrivalsPerCall; n += 1) {
              sequence += 1;
              queue.push({ sequence, priority: 'elderly' });
            }
          }
          expect(calls).toBeLessThanOrEqual(before.length + priorityLead);
        },
      ),
    );
  });
});
