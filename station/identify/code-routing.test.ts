import { describe, expect, it } from '@jest/globals';

import { routeCode } from './code-routing.ts';

const patterns = [
  { strip: 'YKU', pattern: 'YK[0-9a-z]{4,8}', verifier: 'yukuai' },
  { pattern: '^SS\\d+$|^TT$', verifier: 'essc' },
  { pattern: 'YK.*', verifier: 'later' },
];

describe('routeCode', () => {
  it('takes the first pattern that matches, without the prefix of the scanner', () => {
    expect(routeCode('YKUYK12ab', patterns)).toEqual({
      ok: true,
      value: { code: 'YK12ab', verifier: 'yukuai' },
    });
    expect(routeCode('YK12ab', patterns)).toEqual({
      ok: true,
      value: { code: 'YK12ab', verifier: 'yukuai' },
    });
    expect(routeCode('YK!', patterns)).toMatchObject({ value: { verifier: 'later' } });
    expect(routeCode('TT', patterns)).toMatchObject({ value: { verifier: 'essc' } });
  });

  it.each([
    '',
    'xYK12ab',
    'SS12 and more',
    'https://example.cn/?SS12',
    'ss12',
    'SS12\n',
    `SS${'1'.repeat(1023)}`,
  ])('sends %j nowhere', (text) => {
    expect(routeCode(text, patterns)).toEqual({ ok: false, error: { code: 'unknown-code' } });
  });
});
