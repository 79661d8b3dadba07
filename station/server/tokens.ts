/** One secret for each role and launch: whoever holds it may open that role's page, and nothing else. */
import { createHash, timingSafeEqual } from 'node:crypto';

import { roles, type Role } from '#contracts/station-api.ts';

/** 256 bits: not to be guessed within a launch at any rate of trying. */
const tokenBytes = 32;

export type Tokens = Readonly<Record<Role, string>>;

/** `randomBytes` as in node:crypto. */
export function makeTokens(randomBytes: (size: number) => Buffer): Tokens {
  const token = (): string => randomBytes(tokenBytes).toString('base64url');
  return { kiosk: token(), gate: token(), technician: token(), dock: token() };
}

/** The role that `token` stands for. Takes the same time whatever the token is: digests of one length, no early end. */
export function roleOf(tokens: Tokens, token: string): Role | null {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const given = digest(token);
  let found: Role | null = null;
  for (const role of roles) {
    if (timingSafeEqual(digest(tokens[role]), given)) found = role;
  }
  return found;
}
