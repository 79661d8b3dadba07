import { beforeEach, describe, expect, it } from '@jest/globals';

import type { StatisticsQuery, StatisticsRow } from '#contracts/hall/statistics.ts';
import type { HallEvent } from '#contracts/hall/events.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { keepFigures, type KeptFigures } from './figures.ts';

const today = '2026-01-05';
const ofToday = { from: today, to: today, by: 'business', today } as const;
const ofLastWeek = { from: '2025-12-29', to: '2026-01-04', by: 'day', today } as const;
const morning = Date.UTC(2026, 0, 5, 1, 0, 0);

let clock: HandClock;
let asked: StatisticsQuery[];
/** What the hall takes for an answer, milliseconds. */
let takes: number;
let answer: Result<readonly StatisticsRow[]>;
let figures: KeptFigures;
/** Something happens in the hall. */
let happens: () => void;

beforeEach(() => {
  clock = new HandClock(morning);
  asked = [];
  takes = 0;
  answer = ok([]);
  const listeners: ((events: readonly HallEvent[] | null) => void)[] = [];
  happens = () => {
    for (const listener of listeners) listener([]);
  };
  figures = keepFigures({
    line: {
      connected: () => true,
      listen: (listener) => {
        listeners.push(listener);
        return () => undefined;
      },
    },
    ask: async (query) => {
      asked.push(query);
      if (takes > 0) await new Promise<void>((done) => void clock.after(takes, done));
      return answer;
    },
    wallClock: () => clock.now(),
    time: { now: () => clock.monotonic(), later: (act, ms) => clock.after(ms, act) },
  });
});

const readings = (): number => asked.filter(({ by }) => by === 'total').length;
const shown = () => figures.current().view;

describe('the figures of a choice', () => {
  it('are read when they are chosen, total and groups', async () => {
    await clock.turn(0);
    expect([shown(), asked]).toEqual([null, []]);
    figures.choose(ofToday);
    await clock.turn(0);
    const span = { from: today, to: today };
    expect(asked).toEqual([
      { ...span, by: 'total' },
      { ...span, by: 'business' },
    ]);
    expect(shown()).toEqual({ choice: ofToday, total: null, rows: [], at: morning });
  });

  it('of today are read anew when something happens, at most every five seconds', async () => {
    figures.choose(ofToday);
    await clock.turn(2000);
    happens();
    happens();
    await clock.turn(2999);
    expect(readings()).toBe(1);
    await clock.turn(1);
    expect(readings()).toBe(2);
    expect(shown()?.at).toBe(morning + 5000);
    await clock.turn(20_000);
    expect(readings()).toBe(2);
  });

  it('that take the hall long are read less often', async () => {
    takes = 1000;
    figures.choose(ofToday);
    await clock.turn(1000);
    expect(shown()).not.toBeNull();
    for (let second = 1; second < 10; second += 1) {
      happens();
      await clock.turn(1000);
    }
    await clock.turn(9999);
    expect(readings()).toBe(1);
    await clock.turn(1);
    expect(readings()).toBe(2);
  });

  it('of days that are over are read once', async () => {
    figures.choose(ofLastWeek);
    for (let round = 0; round < 4; round += 1) {
      happens();
      await clock.turn(60_000);
    }
    expect(readings()).toBe(1);
    figures.choose(ofToday);
    await clock.turn(0);
    expect([readings(), shown()?.choice]).toEqual([2, ofToday]);
  });

  it('that cannot be had leave the last ones, with the reason', async () => {
    figures.choose(ofToday);
    await clock.turn(0);
    answer = fail('request-invalid');
    figures.choose(ofLastWeek);
    await clock.turn(0);
    expect(figures.current()).toMatchObject({
      failure: { code: 'request-invalid' },
      view: { choice: ofToday },
    });
  });
});
