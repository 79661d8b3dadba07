import { describe, expect, it } from '@jest/globals';

import { Retries } from './retries.ts';

describe('retries', () => {
  it('double their pause up to half a minute and never give up', () => {
    const retries = new Retries();
    const pauses = Array.from({ length: 9 }, (_, at) => retries.failed(at * 1_000));
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('forget what failed two minutes ago', () => {
    const retries = new Retries();
    expect([
      retries.failed(0),
      retries.failed(1_000),
      retries.failed(121_001),
      retries.failed(122_000),
    ]).toEqual([500, 1_000, 500, 1_000]);
  });
});
