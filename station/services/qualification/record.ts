/** Putting an attempt or a booking on record: outcome, audit entry and message to the platform are one commit. */
import type { FailureCode } from '#contracts/failures.ts';
import type { PlatformEvent } from '#contracts/platform-api.ts';
import type { HomeVisitBody, QualificationBody } from '#contracts/qualification.ts';
import type { Failure, Result } from '#contracts/result.ts';
import type { Facts } from '../../journal/audit-chain.ts';
import type { SceneInfo, ScenePorts } from '../scene.ts';

/** The kind of intent that an attempt is, from its beginning to its decision. */
export const attemptKind = 'qualification';

/** These say something of whoever stood there, and count for "a second attempt within a minute". */
const toldOfPerson: readonly FailureCode[] = ['face-mismatch', 'face-not-live', 'finger-mismatch'];
/** These do once a challenge has been drawn: otherwise one could leave and come back until an easy one is asked for. */
const leftChallenge: readonly (FailureCode | null)[] = [null, 'face-several', 'face-not-found'];

/** Whether an attempt that ended so keeps the same person from beginning another one at once. */
export function isCounted(outcome: Facts | null): boolean {
  if (outcome === null) return false;
  const { result, reason, drawn } = outcome;
  if (result === 'passed' || result === 'unmatched' || toldOfPerson.some((code) => code === reason))
    return true;
  return drawn === true && leftChallenge.some((code) => code === reason);
}

type AttemptFacts = Omit<QualificationBody, 'face' | 'audit' | 'version' | 'identity'>;

/** Of a way that has no such measures. */
export const noMeasures = {
  matcher: null,
  matchScore: null,
  matchThreshold: null,
  antispoof: null,
  antispoofThreshold: null,
  liveness: null,
  livenessThreshold: null,
  challenge: null,
  challengeMs: null,
  ground: null,
  staff: null,
  image: null,
} as const satisfies Partial<AttemptFacts>;

/** Ends an attempt's intent. Failures: the journal's. */
export function endAttempt(
  { id, drawn }: { readonly id: string; readonly drawn: boolean },
  facts: AttemptFacts,
  failure: Failure | null,
  info: SceneInfo,
  ports: ScenePorts,
): Result<void> {
  const saved = ports.journal.endIntent({
    id,
    outcome: { result: facts.result, reason: facts.reason, drawn },
    ...besides(id, facts, info, ports),
  });
  if (saved.ok) tell(facts, failure, info, ports);
  return saved;
}

/** An attempt without a beginning of its own: staff confirm in one act. Failures: the journal's. */
export function recordAttempt(
  key: string,
  facts: AttemptFacts,
  info: SceneInfo,
  ports: ScenePorts,
): Result<void> {
  const saved = ports.journal.record(besides(key, facts, info, ports));
  if (saved.ok) tell(facts, null, info, ports);
  return saved;
}

function besides(key: string, facts: AttemptFacts, info: SceneInfo, ports: ScenePorts) {
  const body: QualificationBody = { ...commonBody(info, ports), ...facts };
  const { identity: _identity, image, ...told } = body;
  return {
    audit: {
      event: 'qualification-decided' as const,
      person: info.person?.key ?? null,
      body: { ...told, attempt: key, image: image !== null },
    },
    outbox: eventOf('qualification', body, info, ports),
    outboxKey: key,
  };
}

function tell(
  { way, result, matchScore, challengeMs }: AttemptFacts,
  failure: Failure | null,
  { face, person }: SceneInfo,
  { log }: ScenePorts,
): void {
  log.event('qualification-decided', {
    face: face.id,
    person: person?.key ?? null,
    way,
    result,
    code: failure?.code,
    score: matchScore,
    ms: challengeMs,
  });
}

/** Failures: the journal's. */
export function recordVisit(
  key: string,
  visit: Pick<HomeVisitBody, 'proxy' | 'town' | 'wish' | 'details'>,
  info: SceneInfo,
  ports: ScenePorts,
): Result<void> {
  const body: HomeVisitBody = { ...commonBody(info, ports), ...visit };
  const { face, audit, town, wish, proxy } = body;
  const person = info.person?.key ?? null;
  const saved = ports.journal.record({
    audit: { event: 'home-visit-booked', person, body: { face, audit, town, wish, proxy, booking: key } },
    outbox: eventOf('home-visit', body, info, ports),
    outboxKey: key,
  });
  if (saved.ok) ports.log.event('home-visit-booked', { face, person, town, proxy });
  return saved;
}

function commonBody({ face, person }: SceneInfo, { qualification }: ScenePorts) {
  if (qualification === null || person?.sealed === null || person === null)
    throw new Error('nobody is identified for qualification authentication');
  return {
    face: face.id,
    audit: person.audit,
    version: qualification.version,
    identity: person.sealed,
  };
}

function eventOf(
  topic: 'qualification' | 'home-visit',
  body: Facts,
  { config, person }: SceneInfo,
  { now }: ScenePorts,
): PlatformEvent {
  return {
    topic,
    station: config.station,
    at: new Date(now()).toISOString(),
    person: person?.key ?? null,
    body,
  };
}
