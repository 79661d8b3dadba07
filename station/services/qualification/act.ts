/** The acts of qualification authentication: what is asked of the platform, the devices and the journal. */
import type { ErrorCardId } from '#contracts/error-cards.ts';
import { homeVisitDetailsSchema, type QualificationOutcome } from '#contracts/qualification.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import { drawChallenge } from '../../face/challenge.ts';
import type { CaptureEvidence } from '../../face/capture.ts';
import type { QualificationPorts } from '../../qualification-ports.ts';
import { isAway } from '../../platform-client/away.ts';
import { printSlip } from '../print-slip.ts';
import type { SceneInfo, ScenePorts } from '../scene.ts';
import { receiptSlip } from './receipt.ts';
import { attemptKind, isCounted, endAttempt, noMeasures, recordAttempt, recordVisit } from './record.ts';
import type { QualificationEffect, QualificationOutcomeEvent, Sent, TakenWay } from './state.ts';
import { readerFormat } from './ways.ts';

export const receiptKind = 'print-receipt';

type Effect<D extends QualificationEffect['do']> = Extract<QualificationEffect, { do: D }>;
type Outcome<T extends QualificationOutcomeEvent['type']> = Extract<QualificationOutcomeEvent, { type: T }>;

/** Everything that one act may need. */
interface Desk {
  readonly info: SceneInfo;
  readonly ports: ScenePorts;
  readonly own: QualificationPorts;
  /** The person's number, sealed to the platform. */
  readonly identity: string;
  readonly signal: AbortSignal;
}

/** The platform's no to a person. */
const aboutPerson: readonly Failure['code'][] = ['person-deceased', 'person-unknown'];

const noted: QualificationOutcomeEvent = { type: 'noted' };

export async function actQualification(
  effect: QualificationEffect,
  info: SceneInfo,
  ports: ScenePorts,
  signal: AbortSignal,
): Promise<QualificationOutcomeEvent> {
  const own = ports.qualification;
  const identity = info.person?.sealed ?? null;
  if (own === null || identity === null) throw new Error('not offered to whoever is not identified');
  const desk: Desk = { info, ports, own, identity, signal };
  switch (effect.do) {
    case 'ask-status':
      return askStatus(desk);
    case 'note-proxy':
      noteFailure({ code: 'proxy-refused' }, null, desk);
      return noted;
    case 'warm':
      own.faces.warm();
      return noted;
    case 'begin':
      return { type: 'begun', way: effect.way, begun: begin(effect.way, desk) };
    case 'draw': {
      own.attempts.drew(effect.attempt);
      const actions = drawChallenge(info.config.qualification.face.steps, own.random);
      return { type: 'drawn', actions, at: ports.monotonic() };
    }
    case 'look':
      own.faces.look(effect.attempt, effect.picture, own.attempts.signalOf(effect.attempt));
      return noted;
    case 'judge':
      return judge(effect.attempt, effect.evidence, desk);
    case 'verify-finger':
      return verifyFinger(effect.attempt, desk);
    case 'fail-attempt':
      failAttempt(effect, desk);
      return noted;
    case 'leave-attempt':
      leave(effect.attempt, desk);
      return noted;
    case 'identify-staff':
      return { type: 'staff', staff: await identifyStaff(effect, desk) };
    case 'confirm-by-staff':
      return confirmByStaff(effect, desk);
    case 'book-visit':
      return bookVisit(effect, desk);
    case 'await': {
      const { sent } = effect;
      const settled = await own.settled(sent.key, info.config.delays.submitMs, signal);
      return { type: 'settled', sent, settled };
    }
    case 'print':
      return printReceipt(effect.sent, effect.outcome, effect.copy, desk);
  }
}

async function askStatus(desk: Desk): Promise<QualificationOutcomeEvent> {
  const { own, identity, signal } = desk;
  const status = await own.platform.qualificationStatus({ identity }, signal);
  // Somebody who came while the platform was away may turn out only now to be no recipient any more.
  if (!status.ok && aboutPerson.includes(status.error.code)) noteFailure(status.error, null, desk);
  return { type: 'status', status };
}

/** Failures: attempt-too-soon, those of the journal. */
function begin(way: TakenWay, desk: Desk): Result<{ readonly attempt: string }> {
  const { info, ports, own, identity, signal } = desk;
  const person = info.person?.key ?? null;
  const now = ports.now();
  const since = now - info.config.qualification.attemptGapSeconds * 1000;
  // The gap counts from an attempt's end: capture, comparison and the questions to the platform lie before it.
  const recent = ports.journal.recentIntents(attemptKind, since - 3 * info.config.delays.captureMs);
  if (!recent.ok) return recent;
  const counted = recent.value.some(
    ({ body, outcome, endedAt }) =>
      body['person'] === person &&
      endedAt !== null &&
      endedAt > since &&
      // Later than now: the clock was set back, and nobody is refused until it has caught up.
      endedAt <= now &&
      isCounted(outcome),
  );
  if (counted) {
    const failure: Failure = { code: 'attempt-too-soon' };
    noteFailure(failure, way, desk);
    return { ok: false, error: failure };
  }
  const attempt = ports.newId();
  const audit = info.person?.audit ?? null;
  const begun = ports.journal.beginIntent({
    id: attempt,
    kind: attemptKind,
    body: { face: info.face.id, person, way, audit },
  });
  if (!begun.ok) return begun;
  const ended = own.attempts.begin(attempt, signal, (drawn) => abandon(attempt, drawn, ports));
  if (way === 'face') own.faces.begin(attempt, identity, ended);
  ports.log.event('qualification-begun', { face: info.face.id, person, way });
  return ok({ attempt });
}

/** Nobody waits for it any more; the journal reports its own failure, and the next start settles what stays open. */
function abandon(attempt: string, drawn: boolean, { journal }: ScenePorts): void {
  journal.endIntent({ id: attempt, outcome: { result: 'abandoned', reason: null, drawn } });
}

function leave(attempt: string, { own, ports }: Desk): void {
  const ended = own.attempts.end(attempt);
  if (ended !== null) abandon(attempt, ended.drawn, ports);
}

async function judge(
  attempt: string,
  evidence: CaptureEvidence,
  desk: Desk,
): Promise<QualificationOutcomeEvent> {
  const { info, ports, own } = desk;
  const verdict = await own.faces.judge(attempt, evidence, own.attempts.signalOf(attempt));
  if (!verdict.ok) {
    failAttempt({ attempt, way: 'face', failure: verdict.error }, desk);
    return savedFailure(attempt, verdict.error);
  }
  const { failure, ...facts } = verdict.value;
  const ended = own.attempts.end(attempt);
  if (ended === null) return savedFailure(attempt, { code: 'aborted' });
  const saved = endAttempt(
    { id: attempt, ...ended },
    {
      ...noMeasures,
      ...facts,
      way: 'face',
      reason: failure?.code ?? null,
      devices: devicesOf('face', info),
    },
    failure,
    info,
    ports,
  );
  return concluded(attempt, saved, facts.result === 'failed' ? failure : null, {
    key: attempt,
    way: 'face',
    unmatched: facts.result === 'unmatched',
  });
}

async function verifyFinger(attempt: string, desk: Desk): Promise<QualificationOutcomeEvent> {
  const { info, ports, own, identity } = desk;
  const { face, config } = info;
  const signal = own.attempts.signalOf(attempt);
  const format = readerFormat(info);
  const device = config.devices.find(({ id }) => id === face.fingerprint);
  if (format === null || device === undefined) throw new Error('no fingerprint reader at this face');
  const failed = (failure: Failure): QualificationOutcomeEvent => {
    failAttempt({ attempt, way: 'fingerprint', failure }, desk);
    return savedFailure(attempt, failure);
  };
  const template = await own.platform.fingerprintTemplate({ identity, format }, signal);
  if (!template.ok) return failed(template.error);
  const verified = await ports.call(
    { method: 'verify-finger', device: device.id, format, template: template.value.template },
    config.delays.captureMs,
    signal,
  );
  if (!verified.ok)
    return failed(verified.error.code === 'timeout' ? { code: 'finger-absent' } : verified.error);
  const { matched, score, least } = verified.value;
  const failure: Failure | null = matched ? null : { code: 'finger-mismatch' };
  const ended = own.attempts.end(attempt);
  if (ended === null) return savedFailure(attempt, { code: 'aborted' });
  const saved = endAttempt(
    { id: attempt, ...ended },
    {
      ...noMeasures,
      way: 'fingerprint',
      result: matched ? 'passed' : 'failed',
      reason: failure?.code ?? null,
      devices: devicesOf('fingerprint', info),
      matcher: format === 'ef01' ? 'module' : 'libfprint',
      matchScore: score,
      matchThreshold: least,
    },
    failure,
    info,
    ports,
  );
  return concluded(attempt, saved, failure, { key: attempt, way: 'fingerprint', unmatched: false });
}

/** On record, and what the person sees of it. */
function concluded(
  attempt: string,
  saved: Result<void>,
  failure: Failure | null,
  sent: Sent,
): QualificationOutcomeEvent {
  if (!saved.ok) return { type: 'saved', attempt, saved, card: 'not-saved' };
  return failure === null
    ? { type: 'saved', attempt, saved: ok(sent), card: null }
    : savedFailure(attempt, failure);
}

/** A failure of a reader or of the platform here: there are other ways, which its own card does not know of. */
function savedFailure(attempt: string | null, failure: Failure): Outcome<'saved'> {
  return { type: 'saved', attempt, saved: { ok: false, error: failure }, card: cardInstead(failure) };
}

const readerCodes: readonly Failure['code'][] = [
  'device-no-answer',
  'device-garbled',
  'device-out-of-order',
  'device-restarting',
  'device-unknown',
  'port-unavailable',
  'port-lost',
];

function cardInstead(failure: Failure): ErrorCardId | null {
  if (readerCodes.includes(failure.code)) return 'finger-down';
  return isAway(failure) || failure.code === 'platform-refused' ? 'qualification-away' : null;
}

/** What took part, with its driver. */
function devicesOf(way: TakenWay, { face, config }: SceneInfo): string {
  if (way === 'face') return `${face.id} camera`;
  const reader = config.devices.find(({ id }) => id === face.fingerprint);
  return reader === undefined ? face.id : `${reader.id} ${reader.driver}`;
}

/** A capture that came to nothing. */
function failAttempt(
  { attempt, way, failure }: Pick<Effect<'fail-attempt'>, 'attempt' | 'way' | 'failure'>,
  { info, ports, own }: Desk,
): void {
  const ended = own.attempts.end(attempt);
  if (ended === null) return;
  endAttempt(
    { id: attempt, ...ended },
    { ...noMeasures, way, result: 'failed', reason: failure.code, devices: devicesOf(way, info) },
    failure,
    info,
    ports,
  );
}

/** What no attempt stands for: a proxy, a second attempt too soon. It is in the audit chain all the same. */
function noteFailure(failure: Failure, way: TakenWay | null, { info, ports }: Desk): void {
  const { face, person } = info;
  const body = { face: face.id, way, code: failure.code, audit: person?.audit ?? null };
  ports.journal.record({ audit: { event: 'qualification-failed', person: person?.key ?? null, body } });
  ports.log.event('qualification-failed', {
    face: face.id,
    person: person?.key,
    way,
    code: failure.code,
  });
}

async function identifyStaff(
  { credential }: Effect<'identify-staff'>,
  desk: Desk,
): Promise<Result<{ readonly staff: string }>> {
  const { info, own, signal } = desk;
  const found = await own.identifyStaff(credential, info.face.id, signal);
  if (!found.ok) {
    noteFailure(found.error, null, desk);
    return found;
  }
  if (found.value.key !== info.person?.key) return ok({ staff: found.value.staff });
  noteFailure({ code: 'staff-self' }, null, desk);
  return fail('staff-self');
}

function confirmByStaff(
  { staff, ground }: Effect<'confirm-by-staff'>,
  { info, ports }: Desk,
): QualificationOutcomeEvent {
  const key = ports.newId();
  const saved = recordAttempt(
    key,
    {
      ...noMeasures,
      way: 'staff',
      result: 'passed',
      reason: null,
      devices: info.face.id,
      matcher: 'sight',
      ground,
      staff,
    },
    info,
    ports,
  );
  return concludedAtOnce(saved, { key, way: 'staff', unmatched: false });
}

async function bookVisit(
  { draft, wish, proxy }: Effect<'book-visit'>,
  { info, ports, own }: Desk,
): Promise<QualificationOutcomeEvent> {
  const key = ports.newId();
  const { town, address, phoneOnFile, phone } = draft;
  const details = homeVisitDetailsSchema.parse({ address, phoneOnFile, phone });
  const sealed = await own.seal('home-visit', JSON.stringify(details));
  const saved = recordVisit(key, { proxy, town, wish, details: sealed }, info, ports);
  return concludedAtOnce(saved, { key, way: 'home-visit', unmatched: false });
}

function concludedAtOnce(saved: Result<void>, sent: Sent): QualificationOutcomeEvent {
  return saved.ok
    ? { type: 'saved', attempt: null, saved: ok(sent), card: null }
    : { type: 'saved', attempt: null, saved, card: 'not-saved' };
}

async function printReceipt(
  sent: Sent,
  outcome: QualificationOutcome | null,
  copy: boolean,
  { info, ports }: Desk,
): Promise<QualificationOutcomeEvent> {
  const time = new Intl.DateTimeFormat('sv-SE', {
    timeZone: info.config.hall.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(ports.now());
  const print = await printSlip(
    {
      kind: receiptKind,
      slip: receiptSlip(sent, outcome, copy, time, info),
      body: { face: info.face.id, attempt: sent.key, copy, audit: info.person?.audit ?? null },
      event: 'receipt-printed',
    },
    info,
    ports,
  );
  return { type: 'printed', print };
}
