import { beforeEach, describe, expect, it } from '@jest/globals';

import type { FailureCode } from '#contracts/failures.ts';
import { fail, ok } from '#contracts/result.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { lookForVoice, type AnyVoice } from './any-voice.ts';

let clock: HandClock;
let browser: boolean;
/** What the hall answers; null: a voice. */
let server: FailureCode | null;
let asked: number;
let any: AnyVoice;

beforeEach(() => {
  clock = new HandClock();
  browser = false;
  server = null;
  asked = 0;
  any = lookForVoice({
    voice: { isThere: () => browser },
    speech: () => {
      asked += 1;
      return Promise.resolve(server === null ? ok(new ArrayBuffer(0)) : fail(server));
    },
    later: (act, ms) => clock.after(ms, act),
  });
});

describe('a voice', () => {
  it("is the browser's, without a question to the hall, once its voices are loaded", async () => {
    expect(any.current()).toBe('unknown');
    await clock.turn(999);
    browser = true;
    await clock.turn(1);
    expect([any.current(), asked, clock.pending]).toEqual(['some', 0, 0]);
  });

  it("is the hall's where the browser has none", async () => {
    await clock.turn(1000);
    expect([any.current(), asked, clock.pending]).toEqual(['some', 1, 0]);
  });

  it('is none where neither has one, until somebody installs it', async () => {
    const told: string[] = [];
    any.subscribe(() => told.push(any.current()));
    server = 'device-no-answer';
    await clock.turn(1000);
    expect(any.current()).toBe('none');
    await clock.turn(10_000);
    browser = true;
    await clock.turn(10_000);
    expect([told, asked, clock.pending]).toEqual([['none', 'none', 'some'], 2, 0]);
  });

  it.each<FailureCode>(['hall-unavailable', 'too-many-requests'])(
    'is as it was as far as is known where the hall says %s',
    async (failure) => {
      server = failure;
      await clock.turn(1000);
      expect(any.current()).toBe('unknown');
      server = 'device-no-answer';
      await clock.turn(10_000);
      server = failure;
      await clock.turn(10_000);
      expect(any.current()).toBe('none');
    },
  );
});
