import { describe, expect, it } from '@jest/globals';

import type { EventBody } from '#contracts/hall/events.ts';
import { heardAtWindow, notSent, nothingShown, over, touched, type Shown } from './at-window.ts';

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
const next = { ...part, ticket: 't2', number: 'A013' };
const rated: EventBody = {
  kind: 'rated',
  ticket: 't1',
  number: 'A012',
  business: 'social',
  window: 'w3',
  grade: 5,
};
const after = (shown: Shown, ...bodies: EventBody[]): Shown =>
  bodies.reduce((before, body) => heardAtWindow(before, 'w3', body), shown);
const hear = (...bodies: EventBody[]): Shown => after(nothingShown, ...bodies);
const question = { ticket: 't1', number: 'A012', replaces: false, isLate: false };
const nextQuestion = { ticket: 't2', number: 'A013', replaces: true, isLate: false };

describe("a window's screen", () => {
  it('shows who is called, and asks them when it is finished', () => {
    expect(hear(called)).toEqual({ ...nothingShown, number: 'A012' });
    expect(hear(called, finished)).toEqual({ ...nothingShown, asked: question });
  });

  it('asks nobody in the middle of a ticket', () => {
    expect(hear(called, { ...finished, state: 'waiting' })).toEqual(nothingShown);
  });

  it('knows nothing of other windows', () => {
    expect(hear({ ...called, window: 'w4' }, { ...finished, window: 'w4' })).toEqual(nothingShown);
  });

  it('keeps the question while the next one is called, and for a while when they have come', () => {
    const asked = hear(called, finished, { ...called, ...next });
    expect(asked).toEqual({ ...nothingShown, number: 'A013', asked: question });
    const here = after(asked, { kind: 'ticket-begun', ...next, state: 'serving' });
    expect(here).toEqual({ ...nothingShown, number: 'A013', asked: { ...question, isLate: true } });
    expect(over(here, 't1')).toEqual({ ...nothingShown, number: 'A013' });
  });

  it('asks the next one when they are finished, and says that the question is another one', () => {
    expect(hear(called, finished, { ...finished, ...next })).toEqual({
      ...nothingShown,
      asked: nextQuestion,
    });
  });

  it('sees an answer to its end before it asks the next one', () => {
    const answering = touched(hear(called, finished));
    const waiting = after(answering, { ...finished, ...next });
    expect(waiting).toEqual({
      number: null,
      asked: question,
      isAnswering: true,
      next: { ticket: 't2', number: 'A013' },
    });
    expect(over(waiting, 't1')).toEqual({ ...nothingShown, asked: nextQuestion });
    // Of a question that stands no more.
    expect(over(over(waiting, 't1'), 't1')).toEqual({ ...nothingShown, asked: nextQuestion });
  });

  it('takes a grade again that did not arrive, for a while where somebody else is to be asked', () => {
    const asked = hear(called, finished);
    expect(notSent(touched(asked))).toEqual(asked);
    const waitedFor = notSent(after(touched(asked), { ...finished, ...next }));
    expect(waitedFor).toMatchObject({ asked: { ticket: 't1', isLate: true }, isAnswering: false });
    expect(over(waitedFor, 't1')).toEqual({ ...nothingShown, asked: nextQuestion });
  });

  it('ends the question when the ticket was rated elsewhere, and not when it was here', () => {
    expect(hear(called, finished, rated)).toEqual(nothingShown);
    const here = touched(hear(called, finished));
    expect(after(here, rated)).toEqual(here);
    const waiting = after(here, { ...finished, ...next });
    expect(after(waiting, { ...rated, ticket: 't2' })).toEqual({ ...waiting, next: null });
  });
});
