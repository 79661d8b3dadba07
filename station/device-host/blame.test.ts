import { describe, expect, it } from '@jest/globals';

import { Blame, blamePolicy } from './blame.ts';

describe('Blame', () => {
  it('leaves out the device that was at work in every one of the last losses', () => {
    const blame = new Blame();
    expect(blame.lost(['reader', 'gate'], 0)).toEqual([]);
    expect(blame.lost(['reader'], 1000)).toEqual([]);
    expect(blame.lost(['printer', 'reader'], 2000)).toEqual(['reader']);
  });

  it('accuses nobody when it was another one each time, or nobody was at work', () => {
    const blame = new Blame();
    for (const suspects of [['reader'], ['gate'], ['reader'], [], ['reader'], ['reader']]) {
      expect(blame.lost(suspects, 0)).toEqual([]);
    }
    expect(blame.lost(['reader'], 0)).toEqual(['reader']);
  });

  it('forgets losses that lie far back, and begins again after an accusation', () => {
    const blame = new Blame();
    blame.lost(['reader'], 0);
    blame.lost(['reader'], 1000);
    expect(blame.lost(['reader'], blamePolicy.withinMs)).toEqual([]);
    expect(blame.lost(['reader'], blamePolicy.withinMs + 1)).toEqual(['reader']);
    expect(blame.lost(['reader'], blamePolicy.withinMs + 2)).toEqual([]);
  });
});
