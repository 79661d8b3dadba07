/**
 * 待遇领取资格认证 at the platform, in memory: what stands of each person's benefits, and what becomes of the attempts and
 * bookings that stations send, once for each idempotency key.
 */
import type { z } from 'zod';

import type { Clock } from '#contracts/clock.ts';
import type { PlatformEvent, StandInPerson, StandInQualification } from '#contracts/platform-api.ts';
import {
  homeVisitBodySchema,
  homeVisitDetailsSchema,
  qualificationBodySchema,
  type HomeVisitBody,
  type QualificationBody,
  type QualificationOutcome,
  type QualificationStatus,
} from '#contracts/qualification.ts';
import { ok, type Result } from '#contracts/result.ts';
import { benefitOn, benefitsOf, type BenefitRecord } from './benefits.ts';
import { cityDate, oneYearAfter } from './calendar.ts';
import type { FaceComparison } from './face-comparison.ts';
import { addressesOf, phonesOf, type OnFile } from './on-file.ts';
import { isJpeg } from './photos.ts';
import type { Register } from './register.ts';
import { unseal } from './unseal.ts';

type Decision = Omit<QualificationOutcome, 'reference'>;
type VisitDetails = z.infer<typeof homeVisitDetailsSchema>;

/** Null: it breaks the contract, and would under any key. */
type Judged = Result<QualificationOutcome | null>;

export class Qualification {
  readonly #people: Register;
  readonly #onFile: OnFile;
  readonly #comparison: FaceComparison;
  readonly #clock: Clock;
  readonly #records: Map<number, readonly BenefitRecord[]>;
  readonly #judged = new Map<string, Promise<Judged>>();
  readonly #attempts: StandInQualification['attempts'][number][] = [];
  readonly #visits: StandInQualification['visits'][number][] = [];

  constructor(parts: {
    readonly people: Register;
    readonly onFile: OnFile;
    readonly comparison: FaceComparison;
    readonly clock: Clock;
  }) {
    this.#people = parts.people;
    this.#onFile = parts.onFile;
    this.#comparison = parts.comparison;
    this.#clock = parts.clock;
    const now = this.#clock.now();
    this.#records = new Map(parts.people.all.map((one) => [one.index, benefitsOf(one, now)]));
  }

  status(person: StandInPerson): QualificationStatus {
    const today = this.#today();
    return {
      benefits: this.#benefits(person).map((record) => benefitOn(record, today)),
      enrolled: this.#onFile.enrolled(person.index),
      addresses: [...addressesOf(person)],
      phones: [...phonesOf(person)],
    };
  }

  /** As another terminal would, today. */
  authenticate(person: StandInPerson): void {
    this.#renew(person, this.#today());
  }

  /**
   * The same for a key however often it is asked, also while the first is under way; a failure (of the face engine) is
   * kept for nobody, so that the station may send it again.
   */
  judge(key: string, event: PlatformEvent): Promise<Judged> {
    const known = this.#judged.get(key);
    if (known !== undefined) return known;
    const judging = this.#judge(event).then((judged) => {
      if (!judged.ok || judged.value === null) this.#judged.delete(key);
      return judged;
    });
    this.#judged.set(key, judging);
    return judging;
  }

  report(): StandInQualification {
    return { attempts: this.#attempts, visits: this.#visits };
  }

  #judge(event: PlatformEvent): Promise<Judged> {
    if (event.topic === 'home-visit') {
      const visit = homeVisitBodySchema.safeParse(event.body);
      return visit.success ? this.#book(event, visit.data) : Promise.resolve(ok(null));
    }
    const attempt = qualificationBodySchema.safeParse(event.body);
    return attempt.success ? this.#attempt(event, attempt.data) : Promise.resolve(ok(null));
  }

  async #attempt(event: PlatformEvent, body: QualificationBody): Promise<Judged> {
    const number = await unseal('identity', body.identity);
    if (number === null) return ok(null);
    const person = this.#people.byNumber(number.toString());
    const decided = await this.#decide(event, body, person);
    if (!decided.ok) return decided;
    const reference = this.#reference('Z', this.#attempts.length + 1);
    this.#attempts.push({
      reference,
      station: event.station,
      at: event.at,
      person: person?.index ?? null,
      way: body.way,
      result: body.result,
      outcome: decided.value.outcome,
    });
    return ok({ ...decided.value, reference });
  }

  async #decide(
    event: PlatformEvent,
    body: QualificationBody,
    person: StandInPerson | null,
  ): Promise<Result<Decision>> {
    if (body.result === 'failed') return ok(without('recorded'));
    // Somebody who is not known, or dead, or draws nothing: the record speaks against it, and no repetition will help.
    if (person === null || person.person.deceased || this.#benefits(person).length === 0)
      return ok(without('refused'));
    if (body.way === 'staff' && !this.#mayConfirm(body.staff, person)) return ok(without('refused'));
    if (body.result === 'unmatched') {
      const matched = await this.#isOnPicture(person, body.image);
      if (!matched.ok) return matched;
      if (!matched.value) return ok(without('refused'));
    }
    return ok(this.#authenticated(person, event));
  }

  /** An attempt counts for the day on which it was made, and for nothing where that day or a later one counts already. */
  #authenticated(person: StandInPerson, event: PlatformEvent): Decision {
    const today = this.#today();
    // A station's clock that runs ahead dates nothing after today.
    const made = [cityDate(Date.parse(event.at)), today].toSorted()[0] ?? today;
    const records = this.#benefits(person);
    const oldest = records.map(({ authenticatedOn }) => authenticatedOn ?? '').toSorted()[0] ?? '';
    if (oldest >= made)
      return {
        outcome: 'already-authenticated',
        authenticatedOn: oldest,
        nextBefore: oneYearAfter(oldest),
        resumed: false,
      };
    const resumed = records.some((record) => benefitOn(record, today).suspendedSince !== null);
    this.#renew(person, made);
    return {
      outcome: 'authenticated',
      authenticatedOn: made,
      nextBefore: oneYearAfter(made),
      resumed: resumed && oneYearAfter(made) >= today,
    };
  }

  #mayConfirm(staff: string | null, person: StandInPerson): boolean {
    const confirming = staff === null ? null : this.#people.byStaffId(staff);
    return confirming !== null && confirming.index !== person.index;
  }

  /** A sealed picture that does not open or is none is nobody's picture. */
  async #isOnPicture(person: StandInPerson, image: string | null): Promise<Result<boolean>> {
    const onFile = this.#onFile.face(person.index);
    const jpeg = image === null ? null : await unseal('image', image);
    if (onFile === null || jpeg === null || !isJpeg(jpeg)) return ok(false);
    const match = await this.#comparison.compare(jpeg, onFile);
    return match.ok ? ok(match.value.matched) : match;
  }

  async #book(event: PlatformEvent, body: HomeVisitBody): Promise<Judged> {
    const number = await unseal('identity', body.identity);
    const details = detailsOf(await unseal('home-visit', body.details));
    if (number === null || details === null) return ok(null);
    const person = this.#people.byNumber(number.toString());
    const reference = this.#reference('S', this.#visits.length + 1);
    if (person === null || person.person.deceased) return ok({ ...without('refused'), reference });
    if (!this.#canBeFound(person, details)) return ok(null);
    this.#visits.push({
      reference,
      station: event.station,
      at: event.at,
      person: person.index,
      proxy: body.proxy,
      town: body.town,
      wish: body.wish,
      details,
    });
    return ok({ ...without('recorded'), reference });
  }

  /** What is named as on file is on file, and there is one way to call. */
  #canBeFound(person: StandInPerson, { address, phoneOnFile, phone }: VisitDetails): boolean {
    const isKnown = (id: string | null, list: QualificationStatus['phones']): boolean =>
      id === null || list.some((one) => one.id === id);
    return (
      (phoneOnFile === null) !== (phone === null) &&
      isKnown(address, addressesOf(person)) &&
      isKnown(phoneOnFile, phonesOf(person))
    );
  }

  #benefits(person: StandInPerson): readonly BenefitRecord[] {
    return this.#records.get(person.index) ?? [];
  }

  #renew(person: StandInPerson, on: string): void {
    const renewed = this.#benefits(person).map((record) =>
      (record.authenticatedOn ?? '') < on ? { ...record, authenticatedOn: on } : record,
    );
    this.#records.set(person.index, renewed);
  }

  #today(): string {
    return cityDate(this.#clock.now());
  }

  #reference(letter: 'Z' | 'S', count: number): string {
    return `${letter}${this.#today().replaceAll('-', '')}-${String(count).padStart(4, '0')}`;
  }
}

function without(outcome: 'recorded' | 'refused'): Decision {
  return { outcome, authenticatedOn: null, nextBefore: null, resumed: false };
}

function detailsOf(opened: Buffer | null): VisitDetails | null {
  if (opened === null) return null;
  try {
    return homeVisitDetailsSchema.safeParse(JSON.parse(opened.toString())).data ?? null;
  } catch {
    return null;
  }
}
