import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { listenForDigits } from './digit-keys.ts';

const gapMs = 50;

/** A page whose keys are pressed by hand; `at` in milliseconds. */
function keyboard(focused: 'button' | 'page' = 'page') {
  let hear: ((event: object) => void) | null = null;
  const page = {
    activeElement: { closest: () => (focused === 'button' ? {} : null) },
    addEventListener: (_name: string, listener: (event: object) => void) => (hear = listener),
    removeEventListener: () => (hear = null),
  };
  const typed: string[] = [];
  const end = listenForDigits(page as unknown as Document, gapMs, (key) => typed.push(key));
  let clock = 1000;
  return {
    typed,
    end,
    isListening: () => hear !== null,
    press: (key: string, afterMs: number, more: object = {}) => {
      clock += afterMs;
      jest.advanceTimersByTime(afterMs);
      hear?.({
        key,
        timeStamp: clock,
        repeat: false,
        ctrlKey: false,
        altKey: false,
        metaKey: false,
        ...more,
      });
    },
    rest: () => jest.advanceTimersByTime(1000),
  };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('number keys', () => {
  it('of a finger are typed, erased and ended', () => {
    const { press, rest, typed } = keyboard();
    for (const key of ['1', '3', '8', 'Backspace', 'a', 'Enter']) press(key, 120);
    rest();
    expect(typed).toEqual(['1', '3', '8', 'erase', 'enter']);
  });

  it('of a scanner type nothing, not even its first', () => {
    const { press, rest, typed } = keyboard();
    press('6', 500);
    for (const key of '9123456789') press(key, 8);
    press('Enter', 8);
    rest();
    expect(typed).toEqual([]);
  });

  it('after a scanner count again', () => {
    const { press, rest, typed } = keyboard();
    press('6', 500);
    press('7', 8);
    press('5', 300);
    rest();
    expect(typed).toEqual(['5']);
  });

  it('that are held, or pressed with a modifier, are no digits', () => {
    const { press, rest, typed } = keyboard();
    press('1', 100, { repeat: true });
    press('2', 100, { ctrlKey: true });
    rest();
    expect(typed).toEqual([]);
  });

  it('leave Enter to a button that has the focus', () => {
    const { press, rest, typed } = keyboard('button');
    press('Enter', 100);
    press('4', 100);
    rest();
    expect(typed).toEqual(['4']);
  });

  it('are not heard any more when the screen goes, nor is one that was waited for', () => {
    const { press, rest, typed, end, isListening } = keyboard();
    press('1', 100);
    end();
    rest();
    expect(typed).toEqual([]);
    expect(isListening()).toBe(false);
  });
});
