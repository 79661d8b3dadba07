/** The dock of a demonstration: people from the stand-in's list, hands for the emulated devices, faults for the platform. */
import type { DockPerson, DockRequest, DockView, OddCard } from '#contracts/dock.ts';
import type { CardContent, EmulatorCommand, EmulatorState } from '#contracts/emulators.ts';
import type { EnrolRequest, PlatformFaults, StandInPerson } from '#contracts/platform-api.ts';
import { fail, type Result } from '#contracts/result.ts';
import type { StationConfig } from './config/schema.ts';
import { ageOn, dateIn } from './identify/calendar.ts';
import { Watched } from './watched.ts';

/** The stand-in's own addresses, which no real platform has. */
export interface StandIn {
  people(): Promise<Result<readonly StandInPerson[]>>;
  mintCode(person: number, verifier: string): Promise<Result<string>>;
  setFaults(faults: PlatformFaults): Promise<Result<void>>;
  /** Changes what the platform has on file of a person. */
  enrol(request: EnrolRequest): Promise<Result<void>>;
}

export interface DockParts {
  readonly config: StationConfig;
  readonly standIn: StandIn;
  readonly command: (command: EmulatorCommand) => Promise<Result<void>>;
  readonly now: () => number;
}

export class Dock {
  readonly #parts: DockParts;
  readonly #view: Watched<DockView>;
  #people: readonly StandInPerson[] = [];

  constructor(parts: DockParts) {
    this.#parts = parts;
    this.#view = new Watched<DockView>({
      timeZone: parts.config.hall.timeZone,
      emulators: [],
      people: [],
      platform: { latencyMs: 0, mode: 'none' },
      faces: [],
    });
  }

  watch(signal: AbortSignal): AsyncIterable<DockView> {
    return this.#view.watch(signal);
  }

  /** The people to choose from; asked once, when the stand-in serves. */
  async load(): Promise<Result<void>> {
    const people = await this.#parts.standIn.people();
    if (!people.ok) return people;
    this.#people = people.value;
    const today = dateIn(this.#parts.config.hall.timeZone, this.#parts.now());
    this.#set({ people: people.value.map((person) => personView(person, today)) });
    return { ok: true, value: undefined };
  }

  showFaces(faces: DockView['faces']): void {
    this.#set({ faces });
  }

  showTimeZone(timeZone: string): void {
    this.#set({ timeZone });
  }

  showEmulators(emulators: readonly EmulatorState[]): void {
    this.#set({ emulators });
  }

  async request(request: DockRequest): Promise<Result<void>> {
    const { command, standIn, config } = this.#parts;
    switch (request.do) {
      case 'emulator':
        return command(request.command);
      case 'platform': {
        const set = await standIn.setFaults(request.faults);
        if (set.ok) this.#set({ platform: request.faults });
        return set;
      }
      case 'authenticate-elsewhere':
        return standIn.enrol({ person: request.person, authenticatedElsewhere: true });
      case 'insert-card': {
        const person = this.#people[request.person];
        if (person === undefined) return fail('person-unknown');
        const card = oddCard({ ...person.card, specVersion: request.specVersion }, request.odd);
        return command({ action: 'insert-card', device: request.device, card });
      }
      case 'put-identity-card': {
        const person = this.#people[request.person];
        if (person === undefined) return fail('person-unknown');
        return command({ action: 'put-identity-card', device: request.device, card: person.identityCard });
      }
      case 'put-finger': {
        const { device, quality } = request;
        if (request.person === null)
          return command({ action: 'put-finger', device, template: null, quality });
        const person = this.#people[request.person];
        if (person === undefined) return fail('person-unknown');
        return command({ action: 'put-finger', device, template: person.fingerTemplate, quality });
      }
      case 'show-code': {
        const verifier = config.codes.patterns[0]?.verifier;
        if (verifier === undefined) return fail('unknown-code');
        const code = await standIn.mintCode(request.person, verifier);
        if (!code.ok) return code;
        return command({ action: 'scan', device: request.device, text: code.value, aimIdentifier: ']Q1' });
      }
    }
  }

  #set(change: Partial<DockView>): void {
    this.#view.set({ ...this.#view.value, ...change });
  }
}

function personView({ index, person, cardState, staff, sitter }: StandInPerson, today: string): DockPerson {
  const { name, disabled, deceased } = person;
  return { index, name, age: ageOn(person.birthDate, today), disabled, deceased, cardState, staff, sitter };
}

function oddCard(card: CardContent, odd: OddCard | null): CardContent {
  switch (odd) {
    case null:
      return card;
    case 'mute':
    case 'other-application':
    case 'damaged':
      return { ...card, oddity: odd };
    case 'unknown-version':
      return { ...card, specVersion: '9.00' };
    case 'expired':
      return { ...card, issuedOn: '2010-01-02', expiresOn: '2020-01-01' };
  }
}
