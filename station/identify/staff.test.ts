import { beforeEach, describe, expect, it } from '@jest/globals';

import type { Credential } from '#contracts/credentials.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { testConfig } from '#test/support/station-config.ts';

import type { StaffMemory } from '../journal/staff-memory.ts';
import { identifyStaff } from './staff.ts';

const card: Credential = {
  kind: 'identity-card',
  layout: 'citizen',
  name: '测试乙',
  sex: 'male',
  ethnicGroup: '01',
  birthDate: '1990-01-01',
  address: '某地',
  number: '11010519900101001X',
  issuer: '某局',
  validFrom: '2015-01-02',
  validTo: '2035-01-02',
  samId: '',
  durationMs: 1,
};
const code: Credential = {
  kind: 'code',
  text: 'c'.repeat(24),
  aimIdentifier: null,
  reports: 1,
  durationMs: 1,
};
const person = {
  number: '11010519900101001X',
  name: '测试乙',
  sex: 'male',
  birthDate: '1990-01-01',
  disabled: false,
  deceased: false,
} as const;

const dayMs = 86_400_000;
let clock: HandClock;
let known: { readonly staff: string; readonly at: number } | null = null;
let asked: unknown[] = [];
const memory: StaffMemory = {
  remember: (_key, staff) => {
    known = { staff, at: clock.now() };
    return ok(undefined);
  },
  forget: () => {
    known = null;
    return ok(undefined);
  },
  confirmedSince: (_key, since) => ok(known !== null && known.at > since ? known.staff : null),
};

/** `resolve`: whether the platform knows who it is; `confirm`: whether it knows a member of staff. */
function ask(
  resolve: Result<null>,
  confirm: Result<{ staff: string }>,
  credential: Credential = card,
  staffTrustDays = 7,
) {
  const resolved = resolve.ok ? ok({ person, cardState: 'normal' as const }) : resolve;
  return identifyStaff(
    credential,
    {
      config: testConfig({ qualification: { staffTrustDays } }),
      platform: {
        resolveCard: () => Promise.resolve(resolved),
        resolveIdentityCard: () => Promise.resolve(resolved),
        verifyCode: () => Promise.resolve(resolved),
        confirmStaff: (request) => {
          asked.push(request);
          return Promise.resolve(confirm);
        },
      },
      memory,
      personKey: (text) => `key of ${text.length}`,
      clock,
      newId: () => 'new-id',
      seal: (text) => Promise.resolve(`sealed ${text.length}`),
      refused: () => undefined,
    },
    new AbortController().signal,
  );
}

const there = ok(null);
const away = fail('platform-unreachable');
const member = ok({ staff: 'S-0042' });

beforeEach(() => {
  clock = new HandClock(Date.UTC(2026, 10, 21));
  known = null;
  asked = [];
});

describe('a member of staff', () => {
  it.each([
    ['card', card],
    ['code', code],
  ])('by %s: the platform is asked by the sealed number alone', async (_what, credential) => {
    expect(await ask(there, member, credential)).toEqual(ok({ key: 'key of 18', staff: 'S-0042' }));
    expect(asked).toEqual([{ identity: 'sealed 18' }]);
  });

  it('is nobody whom the platform does not know as one', async () => {
    expect(await ask(there, fail('staff-unknown'))).toEqual(fail('staff-unknown'));
  });

  it('has a credential that is good, like everybody', async () => {
    const expired: Credential = { ...card, validTo: '2026-11-20' };
    expect(await ask(there, member, expired)).toEqual(fail('identity-card-expired'));
    expect(asked).toEqual([]);
  });
});

describe('with the platform away', () => {
  it('counts for as many days as the configuration says since it was confirmed here', async () => {
    await ask(there, member);
    await clock.turn(7 * dayMs - 1);
    expect(await ask(away, away)).toEqual(ok({ key: 'key of 18', staff: 'S-0042' }));
    await clock.turn(1);
    expect(await ask(away, away)).toEqual(fail('staff-unknown'));
    expect(asked).toHaveLength(1);
  });

  it('counts as well where the platform goes away between the two questions', async () => {
    await ask(there, member);
    expect(await ask(there, fail('platform-slow'))).toEqual(ok({ key: 'key of 18', staff: 'S-0042' }));
  });

  it('does not count by trust where the configuration gives none', async () => {
    await ask(there, member);
    expect(await ask(away, away, card, 0)).toEqual(fail('staff-unknown'));
  });

  it('was never confirmed here', async () => {
    expect(await ask(away, away)).toEqual(fail('staff-unknown'));
  });

  it('does not count any more once the platform said no', async () => {
    await ask(there, member);
    await ask(there, fail('staff-unknown'));
    expect(await ask(away, away)).toEqual(fail('staff-unknown'));
  });

  it('is known by no code', async () => {
    await ask(there, member, code);
    expect(await ask(away, away, code)).toEqual(away);
  });

  it('is not believed where the platform refuses this station', async () => {
    await ask(there, member);
    expect(await ask(there, fail('platform-refused'))).toEqual(fail('platform-refused'));
    expect(await ask(fail('platform-refused'), member)).toEqual(fail('platform-refused'));
  });
});
