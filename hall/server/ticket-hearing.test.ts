import { describe, expect, it } from '@jest/globals';

import type { EventBody, HallEvent } from '#contracts/hall/events.ts';
import { TicketHearing } from './ticket-hearing.ts';

const own = { ticket: 't1', number: 'A012', business: 'pension' };
const other = { ticket: 't2', number: 'A013', business: 'pension' };
const at = { window: 'w1', windowNumber: 1 };

/** A ticket that waits for pensions. */
function hearing(state: 'waiting' | 'serving' = 'waiting'): TicketHearing {
  return new TicketHearing({
    ticket: 't1',
    business: { id: 'pension', name: { zh: '', en: '' } },
    state,
  });
}

function events(...bodies: readonly EventBody[]): HallEvent[] {
  return bodies.map((body, index) => ({ seq: index + 1, at: 0, body }));
}

const issued: EventBody = {
  kind: 'ticket-issued',
  ...other,
  state: 'waiting',
  priority: null,
  offline: false,
  appointment: false,
  origin: 'kiosk-1',
};
const calledOther: EventBody = { kind: 'ticket-called', ...other, ...at, state: 'called', times: 1 };

describe('the holder of a ticket', () => {
  it('hears what happens to it, as far as everybody may', () => {
    const called: EventBody = { kind: 'ticket-called', ...own, ...at, state: 'called', times: 1 };
    const [event] = events(called);
    expect(hearing().hear(events(called))).toEqual([event]);
    // What staff wrote, and who they are, is not told: only that something happened.
    const parked: EventBody = { kind: 'ticket-parked', ...own, ...at, state: 'parked', reason: '材料不齐' };
    expect(hearing().hear(events(parked))).toEqual([]);
    expect(hearing().hear(events({ kind: 'ticket-void', ...own, state: 'void', reason: 'x' }))).toEqual([]);
  });

  it.each<[string, EventBody]>([
    ['somebody before it is called', calledOther],
    ['somebody older comes', { ...issued, priority: 'elderly' }],
    ['somebody comes with an appointment', { ...issued, appointment: true }],
    ['somebody comes back into the queue', { kind: 'ticket-resumed', ...other, state: 'waiting' }],
    [
      'somebody is transferred to its business',
      { kind: 'ticket-transferred', ...other, ...at, state: 'waiting', from: 'card', at: 'front' },
    ],
    [
      'somebody is done with another business first',
      {
        kind: 'ticket-finished',
        ...other,
        ...at,
        state: 'waiting',
        done: 'card',
        waitMs: 1,
        serviceMs: 1,
      },
    ],
    [
      'a window opens for it',
      {
        kind: 'window-changed',
        ...at,
        session: 's',
        operator: 'wang',
        change: 'opened',
        businesses: ['pension'],
      },
    ],
    ['somebody who came back into the queue is called once more', { ...calledOther, times: 2 }],
    [
      'somebody before or behind it checks an appointment in',
      { kind: 'ticket-checked-in', ...other, state: 'waiting' },
    ],
    ['a number before it is taken back', { kind: 'ticket-void', ...other, state: 'void', reason: '走了' }],
  ])('hears that its place may have moved, and nothing of anybody, when %s', (_what, body) => {
    expect(hearing().hear(events(body))).toEqual([]);
  });

  it.each<[string, EventBody]>([
    ['somebody comes behind it', issued],
    ['somebody is called for another business', { ...calledOther, business: 'card' }],
    ['somebody has come to the window', { kind: 'ticket-begun', ...other, ...at, state: 'serving' }],
    ['somebody wants help', { kind: 'help-called', help: 'h', origin: 'kiosk-1' }],
  ])('hears nothing when %s', (_what, body) => {
    expect(hearing().hear(events(body))).toBeNull();
  });

  it('hears nothing when somebody at a window is called once more, until they have been in the queue again', () => {
    const held = hearing();
    expect(held.hear(events(calledOther))).toEqual([]);
    expect(held.hear(events({ ...calledOther, times: 2 }))).toBeNull();
    expect(
      held.hear(events({ kind: 'ticket-passed-over', ...other, ...at, state: 'passed-over' })),
    ).toBeNull();
    expect(held.hear(events({ kind: 'ticket-resumed', ...other, state: 'waiting' }))).toEqual([]);
    expect(held.hear(events({ ...calledOther, times: 3 }))).toEqual([]);
  });

  it('hears nothing of queues while it is in none', () => {
    expect(hearing('serving').hear(events(calledOther))).toBeNull();
    const held = hearing();
    const called: EventBody = { kind: 'ticket-called', ...own, ...at, state: 'called', times: 1 };
    expect(held.hear(events(called))).toHaveLength(1);
    expect(held.hear(events(calledOther))).toBeNull();
    const back: EventBody = { kind: 'ticket-returned', ...own, state: 'waiting', cause: 'window-lost' };
    expect(held.hear(events(back))).toHaveLength(1);
    expect(held.hear(events({ ...calledOther, ticket: 'third' }))).toEqual([]);
  });

  it('follows the ticket to another business', () => {
    const held = hearing();
    held.hear(
      events({
        kind: 'ticket-transferred',
        ...own,
        ...at,
        business: 'card',
        state: 'waiting',
        from: 'pension',
        at: 'back',
      }),
    );
    expect(held.hear(events(calledOther))).toBeNull();
    expect(held.hear(events({ ...calledOther, ticket: 'third', business: 'card' }))).toEqual([]);
  });
});
