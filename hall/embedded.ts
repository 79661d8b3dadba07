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

import { businessDay, isWithinHours, type BusinessDay, type HallCalendar } from './business-day.ts';
import { hallStore } from './schema.ts';
import { ticketTable } from './ticket-table.ts';

export interface EmbeddedHallOptions {
  readonly file: string;
  readonly hall: HallCalendar & { readonly businesses: readonly Business[] };
  readonly clock: Clock;
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
  #day: BusinessDay | null = null;
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
    return this.#read(() => ok(this.#tickets.byId(key) ?? this.#tickets.byRepeatedKey(key) ?? null));
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
    const { key, business: id, person, priority, origin, audit } = request;
    const given = this.#tickets.byId(key);
    if (given !== undefined) return ok(this.#given(given, false));
    const repeated = this.#tickets.byRepeatedKey(key);
    if (repeated !== undefined) return ok(this.#given(repeated, true));
    const business = this.#options.hall.businesses.find((one) => one.id === id);
    if (business === undefined) return fail('business-unknown', id);
    const at = this.#options.clock.now();
    const day = this.#dayAt(at);
    const live = person === null ? undefined : this.#tickets.liveOf(person, day, id);
    if (live !== undefined) {
      this.#tickets.addRepeated(key, live.id);
      return ok(this.#given(live, true));
    }
    if (!this.#isOpen(business, at)) return fail('business-closed', id);
    const { prefix } = business;
    const ticket = this.#tickets.add({
      id: key,
      business: id,
      businessDay: day,
      prefix,
      sequence: this.#tickets.nextSequence(day, id, prefix),
      person,
      priority,
      origin,
      audit,
      issuedAt: at,
    });
    return ok(this.#given(ticket, false));
  }

  #given(ticket: Ticket, existing: boolean): TicketGiven {
    return { ticket, ahead: this.#tickets.ahead(ticket), existing };
  }

  #today(): string {
    return this.#dayAt(this.#options.clock.now());
  }

  #dayAt(at: number): string {
    // Reckoned once a day: asking a time zone takes longer than the number itself.
    if (this.#day === null || at < this.#day.from || at >= this.#day.until)
      this.#day = businessDay(at, this.#options.hall);
    return this.#day.date;
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
