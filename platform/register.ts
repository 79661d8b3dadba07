/** The synthetic people, found by whatever names one. */
import type { StandInPerson } from '#contracts/platform-api.ts';

export class Register {
  readonly all: readonly StandInPerson[];
  readonly #byNumber: ReadonlyMap<string, StandInPerson>;
  readonly #byCard: ReadonlyMap<string, StandInPerson>;
  readonly #byStaffId: ReadonlyMap<string, StandInPerson>;

  constructor(people: readonly StandInPerson[]) {
    this.all = people;
    this.#byNumber = new Map(people.map((one) => [one.person.number, one]));
    this.#byCard = new Map(people.map((one) => [one.card.cardIdentificationCode, one]));
    this.#byStaffId = new Map(people.filter(({ staff }) => staff).map((one) => [staffId(one), one]));
  }

  byIndex(index: number): StandInPerson | null {
    return this.all[index] ?? null;
  }

  /** The last character of a number may be written small. */
  byNumber(number: string): StandInPerson | null {
    return this.#byNumber.get(number.toUpperCase()) ?? null;
  }

  byCard(cardIdentificationCode: string): StandInPerson | null {
    return this.#byCard.get(cardIdentificationCode) ?? null;
  }

  byStaffId(id: string): StandInPerson | null {
    return this.#byStaffId.get(id) ?? null;
  }
}

/** The platform's own id of a member of staff. */
export function staffId({ index }: StandInPerson): string {
  return `W-${String(index).padStart(4, '0')}`;
}
