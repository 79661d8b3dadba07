/**
 * Credential -> person, through validity rules and the platform. Numbers and names end here: what leaves is a keyed
 * hash, the number sealed to the platform where something needs it, a masked name and what the person may have.
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
import { isAway } from '../platform-client/away.ts';
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
  /** Seals a number to the platform (`sealedSchema`); null where nothing is offered that needs it. */
  readonly seal: ((number: string) => Promise<string>) | null;
  /**
   * A credential led to a person who may not be served (person-deceased, person-record), to be put on record. `key`:
   * keyed hash of whom the platform named, or else of whom the card names; null where neither does.
   */
  readonly refused: (key: string | null, code: FailureCode, credential: CredentialKind) => void;
}

const awayNote: Text = {
  zh: '暂时连不上系统，本机先按卡片信息为您服务',
  en: 'The system cannot be reached; you are served with what your card says',
};

/**
 * Failures: card-expired, card-lost, card-cancelled, card-not-activated, identity-card-expired, unknown-code,
 * person-deceased, person-record, and those of the platform's questions.
 */
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
  const { config, platform } = services;
  const { kind, holder, cardIdentificationCode, cardNumber, specVersion } = card;
  const valid = checkSocialSecurityCard(card, today(services), config.localRegions);
  if (!valid.ok) return valid;
  const answer = await platform.resolveCard({ cardIdentificationCode, cardNumber, specVersion }, signal);
  const number = holder?.socialSecurityNumber ?? null;
  if (!answer.ok) {
    if (!isAway(answer.error)) return answered(answer.error, number, kind, services);
    const { name = null, birthDate = null } = holder ?? {};
    return unconfirmed({ number, name, birthDate }, kind, valid.value, services);
  }
  const { person, cardState } = answer.value;
  // Before the card's state: a dead person's card is cancelled as well, and that somebody uses it is what counts.
  if (person.deceased) return refuse('person-deceased', person.number, kind, services);
  // A free holder file and the platform must speak of one person; otherwise the card may be a copy.
  if (number !== null && number.toUpperCase() !== person.number.toUpperCase())
    return refuse('person-record', person.number, kind, services);
  const state = checkCardState(cardState);
  if (!state.ok) return state;
  return confirmed(person, kind, valid.value, services);
}

async function identifyIdentityCard(
  card: IdentityCard,
  services: IdentifyServices,
  signal: AbortSignal,
): Promise<Result<Identified>> {
  const { kind, number, name } = card;
  const valid = checkIdentityCard(card, today(services));
  if (!valid.ok) return valid;
  const answer = await services.platform.resolveIdentityCard({ number, name }, signal);
  if (!answer.ok) {
    if (!isAway(answer.error)) return answered(answer.error, number, kind, services);
    return unconfirmed(card, kind, valid.value, services);
  }
  const { person } = answer.value;
  if (person.deceased) return refuse('person-deceased', person.number, kind, services);
  return confirmed(person, kind, valid.value, services);
}

/** A code is opaque: only its verifier can judge it, so that without the platform there is nobody to serve. */
async function identifyCode(
  code: Code,
  services: IdentifyServices,
  signal: AbortSignal,
): Promise<Result<Identified>> {
  const { kind } = code;
  const route = routeCode(code.text, services.config.codes.patterns);
  if (!route.ok) return route;
  const answer = await services.platform.verifyCode(
    { code: route.value.code, verifier: route.value.verifier, businessType: '01' },
    signal,
  );
  if (!answer.ok) return answered(answer.error, null, kind, services);
  const { person, cardState } = answer.value;
  if (person.deceased) return refuse('person-deceased', person.number, kind, services);
  const state = checkCardState(cardState);
  if (!state.ok) return state;
  return confirmed(person, kind, [], services);
}

/** The platform's no, put on record where it is about the person and not about the credential. */
function answered(
  failure: Failure,
  number: string | null,
  credential: CredentialKind,
  services: IdentifyServices,
): Result<never> {
  const { code, detail } = failure;
  if (code === 'person-deceased' || code === 'person-record')
    return refuse(code, number, credential, services);
  return fail(code, detail);
}

/** `number`: whose the credential is, as far as that is known. */
function refuse(
  code: 'person-deceased' | 'person-record',
  number: string | null,
  credential: CredentialKind,
  { personKey, refused }: IdentifyServices,
): Result<never> {
  refused(number === null ? null : personKey(number), code, credential);
  return fail(code);
}

function confirmed(
  { number, name, birthDate, disabled }: PlatformPerson,
  credential: CredentialKind,
  notes: readonly Text[],
  services: IdentifyServices,
): Promise<Result<Identified>> {
  const priority = disabled ? 'disabled' : elderly(birthDate, services);
  return identified({ number, name }, { priority, credential, confirmed: true, notes }, services);
}

/** The platform is away: whom the card names, if it names anybody. */
function unconfirmed(
  { number, name, birthDate }: { readonly birthDate: string | null } & Named,
  credential: CredentialKind,
  notes: readonly Text[],
  services: IdentifyServices,
): Promise<Result<Identified>> {
  const priority = elderly(birthDate, services);
  return identified(
    { number, name },
    { priority, credential, confirmed: false, notes: [...notes, awayNote] },
    services,
  );
}

interface Named {
  readonly number: string | null;
  readonly name: string | null;
}

/** Number and name end here. */
async function identified(
  { number, name }: Named,
  rest: Pick<Identified, 'priority' | 'credential' | 'confirmed' | 'notes'>,
  services: IdentifyServices,
): Promise<Result<Identified>> {
  const { personKey, seal } = services;
  const key = number === null ? null : personKey(number);
  return ok({
    key,
    sealed: number === null || seal === null ? null : await seal(number),
    audit: auditOf(key, services),
    maskedName: name === null ? null : maskName(name),
    ...rest,
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
