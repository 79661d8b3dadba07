import { describe, expect, it } from '@jest/globals';

import { StreamPlaces } from './stream-places.ts';

const board = { role: 'board' } as const;

describe('places for streams', () => {
  it('are apart for phones and machines: a crowd of one leaves those of the other free', () => {
    const places = new StreamPlaces({ machines: 2, tickets: 3, ofOneTicket: 1 });
    const phones = ['a', 'b', 'c', 'd'].map((ticket) => places.take({ ticket }));
    expect(phones.map((leave) => leave !== null)).toEqual([true, true, true, false]);
    expect([places.take(board), places.take(board)]).toEqual([expect.any(Function), expect.any(Function)]);
    expect(places.take({ role: 'caller' })).toBeNull();
  });

  it('are some for each ticket, and are given back', () => {
    const places = new StreamPlaces({ machines: 1, tickets: 9, ofOneTicket: 2 });
    const first = places.take({ ticket: 'a' });
    expect(places.take({ ticket: 'a' })).not.toBeNull();
    expect(places.take({ ticket: 'a' })).toBeNull();
    expect(places.take({ ticket: 'b' })).not.toBeNull();
    first?.();
    expect(places.take({ ticket: 'a' })).not.toBeNull();
    expect(places.take({ ticket: 'a' })).toBeNull();
    const machine = places.take(board);
    expect(places.take(board)).toBeNull();
    machine?.();
    expect(places.take(board)).not.toBeNull();
  });
});
