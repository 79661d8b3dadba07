/** Which benefits the synthetic people draw, and how each stands on a day. */
import type { StandInPerson } from '#contracts/platform-api.ts';
import type { Benefit, BenefitKind } from '#contracts/qualification.ts';
import { cityDate, daysAfter, oneYearAfter } from './calendar.ts';

export interface BenefitRecord {
  readonly kind: BenefitKind;
  /** The first day on which it was paid: without an authentication the twelve months count from here. */
  readonly since: string;
  /** Of the newest authentication; null: never. */
  readonly authenticatedOn: string | null;
}

/** Days before its end from which an authentication is due. */
export const dueDays = 90;

export function benefitOn({ kind, since, authenticatedOn }: BenefitRecord, today: string): Benefit {
  const validUntil = oneYearAfter(authenticatedOn ?? since);
  const due = daysAfter(validUntil, -dueDays);
  return {
    kind,
    authenticatedOn,
    dueSince: due <= today ? due : null,
    validUntil,
    suspendedSince: validUntil < today ? daysAfter(validUntil, 1) : null,
  };
}

/** Born earlier: draws a pension. */
const pensionBirthDate = '1965-01-01';
const pensions: readonly BenefitKind[] = [
  'urban-employee',
  'urban-employee',
  'civil-service',
  'resident',
  'resident',
];

/**
 * Where a benefit stands, in turn by index: due, not due, due, suspended, not due, due and never authenticated. Days ago,
 * of the newest authentication or of the first payment.
 */
const standings: readonly ((index: number) => { readonly days: number; readonly never?: true })[] = [
  (index) => ({ days: 290 + (index % 60) }),
  (index) => ({ days: 30 + index }),
  (index) => ({ days: 290 + (index % 60) }),
  (index) => ({ days: 400 + (index % 90) }),
  (index) => ({ days: 30 + index }),
  (index) => ({ days: 290 + (index % 60), never: true }),
];

/** The same for everybody's index, counted back from the day of `now` (milliseconds since the epoch). */
export function benefitsOf({ index, person, staff }: StandInPerson, now: number): readonly BenefitRecord[] {
  const today = cityDate(now);
  const record = (kind: BenefitKind, turn: number): BenefitRecord => {
    const { days, never } = standings[turn % standings.length]?.(index) ?? { days: 0 };
    const on = daysAfter(today, -days);
    return never === true
      ? { kind, since: on, authenticatedOn: null }
      : { kind, since: daysAfter(on, -2000), authenticatedOn: on };
  };
  if (staff) return [];
  if (person.birthDate >= pensionBirthDate) return index % 10 === 9 ? [record('work-injury', index)] : [];
  const pension = record(pensions[index % pensions.length] ?? 'resident', index);
  return index % 8 === 3 ? [pension, record('work-injury', index + 1)] : [pension];
}
