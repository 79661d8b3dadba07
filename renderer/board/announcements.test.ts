import { describe, expect, it } from '@jest/globals';

import type { BoardCall, BoardView } from '#contracts/hall/views.ts';
import { boardCall, boardView } from '#test/support/hall-fixtures.ts';
import { heardBoard, noAnnouncements, takeAnnouncement } from './announcements.ts';

const view = (...called: BoardCall[]): BoardView => boardView(called);
const ids = (queue: readonly BoardCall[]): readonly number[] => queue.map(({ id }) => id);

describe('announcements', () => {
  const started = heardBoard(noAnnouncements, view(boardCall(20, 'A020', 1)));

  it('say nothing of what was called before the board was switched on', () => {
    expect(started).toEqual({ known: 20, queue: [] });
  });

  it('say each new call once, in the order of the calls, however often the view comes', () => {
    const now = view(boardCall(22, 'B011', 2), boardCall(21, 'A021', 1), boardCall(20, 'A020', 1));
    const once = heardBoard(started, now);
    expect(ids(once.queue)).toEqual([21, 22]);
    expect(ids(heardBoard(once, now).queue)).toEqual([21, 22]);
  });

  it('leave out what is not called any more, also when it was called and gone between two views', () => {
    const once = heardBoard(started, view(boardCall(21, 'A021', 1)));
    const gone = heardBoard(once, { ...view(), last: [boardCall(23, 'A023', 3)] });
    expect(gone).toEqual({ known: 23, queue: [] });
  });

  it('say a number that is called again as it was called last, and at that place', () => {
    const once = heardBoard(started, view(boardCall(22, 'B011', 2), boardCall(21, 'A021', 1)));
    const again = heardBoard(once, view(boardCall(23, 'A021', 1, 2), boardCall(22, 'B011', 2)));
    expect(ids(again.queue)).toEqual([22, 23]);
  });

  it('say the same number of another day for itself', () => {
    const once = heardBoard(started, view({ ...boardCall(21, 'A021', 1), day: '2026-01-02' }));
    const both = heardBoard(
      once,
      view(boardCall(22, 'A021', 2), { ...boardCall(21, 'A021', 1), day: '2026-01-02' }),
    );
    expect(ids(both.queue)).toEqual([21, 22]);
  });

  it('are said twice, and once while many wait', () => {
    const many = heardBoard(
      started,
      view(...[21, 22, 23, 24, 25, 26].map((id) => boardCall(id, `A0${id}`, 1))),
    );
    let state = many;
    const said: string[] = [];
    for (;;) {
      const { call, times, rest } = takeAnnouncement(state);
      if (call === null) break;
      said.push(`${call.id} x${times}`);
      state = rest;
    }
    expect(said).toEqual(['21 x1', '22 x1', '23 x2', '24 x2', '25 x2', '26 x2']);
  });
});
