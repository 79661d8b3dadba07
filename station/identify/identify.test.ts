import { describe, expect, it } from '@jest/globals';

import type { Credential, IdentityCard, SocialSecurityCard } from '#contracts/credentials.ts';
import type { CardState, PlatformPerson } from '#contracts/platform-api.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { testConfig } from '#test/support/station-config.ts';
import { auditNumber } from './audit-number.ts';
import { ageOn, dateIn } from './calendar.ts';
import { identify, type IdentifyServices, type PersonSource } from './identify.ts';

const number = '11010519491231002X';
const person: PlatformPerson = {
  number,
  name: '测试甲',
  sex: 'female',
  birthDate: '1949-12-31',
  disabled: false,
  deceased: false,
};
const card: SocialSecurityCard = {
  kind: 'social-security-card',
  specVersion: '2.00',
  cardClass: '1',
  issuer: '5'.repeat(24),
  issuerRegion: '500105',
  cardNumber: 'T00000001',
  cardIdentificationCode: 'A'.repeat(32),
  issuedOn: '2021-03-15',
  expiresOn: '2031-03-14',
  algorithm: '3des',
  holderAccess: 'free',
  holder: {
    socialSecurityNumber: number,
    name: '测试甲',
    sex: 'female',
    ethnicGroup: '01',
    birthPlace: null,
    birthDate: '1949-12-31',
  },
  reader: 'r',
  atr: '3B',
  apduCount: 9,
  durationMs: 10,
};
const identityCard: IdentityCard = {
  kind: 'identity-card',
  layout: 'citizen',
  name: '测试甲',
  sex: 'female',
  ethnicGroup: '01',
  birthDate: '1949-12-31',
  address: '某地',
  number,
  issuer: '某局',
  validFrom: '2015-01-02',
  validTo: '长期',
  samId: '',
  durationMs: 1,
};
const code: Credential = {
  kind: 'code',
  text: `YKU${'c'.repeat(24)}`,
  aimIdentifier: null,
  reports: 1,
  durationMs: 1,
};

/** A platform that answers as told and remembers what it was asked. */
class Platform implements PersonSource {
  readonly asked: unknown[] = [];
  readonly #answer: Result<{ person: PlatformPerson; cardState: CardState }>;

  constructor(answer: Result<{ person: PlatformPerson; cardState: CardState }>) {
    this.#answer = answer;
  }

  resolveCard = (request: unknown) => this.#note(request);
  resolveIdentityCard = (request: unknown) => this.#note(request);
  verifyCode = (request: unknown) => this.#note(request);

  #note(request: unknown) {
    this.asked.push(request);
    return Promise.resolve(this.#answer);
  }
}

/** What was put on record of people who may not be served, by the newest `ask`. */
let refused: unknown[] = [];

function ask(
  credential: Credential,
  platform: Platform,
  at = Date.UTC(2026, 10, 21),
  seal: IdentifyServices['seal'] = null,
) {
  refused = [];
  return identify(
    credential,
    {
      config: testConfig({ localRegions: ['50'] }),
      platform,
      personKey: (text) => `key of ${text.length}`,
      clock: new HandClock(at),
      newId: () => 'new-id',
      seal,
      refused: (...what) => void refused.push(what),
    },
    new AbortController().signal,
  );
}

const knows = (change: Partial<PlatformPerson> = {}, cardState: CardState = 'normal'): Platform =>
  new Platform(ok({ person: { ...person, ...change }, cardState }));

describe('a credential that the platform knows', () => {
  it.each([
    ['card', card],
    ['identity card', identityCard],
    ['code', code],
  ])('%s: a keyed hash, a masked name and the priority; no number and no name', async (_what, credential) => {
    const result = await ask(credential, knows());
    expect(result).toMatchObject({
      ok: true,
      value: { key: 'key of 18', maskedName: '测**', priority: 'elderly', confirmed: true },
    });
    expect(JSON.stringify(result)).not.toMatch(/测试甲|11010519/);
  });

  it('sends a code without the prefix of the scanner, once', async () => {
    const platform = knows();
    await ask(code, platform);
    expect(platform.asked).toEqual([{ code: 'c'.repeat(24), verifier: 'yukuai', businessType: '01' }]);
  });

  it('puts disability before age', async () => {
    expect(await ask(card, knows({ disabled: true }))).toMatchObject({ value: { priority: 'disabled' } });
    expect(await ask(card, knows({ birthDate: '1999-01-01' }))).toMatchObject({ value: { priority: null } });
  });

  it('is 65 on the birthday, not the day before', () => {
    expect(ageOn('1961-11-21', '2026-11-20')).toBe(64);
    expect(ageOn('1961-11-21', '2026-11-21')).toBe(65);
    expect(ageOn('1964-02-29', '2029-02-28')).toBe(64);
    expect(ageOn('1964-02-29', '2029-03-01')).toBe(65);
  });
});

describe('refusals', () => {
  it.each([
    ['not-activated', 'card-not-activated'],
    ['lost', 'card-lost'],
    ['pre-lost', 'card-lost'],
    ['void', 'card-cancelled'],
    ['cancelled', 'card-cancelled'],
  ] as const)('a card that is %s', async (state, failure) => {
    expect(await ask(card, knows({}, state))).toEqual(fail(failure));
  });

  it('an expired card is not sent to the platform', async () => {
    const platform = knows();
    expect(await ask({ ...card, expiresOn: '2026-11-20' }, platform)).toEqual(fail('card-expired'));
    expect(platform.asked).toEqual([]);
  });

  it('a card is good through its last day, where the hall stands', async () => {
    const lastDay = { ...card, expiresOn: '2026-11-21' };
    // 15:59 UTC is 23:59 in Chongqing, one minute later it is the next day there.
    expect((await ask(lastDay, knows(), Date.UTC(2026, 10, 21, 15, 59))).ok).toBe(true);
    expect((await ask(lastDay, knows(), Date.UTC(2026, 10, 21, 16, 0))).ok).toBe(false);
  });

  it('an expired identity card, and one for good that is not', async () => {
    const expired = { ...identityCard, validTo: '2026-11-20' };
    expect(await ask(expired, knows())).toEqual(fail('identity-card-expired'));
    expect((await ask(identityCard, knows())).ok).toBe(true);
  });

  it.each([
    ['card', card],
    ['identity card', identityCard],
    ['code', code],
  ])('somebody recorded as dead, by %s, and that is on record once', async (_what, credential) => {
    expect(await ask(credential, knows({ deceased: true }))).toEqual(fail('person-deceased'));
    expect(refused).toEqual([['key of 18', 'person-deceased', credential.kind]]);
  });

  it('a dead person whose card is cancelled as well: recorded as dead', async () => {
    expect(await ask(card, knows({ deceased: true }, 'cancelled'))).toEqual(fail('person-deceased'));
    expect(refused).toHaveLength(1);
  });

  it.each([
    ['card', card, 'key of 18'],
    ['identity card', identityCard, 'key of 18'],
    ['code', code, null],
  ])('whom the platform refuses itself, by %s', async (_what, credential, key) => {
    expect(await ask(credential, new Platform(fail('person-deceased', '409')))).toMatchObject({
      error: { code: 'person-deceased' },
    });
    expect(refused).toEqual([[key, 'person-deceased', credential.kind]]);
  });

  it('a card whose holder is not the one that the platform names; that one is on record', async () => {
    expect(await ask(card, knows({ number: 'permit-15-chars' }))).toEqual(fail('person-record'));
    expect(refused).toEqual([['key of 15', 'person-record', 'social-security-card']]);
  });

  it('no credential that is merely no good: nobody is on record for it', async () => {
    await ask(card, knows({}, 'lost'));
    expect(refused).toEqual([]);
    await ask(card, new Platform(fail('person-unknown')));
    expect(refused).toEqual([]);
    await ask(card, knows());
    expect(refused).toEqual([]);
  });

  it('a code that no pattern knows goes nowhere', async () => {
    const platform = knows();
    expect(await ask({ ...code, text: 'https://example.org' }, platform)).toEqual(fail('unknown-code'));
    expect(platform.asked).toEqual([]);
  });
});

describe('the sealed number', () => {
  const seal = (text: string) => Promise.resolve(`sealed ${text.length}`);
  const away = () => new Platform(fail('platform-unreachable'));

  it.each([
    ['card', card],
    ['identity card', identityCard],
    ['code', code],
  ])('%s: of the person that the platform names', async (_what, credential) => {
    const result = await ask(credential, knows({ name: '测试甲' }), undefined, seal);
    expect(result).toMatchObject({ value: { sealed: 'sealed 18' } });
  });

  it.each([
    ['card', card],
    ['identity card', identityCard],
  ])('%s: of the holder, with the platform away', async (_what, credential) => {
    expect(await ask(credential, away(), undefined, seal)).toMatchObject({
      value: { sealed: 'sealed 18', confirmed: false },
    });
  });

  it('is none where the card names nobody, and where nothing needs it', async () => {
    const locked: SocialSecurityCard = { ...card, holderAccess: 'needs-authentication', holder: null };
    expect(await ask(locked, away(), undefined, seal)).toMatchObject({ value: { key: null, sealed: null } });
    expect(await ask(card, knows())).toMatchObject({ value: { key: 'key of 18', sealed: null } });
  });
});

describe('what a person is told', () => {
  it('a card can be renewed from 60 days before its expiry', async () => {
    const notesOf = async (expiresOn: string) => {
      const result = await ask({ ...card, expiresOn }, knows());
      return result.ok ? result.value.notes.length : -1;
    };
    expect(await notesOf('2027-01-20')).toBe(1);
    expect(await notesOf('2027-01-21')).toBe(0);
  });

  it.each([
    ['2026-11-21', '您的社会保障卡今天到期，现在就可以换卡'],
    ['2026-11-22', '您的社会保障卡还有 1 天到期，现在就可以换卡'],
  ])('says in plain words when a card of %s expires', async (expiresOn, note) => {
    const result = await ask({ ...card, expiresOn }, knows());
    expect(result.ok ? result.value.notes[0]?.zh : result.error.code).toBe(note);
  });

  it('a card from elsewhere', async () => {
    const result = await ask({ ...card, issuerRegion: '110105' }, knows());
    expect(result).toMatchObject({ value: { notes: [{ zh: expect.stringContaining('外地') }] } });
  });
});

describe('with the platform away', () => {
  const away = (): Platform => new Platform(fail('platform-unreachable'));

  it('a card that names its holder vouches for them, unconfirmed', async () => {
    expect(await ask(card, away())).toMatchObject({
      value: { key: 'key of 18', maskedName: '测**', confirmed: false, priority: 'elderly' },
    });
  });

  it('a locked card is a card without a person', async () => {
    const locked: SocialSecurityCard = {
      ...card,
      specVersion: '3.00',
      holderAccess: 'needs-authentication',
      holder: null,
    };
    expect(await ask(locked, away())).toMatchObject({
      value: { key: null, maskedName: null, confirmed: false, audit: 'new-id' },
    });
  });

  it('a code vouches for nobody', async () => {
    expect(await ask(code, away())).toEqual(fail('platform-unreachable'));
  });

  it('an answer about the person is no absence', async () => {
    expect(await ask(card, new Platform(fail('person-unknown')))).toEqual(fail('person-unknown'));
    expect(await ask(card, new Platform(fail('platform-refused')))).toEqual(fail('platform-refused'));
  });
});

describe('audit number', () => {
  it('is the same all day and another on the next, with nothing of the key in it', () => {
    const today = auditNumber('key', '2026-11-21');
    expect(today).toMatch(/^[0-9A-V]{16}$/);
    expect(auditNumber('key', '2026-11-21')).toBe(today);
    expect(auditNumber('key', '2026-11-22')).not.toBe(today);
    expect(auditNumber('yek', '2026-11-21')).not.toBe(today);
  });

  it('follows the day of the hall', () => {
    expect(dateIn('Asia/Shanghai', Date.UTC(2026, 10, 21, 16, 0))).toBe('2026-11-22');
    expect(dateIn('UTC', Date.UTC(2026, 10, 21, 16, 0))).toBe('2026-11-21');
  });
});
