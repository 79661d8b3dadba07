/**
 * Credential -> person, through validity rules and the platform. Numbers and names end here: what leaves is a keyed
 * hash, a masked name and what the person may have.
 */
import type { Clock } from '#contracts/clock.ts';
import type {
  Code,
  Credential,
  CredentialKind,
  IdentityCard,
  SocialSecurityCard,
} from '#contracts/credentials.ts';
import type { FailureCode } from '#contracts/failures.ts';
import type { Priority } from '#contracts/hall-api.ts';
import type { CardState, PlatformPerson } from '#contracts/platform-api.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import type { Text } from '#contracts/text.ts';
import type { StationConfig } from '../config/schema.ts';
import { auditNumber } from './audit-number.ts';
import { ageOn, dateIn } from './calendar.ts';
import { routeCode } from './code-routing.ts';
import type { Identified } from './identified.ts';
import { maskName } from './mask.ts';
import { checkCardState, checkIdentityCard, checkSocialSecurityCard } from './validity.ts';

/** What identification asks of the platform; failures are the platform client's. */
export interface PersonSource {
  resolveCard(
    request: {
      readonly cardIdentificationCode: string;
      readonly cardNumber: string;
      readonly specVersion: string;
    },
    signal: AbortSignal,
  ): Promise<Result<{ readonly person: PlatformPerson; readonly cardState: CardState }>>;
  resolveIdentityCard(
    request: { readonly number: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<Result<{ readonly person: PlatformPerson }>>;
  verifyCode(
    request: { readonly code: string; readonly verifier: string; readonly businessType: '01' | '02' | '03' },
    signal: AbortSignal,
  ): Promise<Result<{ readonly person: PlatformPerson; readonly cardState: CardState }>>;
}

export interface IdentifyServices {
  readonly config: StationConfig;
  readonly platform: PersonSource;
  /** Keyed hash of a number. */
  readonly personKey: (number: string) => string;
  readonly clock: Clock;
  /** A new id: random, never used before. */
  readonly newId: () => string;
}

/**
 * Only these mean "the platform is away"; every other failure is an answer: about the person, or about this terminal,
 * whose key may have been taken back (platform-refused), and which then has nobody to vouch for it.
 */
const awayCodes: readonly FailureCode[] = [
  'platform-unreachable',
  'platform-slow',
  'platform-nonsense',
  'platform-error',
];

const awayNote: Text = {
  zh: '暂时连不上系统，本机先按卡片信息为您服务',
  en: 'The system cannot be reached; you are served with what your card says',
};

export async function identify(
  credential: Credential,
  services: IdentifyServices,
  signal: AbortSignal,
): Promise<Result<Identified>> {
  switch (credential.kind) {
    case 'social-security-card':
      return identifyCard(credential, services, signal);
    case 'identity-card':
      return identifyIdentityCard(credential, services, signal);
    case 'code':
      return identifyCode(credential, services, signal);
  }
}

async function identifyCard(
  card: SocialSecurityCard,
  services: IdentifyServices,
  signal: AbortSignal,
): Promise<Result<Identified>> {
  const { config, platform, personKey } = services;
  const valid = checkSocialSecurityCard(card, today(services), config.localRegions);
  if (!valid.ok) return valid;
  const answer = await platform.resolveCard(
    {
      cardIdentificationCode: card.cardIdentificationCode,
      cardNumber: card.cardNumber,
      specVersion: card.specVersion,
    },
    signal,
  );
  if (!answer.ok) {
    if (!isAway(answer.error)) return answer;
    const { holder } = card;
    const key = holder === null ? null : personKey(holder.socialSecurityNumber);
    return ok({
      key,
      audit: auditOf(key, services),
      maskedName: holder === null ? null : maskName(holder.name),
      priority: elderly(holder?.birthDate ?? null, services),
      credential: card.kind,
      confirmed: false,
      notes: [...valid.value, awayNote],
    });
  }
  const { person, cardState } = answer.value;
  const state = checkCardState(cardState);
  if (!state.ok) return state;
  // A free holder file and the platform must speak of one person; otherwise the card may be a copy.
  if (card.holder !== null && card.holder.socialSecurityNumber.toUpperCase() !== person.number.toUpperCase())
    return fail('person-record', 'the card names another holder than the platform');
  return confirmed(person, card.kind, valid.value, services);
}

async function identifyIdentityCard(
  card: IdentityCard,
  services: IdentifyServices,
  signal: AbortSignal,
): Promise<Result<Identified>> {
  const valid = checkIdentityCard(card, today(services));
  if (!valid.ok) return valid;
  const answer = await services.platform.resolveIdentityCard(
    { number: card.number, name: card.name },
    signal,
  );
  if (answer.ok) return confirmed(answer.value.person, card.kind, valid.value, services);
  if (!isAway(answer.error)) return answer;
  const key = services.personKey(card.number);
  return ok({
    key,
    audit: auditOf(key, services),
    maskedName: maskName(card.name),
    priority: elderly(card.birthDate, services),
    credential: card.kind,
    confirmed: false,
    notes: [...valid.value, awayNote],
  });
}

/** A code is opaque: only its verifier can judge it, so that without the platform there is nobody to serve. */
async function identifyCode(
  code: Code,
  services: IdentifyServices,
  signal: AbortSignal,
): Promise<Result<Identified>> {
  const route = routeCode(code.text, services.config.codes.patterns);
  if (!route.ok) return route;
  const answer = await services.platform.verifyCode(
    { code: route.value.code, verifier: route.value.verifier, businessType: '01' },
    signal,
  );
  if (!answer.ok) return answer;
  const state = checkCardState(answer.value.cardState);
  if (!state.ok) return state;
  return confirmed(answer.value.person, code.kind, [], services);
}

function confirmed(
  person: PlatformPerson,
  credential: CredentialKind,
  notes: readonly Text[],
  services: IdentifyServices,
): Result<Identified> {
  if (person.deceased) return fail('person-deceased');
  const key = services.personKey(person.number);
  return ok({
    key,
    audit: auditOf(key, services),
    maskedName: maskName(person.name),
    priority: person.disabled ? 'disabled' : elderly(person.birthDate, services),
    credential,
    confirmed: true,
    notes,
  });
}

function auditOf(key: string | null, services: IdentifyServices): string {
  return key === null ? services.newId() : auditNumber(key, today(services));
}

function elderly(birthDate: string | null, services: IdentifyServices): Priority | null {
  if (birthDate === null) return null;
  return ageOn(birthDate, today(services)) >= services.config.hall.elderlyFrom ? 'elderly' : null;
}

function today({ config, clock }: IdentifyServices): string {
  return dateIn(config.hall.timeZone, clock.now());
}

function isAway(failure: Failure): boolean {
  return awayCodes.includes(failure.code);
}
