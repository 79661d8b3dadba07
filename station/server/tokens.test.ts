import { randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { roles } from '#contracts/station-api.ts';

import { makeTokens, roleOf } from './tokens.ts';

describe('tokens', () => {
  it('are 256 bits of the given randomness each, fit for an address', () => {
    let asked = 0;
    const tokens = makeTokens((size) => Buffer.alloc(size, (asked += 1)));
    expect(asked).toBe(4);
    expect(tokens.kiosk).toBe(Buffer.alloc(32, 1).toString('base64url'));
    for (const token of Object.values(makeTokens(randomBytes))) expect(token).toMatch(/^[\w-]{43}$/);
  });

  it('stand for their role, and nothing else does', () => {
    const tokens = makeTokens(randomBytes);
    for (const role of roles) expect(roleOf(tokens, tokens[role])).toBe(role);
    for (const token of ['', 'x', tokens.kiosk.slice(1), `${tokens.kiosk}a`, tokens.kiosk.toUpperCase()]) {
      expect(roleOf(tokens, token)).toBeNull();
    }
  });
});
