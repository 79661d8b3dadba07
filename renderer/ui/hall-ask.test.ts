import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { fail } from '#contracts/result.ts';
import { askHall } from './hall-ask.ts';

beforeEach(() => {
  jest.useFakeTimers();
  // A hall that took the question and says nothing.
  jest.spyOn(globalThis, 'fetch').mockImplementation(
    (_path, request) =>
      new Promise((_done, failed) => {
        request?.signal?.addEventListener('abort', () => failed(new Error('aborted')));
      }),
  );
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

describe('a hall that does not answer', () => {
  const span = { from: '2026-01-01', to: '2026-12-31' } as const;

  it.each([
    ['a question', 5000, () => askHall('token')('about', {})],
    [
      'figures, which take long to count',
      60_000,
      () => askHall('token')('statistics', { ...span, by: 'day' }),
    ],
  ])('counts as away: for %s after %d ms', async (_what, ms, ask) => {
    let answer: unknown = null;
    void ask().then((given) => (answer = given));
    await jest.advanceTimersByTimeAsync(ms - 1);
    expect(answer).toBeNull();
    await jest.advanceTimersByTimeAsync(1);
    expect(answer).toEqual(fail('hall-unavailable'));
  });
});
