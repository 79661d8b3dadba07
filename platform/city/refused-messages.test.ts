import { describe, expect, it } from '@jest/globals';

import type { Log } from '#contracts/log-events.ts';
import { HandClock } from '#test/support/hand-clock.ts';

import { RefusedMessages, refusedDelays } from './refused-messages.ts';

function bench() {
  const clock = new HandClock();
  const lines: unknown[] = [];
  const log: Log = { event: (name, fields) => void lines.push([name, fields]) };
  const line = (subject: string, where: string, count: number): unknown => [
    'city-message-refused',
    { subject, where, count },
  ];
  return { clock, lines, line, refused: new RefusedMessages(clock, log) };
}

describe('messages that are no events', () => {
  it('are in the log at once the first time, and then as a number', async () => {
    const { clock, lines, line, refused } = bench();
    for (let n = 0; n < 3900; n += 1) refused.note('s1', n === 3899 ? 'body.kind' : 'seq');
    refused.note('s2', 'seq');
    expect(lines).toEqual([line('s1', 'seq', 1), line('s2', 'seq', 1)]);
    await clock.turn(refusedDelays.quietMs);
    expect(lines.slice(2)).toEqual([line('s1', 'body.kind', 3899)]);
    // It was quiet since: the next is the first again.
    refused.note('s2', 'at');
    expect(lines.slice(3)).toEqual([line('s2', 'at', 1)]);
  });

  it('go on as a line now and then while they go on coming', async () => {
    const { clock, lines, line, refused } = bench();
    for (let n = 0; n < 60; n += 1) {
      refused.note('s1', 'seq');
      await clock.turn(refusedDelays.quietMs / 20);
    }
    expect(lines).toEqual([
      line('s1', 'seq', 1),
      line('s1', 'seq', 19),
      line('s1', 'seq', 1),
      line('s1', 'seq', 19),
      line('s1', 'seq', 1),
      line('s1', 'seq', 19),
    ]);
  });

  it('fill neither log nor memory from however many subjects', async () => {
    const { clock, lines, refused } = bench();
    for (let n = 0; n < 5000; n += 1) refused.note(`s${n}`, 'subject');
    expect(lines.length).toBeLessThan(25);
    expect(clock.pending).toBe(lines.length);
    await clock.turn(refusedDelays.quietMs);
    expect(lines.reduce<number>((sum, one) => sum + (one as [string, { count: number }])[1].count, 0)).toBe(
      5000,
    );
    expect(clock.pending).toBe(0);
  });

  it('are all told at the end', () => {
    const { clock, lines, line, refused } = bench();
    for (let n = 0; n < 3; n += 1) refused.note('s1', 'seq');
    refused.close();
    expect(lines).toEqual([line('s1', 'seq', 1), line('s1', 'seq', 2)]);
    expect(clock.pending).toBe(0);
  });
});
