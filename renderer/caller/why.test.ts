import { describe, expect, it } from '@jest/globals';

import { callerEn } from './texts/en.ts';
import { callerZh } from './texts/zh.ts';
import { whyInWords } from './why.ts';

const names = { windowNumber: () => '3', operatorName: () => '王芳' };

describe('why somebody is next', () => {
  it('is their entry alone where nothing puts them before it', () => {
    expect(whyInWords({ entry: 57, lead: null, place: 57, keptFor: null }, callerZh, names, '，')).toBe(
      '今天第 57 个进队',
    );
  });

  it('names what puts them before it, by how much, and what comes of it', () => {
    const why = { entry: 57, lead: { by: 'elderly', numbers: 20 }, place: 37, keptFor: null } as const;
    expect(whyInWords(why, callerZh, names, '，')).toBe(
      '今天第 57 个进队，65 岁以上，提前 20 个，按第 37 个排',
    );
    expect(whyInWords(why, callerEn, names, '; ')).toBe(
      'number 57 to join today; 65 and older: 20 earlier; stands as number 37',
    );
  });

  it('says no number below one', () => {
    const why = { entry: 12, lead: { by: 'front', numbers: 200 }, place: -188, keptFor: null } as const;
    expect(whyInWords(why, callerZh, names, '，')).toBe(
      '今天第 12 个进队，工作人员排到前面，提前 200 个，排在所有未提前的号前面',
    );
  });

  it.each([
    [{ kind: 'window', window: 'w3' } as const, '只等 3 号窗口'],
    [{ kind: 'operator', operator: 'wang' } as const, '只等 王芳'],
  ])('says whom they are kept for: %j', (keptFor, words) => {
    expect(whyInWords({ entry: 5, lead: null, place: 5, keptFor }, callerZh, names, '，')).toBe(
      `今天第 5 个进队，${words}`,
    );
  });
});
