import { describe, expect, it } from '@jest/globals';

import type { CityMessage } from '#contracts/city.ts';

import {
  apply,
  emptyPicture,
  pictureLimits,
  pictureSchema,
  pictureText,
  shown,
  type Picture,
} from './picture.ts';

/** 09:00 in China. */
const nine = Date.UTC(2026, 0, 5, 1);
const minute = 60_000;

function pictureOf(...events: readonly (readonly [atMinute: number, body: CityMessage['body']])[]): Picture {
  const picture = emptyPicture();
  events.forEach(([at, body], n) =>
    apply(picture, { seq: n + 1, at: nine + at * minute, body: { ...body } }),
  );
  return picture;
}

const ticket = (kind: string, id: string, state: string, more: object = {}) => ({
  kind,
  ticket: id,
  number: 'A001',
  business: 'pension',
  state,
  ...more,
});

describe('the picture of a hall', () => {
  it('follows each ticket to its end', () => {
    const picture = pictureOf(
      [0, { kind: 'day-changed', date: '2026-01-05', state: 'open', leftOver: 0 }],
      [1, ticket('ticket-issued', 'a', 'waiting')],
      [2, ticket('ticket-issued', 'b', 'waiting')],
      [3, ticket('ticket-issued', 'c', 'waiting', { business: 'card' })],
      [9, ticket('ticket-called', 'a', 'called', { times: 1 })],
      [9, ticket('ticket-begun', 'a', 'serving')],
      [12, ticket('ticket-finished', 'a', 'finished', { waitMs: 8 * minute, serviceMs: 3 * minute })],
      [13, ticket('ticket-called', 'b', 'called', { times: 1 })],
      [14, ticket('ticket-passed-over', 'b', 'passed-over')],
      [20, ticket('ticket-resumed', 'b', 'waiting')],
      [21, ticket('ticket-void', 'c', 'void')],
    );
    expect(shown(picture)).toEqual({
      day: { date: '2026-01-05', state: 'open' },
      waiting: [{ business: 'pension', waiting: 1, longestSince: nine + 20 * minute }],
      windows: { open: 0, closed: 0 },
      openHelp: 0,
      finished: { count: 1, p50Minutes: 10, p90Minutes: 10 },
      grades: [0, 0, 0, 0, 0],
      counts: {
        'day-changed': 1,
        'ticket-issued': 3,
        'ticket-called': 2,
        'ticket-begun': 1,
        'ticket-finished': 1,
        'ticket-passed-over': 1,
        'ticket-resumed': 1,
        'ticket-void': 1,
      },
    });
  });

  it('begins a wait anew with another business, and not with another word about the same', () => {
    const waiting = shown(
      pictureOf(
        [0, ticket('ticket-issued', 'a', 'waiting')],
        [5, ticket('appointment-due', 'a', 'waiting')],
        [0, ticket('ticket-issued', 'b', 'waiting')],
        [7, ticket('ticket-finished', 'b', 'waiting', { business: 'card', waitMs: 0, serviceMs: 0 })],
      ),
    ).waiting;
    expect(waiting).toEqual([
      { business: 'card', waiting: 1, longestSince: nine + 7 * minute },
      { business: 'pension', waiting: 1, longestSince: nine },
    ]);
  });

  it('counts windows, calls for help and grades', () => {
    const window = (id: string, change: string) => ({ kind: 'window-changed', window: id, change });
    expect(
      shown(
        pictureOf(
          [0, window('w-1', 'signed-in')],
          [0, window('w-2', 'signed-in')],
          [0, window('w-3', 'signed-in')],
          [1, window('w-2', 'closed')],
          [1, window('w-3', 'lost')],
          [2, { kind: 'help-called', help: 'h1', origin: 'demo-1' }],
          [2, { kind: 'help-called', help: 'h2', origin: 'demo-2' }],
          [2, { kind: 'help-called', help: 'h3', origin: 'demo-3' }],
          [3, { kind: 'help-answered', help: 'h1', origin: 'demo-1' }],
          [3, { kind: 'help-withdrawn', help: 'h3', origin: 'demo-3' }],
          [4, { kind: 'rated', grade: 5 }],
          [4, { kind: 'rated', grade: 2 }],
        ),
      ),
    ).toMatchObject({ windows: { open: 1, closed: 1 }, openHelp: 1, grades: [0, 1, 0, 0, 1] });
  });

  it('knows waits as bounds, of the day alone', () => {
    const finished = (waitMinutes: number) =>
      [1, ticket('ticket-finished', 'a', 'finished', { waitMs: waitMinutes * minute })] as const;
    const day = (date: string) => [0, { kind: 'day-changed', date, state: 'open' }] as const;
    const all = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100].map(finished);
    expect(shown(pictureOf(...all)).finished).toEqual({ count: 10, p50Minutes: 5, p90Minutes: 10 });
    expect(shown(pictureOf(finished(121))).finished).toEqual({
      count: 1,
      p50Minutes: null,
      p90Minutes: null,
    });
    const nextDay = shown(pictureOf(day('2026-01-05'), ...all, day('2026-01-06'), finished(1)));
    expect(nextDay.finished).toEqual({ count: 1, p50Minutes: 1, p90Minutes: 1 });
  });

  it('is not shaken by a clock that goes back', () => {
    expect(
      shown(
        pictureOf(
          [60, ticket('ticket-issued', 'a', 'waiting')],
          [-600, ticket('ticket-issued', 'b', 'waiting')],
        ),
      ).waiting,
    ).toEqual([{ business: 'pension', waiting: 2, longestSince: nine - 600 * minute }]);
  });

  it('comes back whole from its text, whatever the ids', () => {
    const picture = pictureOf(
      [0, ticket('ticket-issued', '__proto__', 'waiting')],
      [0, ticket('ticket-issued', 'constructor', 'waiting')],
      [0, { kind: 'window-changed', window: 'constructor', change: 'opened' }],
      [0, { kind: 'help-called', help: 'toString' }],
    );
    expect(pictureSchema.parse(JSON.parse(pictureText(picture)))).toEqual(picture);
    expect(shown(picture)).toMatchObject({ waiting: [{ waiting: 2 }], windows: { open: 1 }, openHelp: 1 });
  });

  it('takes no more room than a hall may have', () => {
    const many = Array.from({ length: pictureLimits.tickets + 10 }, (_, n) =>
      ticket('ticket-issued', `t${n}`, 'waiting'),
    );
    const picture = pictureOf(...many.map((body) => [0, body] as const));
    expect(picture.tickets.size).toBe(pictureLimits.tickets);
    expect(picture.counts).toEqual({ 'ticket-issued': pictureLimits.tickets + 10 });
    for (let n = 0; n < 100; n += 1) apply(picture, { seq: n + 1, at: 0, body: { kind: `made-up-${n}` } });
    expect(Object.keys(picture.counts)).toEqual(['ticket-issued', 'other']);
  });
});
