import { describe, expect, it } from '@jest/globals';

import type { EventBody } from '#contracts/hall/events.ts';
import { heardAtWindow, nothingShown, type Shown } from './at-window.ts';

const part = { ticket: 't1', number: 'A012', business: 'social', window: 'w3', windowNumber: 3 };
const called: EventBody = { kind: 'ticket-called', ...part, state: 'called', times: 1 };
const finished: EventBody = {
  kind: 'ticket-finished',
  ...part,
  state: 'finished',
  done: 'social',
  waitMs: 1,
  serviceMs: 1,
};
const hear = (...bodies: EventBody[]): Shown =>
  bodies.reduce((shown, body) => heardAtWindow(shown, 'w3', body), nothingShown);

describe("a window's screen", () => {
  it('shows who is called, and asks them when it is finished', () => {
    expect(hear(called)).toEqual({ ...nothingShown, number: 'A012' });
    expect(hear(called, finished)).toEqual({
      ...nothingShown,
      finished: { ticket: 't1', number: 'A012' },
    });
  });

  it('asks nobody in the middle of a ticket', () => {
    expect(hear(called, { ...finished, state: 'waiting' })).toEqual(nothingShown);
  });

  it('knows nothing of other windows', () => {
    expect(hear({ ...called, window: 'w4' }, { ...finished, window: 'w4' })).toEqual(nothingShown);
  });

  it('keeps the question while the next one is called, and ends it when they have come', () => {
    const next = { ...part, ticket: 't2', number: 'A013' };
    const asked = hear(called, finished, { ...called, ...next });
    expect(asked).toEqual({
      ...nothingShown,
      number: 'A013',
      finished: { ticket: 't1', number: 'A012' },
    });
    expect(heardAtWindow(asked, 'w3', { kind: 'ticket-begun', ...next, state: 'serving' })).toEqual({
      ...nothingShown,
      number: 'A013',
    });
  });

  it('ends the question when the ticket was rated elsewhere, and not when it was here', () => {
    const rated: EventBody = {
      kind: 'rated',
      ticket: 't1',
      number: 'A012',
      business: 'social',
      window: 'w3',
      grade: 5,
    };
    expect(hear(called, finished, rated)).toEqual(nothingShown);
    const here = { ...hear(called, finished), answering: 't1' };
    expect(heardAtWindow(here, 'w3', rated)).toEqual(here);
  });
});
