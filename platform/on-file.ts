/** What the platform has on file of people, to know them again and to find them: faces, fingers, addresses, telephones. */
import type { FingerprintFormat } from '#contracts/devices.ts';
import type { StandInPerson } from '#contracts/platform-api.ts';
import type { QualificationStatus } from '#contracts/qualification.ts';

/** One photograph; whoever keeps something by it keeps it by this object. */
export interface FaceOnFile {
  readonly jpeg: Buffer;
}

export class OnFile {
  readonly #faces = new Map<number, FaceOnFile>();
  readonly #fingerprints = new Map<number, ReadonlyMap<FingerprintFormat, string>>();

  /** `photographs`: of the two sitters; null: nobody's face is on file. */
  constructor(
    people: readonly StandInPerson[],
    photographs: Readonly<Record<StandInPerson['sitter'], FaceOnFile>> | null,
  ) {
    for (const { index, sitter, fingerTemplate } of people) {
      if (isUnknownToOffices(index)) continue;
      if (photographs !== null) this.#faces.set(index, photographs[sitter]);
      this.#fingerprints.set(index, new Map([['ef01', fingerTemplate]]));
    }
  }

  face(person: number): FaceOnFile | null {
    return this.#faces.get(person) ?? null;
  }

  /** Base64. */
  fingerprint(person: number, format: FingerprintFormat): string | null {
    return this.#fingerprints.get(person)?.get(format) ?? null;
  }

  /** Null takes it off file. */
  setFace(person: number, jpeg: Buffer | null): void {
    if (jpeg === null) this.#faces.delete(person);
    else this.#faces.set(person, { jpeg });
  }

  setFingerprint(person: number, format: FingerprintFormat, template: string): void {
    this.#fingerprints.set(person, new Map(this.#fingerprints.get(person)).set(format, template));
  }

  enrolled(person: number): QualificationStatus['enrolled'] {
    return {
      face: this.#faces.has(person),
      fingerprints: [...(this.#fingerprints.get(person)?.keys() ?? [])],
    };
  }
}

/** Nothing was ever taken of them: no face, no finger. */
function isUnknownToOffices(index: number): boolean {
  return index % 25 === 13;
}

/** House numbers are hidden. */
export function addressesOf({ index, identityCard }: StandInPerson): QualificationStatus['addresses'] {
  const { address } = identityCard;
  const home = address === null ? [] : [{ id: 'home', masked: address.replace(/\d+/g, '**') }];
  // One in five lives elsewhere than the register says.
  return index % 5 === 2 ? [...home, { id: 'living', masked: '重庆市渝北区示例镇**组**号' }] : home;
}

/** The middle is hidden, and was never made: these are nobody's numbers. One in seven has none. */
export function phonesOf({ index }: StandInPerson): QualificationStatus['phones'] {
  if (index % 7 === 6) return [];
  const prefix = ['130', '150', '170', '189'][index % 4] ?? '130';
  return [{ id: 'mobile', masked: `${prefix}****${String((index * 7919) % 10_000).padStart(4, '0')}` }];
}
