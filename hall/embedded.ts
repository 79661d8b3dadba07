/** The queue of record inside one station's process, in a SQLite file of its own. */
import type { Clock } from '#contracts/clock.ts';
import type {
  Business,
  BusinessStatus,
  Hall,
  IssueRequest,
  Ticket,
  TicketGiven,
} from '#contracts/hall-api.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { openStore, type Store } from '#storage/store.ts';

import { businessDay, isWithinHours, type HallCalendar } from './business-day.ts';
import { hallStore } from './schema.ts';
import { ticketTable } from './ticket-table.ts';

export interface EmbeddedHallOptions {
  readonly file: string;
  readonly hall: HallCalendar & { readonly businesses: readonly Business[] };
  readonly clock: Clock;
  /** A new ticket's id: never given before. */
  readonly randomId: () => string;
}

/** Failures: store-newer, store-damaged, store-unwritable, disk-full, data-in-use. */
export function openEmbeddedHall(options: EmbeddedHallOptions): Result<Hall> {
  const store = openStore(hallStore(options.file));
  return store.ok ? ok(new EmbeddedHall(store.value, options)) : store;
}

class EmbeddedHall implements Hall {
  readonly #store: Store;
  readonly #tickets: ReturnType<typeof ticketTable>;
  readonly #options: EmbeddedHallOptions;
  #closed = false;

  constructor(store: Store, options: EmbeddedHallOptions) {
    this.#store = store;
    this.#tickets = ticketTable(store);
    this.#options = options;
  }

  async businesses(): Promise<Result<readonly BusinessStatus[]>> {
    const at = this.#options.clock.now();
    const day = this.#dayAt(at);
    return this.#read(() =>
      ok(
        this.#options.hall.businesses.map((business) => ({
          business,
          open: this.#isOpen(business, at),
          waiting: this.#tickets.waiting(day, business.id),
        })),
      ),
    );
  }

  async issue(request: IssueRequest): Promise<Result<TicketGiven>> {
    const room = this.#closed ? fail('hall-unavailable') : this.#store.roomToBegin();
    if (!room.ok) return room;
    return this.#write(() => this.#answer(request));
  }

  async ticketsOf(person: string): Promise<Result<readonly TicketGiven[]>> {
    return this.#read(() =>
      ok(this.#tickets.allLiveOf(person, this.#today()).map((ticket) => this.#given(ticket, true))),
    );
  }

  async findByKey(key: string): Promise<Result<Ticket | null>> {
    return this.#read(() => ok(this.#tickets.byKey(key)?.ticket ?? null));
  }

  async issuedBy(origin: string): Promise<Result<readonly Ticket[]>> {
    return this.#read(() => ok(this.#tickets.liveFrom(origin, this.#today())));
  }

  async void(ticketId: string, reason: string): Promise<Result<Ticket>> {
    return this.#write(() => {
      this.#tickets.setVoid(ticketId, reason, this.#options.clock.now());
      const ticket = this.#tickets.byId(ticketId);
      return ticket === undefined ? fail('ticket-unknown') : ok(ticket);
    });
  }

  close(): void {
    this.#closed = true;
    this.#store.close();
  }

  /** Inside one commit: the look for an earlier answer and the new number cannot come apart. */
  #answer(request: IssueRequest): Result<TicketGiven> {
    const { key, business: id, person } = request;
    const repeated = this.#tickets.byKey(key);
    if (repeated !== undefined) return ok(this.#given(repeated.ticket, repeated.existing));
    const business = this.#options.hall.businesses.find((one) => one.id === id);
    if (business === undefined) return fail('business-unknown', id);
    const at = this.#options.clock.now();
    const day = this.#dayAt(at);
    const live = person === null ? undefined : this.#tickets.liveOf(person, day, id);
    if (live !== undefined) {
      this.#tickets.answer(key, live.id, true);
      return ok(this.#given(live, true));
    }
    if (!this.#isOpen(business, at)) return fail('business-closed', id);
    const ticket = this.#give(request, business, day, at);
    this.#tickets.answer(key, ticket.id, false);
    return ok(this.#given(ticket, false));
  }

  #give(request: IssueRequest, { id: business, prefix }: Business, day: string, at: number): Ticket {
    const { person, priority, origin, audit } = request;
    const id = this.#options.randomId();
    const sequence = this.#tickets.nextSequence(day, business, prefix);
    this.#tickets.add({
      id,
      business,
      businessDay: day,
      prefix,
      sequence,
      person,
      priority,
      origin,
      audit,
      issuedAt: at,
    });
    const ticket = this.#tickets.byId(id);
    if (ticket === undefined) throw new Error(`ticket ${id} is not where it was put`);
    return ticket;
  }

  #given(ticket: Ticket, existing: boolean): TicketGiven {
    return { ticket, ahead: this.#tickets.ahead(ticket), existing };
  }

  #today(): string {
    return this.#dayAt(this.#options.clock.now());
  }

  #dayAt(at: number): string {
    return businessDay(at, this.#options.hall);
  }

  #isOpen({ hours }: Business, at: number): boolean {
    return hours === undefined || isWithinHours(at, hours, this.#options.hall.timeZone);
  }

  #read<T>(work: () => Result<T>): Result<T> {
    if (this.#closed) return fail('hall-unavailable');
    const result = this.#store.read(work);
    return result.ok ? result.value : result;
  }

  #write<T>(work: () => Result<T>): Result<T> {
    if (this.#closed) return fail('hall-unavailable');
    const result = this.#store.write(work);
    return result.ok ? result.value : result;
  }
}
