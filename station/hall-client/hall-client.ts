/**
 * A hall with many machines, as one station has it: asks the hall's server while it is there, and gives numbers of blocks that it
 * holds on its own disk while it is not. What was given without the hall is brought into its queue as soon as it is back.
 */
import type { BusinessStatus, IssueRequest, Ticket, TicketGiven } from '#contracts/hall-api.ts';
import type { Appointment, Booking, FreeSlot } from '#contracts/hall/appointments.ts';
import type { HelpAsked, HelpRequest } from '#contracts/hall/help.ts';
import type { Lease, OfflineTicket } from '#contracts/hall/leases.ts';
import type { Rated, Rating } from '#contracts/hall/ratings.ts';
import type { HallAbout } from '#contracts/hall/answers.ts';
import type { KioskHall } from '#contracts/hall/roles.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { Text } from '#contracts/text.ts';
import type { HeldNumbers } from '#contracts/technician-hall.ts';

import type { HallDay } from './hall-day.ts';
import { isOpenAt } from './hours.ts';
import { HallSync } from './hall-sync.ts';
import type { Given, LeaseStore } from './lease-store.ts';
import type { Asked, RemoteHall } from './remote-hall.ts';

export interface HallClientOptions {
  readonly remote: RemoteHall;
  readonly store: LeaseStore;
  readonly day: HallDay;
  readonly clock: Clock;
  /** A new id: random, never used before. */
  readonly newId: () => string;
  readonly log: Log;
}

export class HallClient implements KioskHall {
  readonly #options: HallClientOptions;
  readonly #sync: HallSync;
  /** As the hall last said, for while it is away. */
  #statuses: readonly BusinessStatus[] = [];
  readonly #roundListeners: (() => void)[] = [];
  #closed = false;

  constructor(options: HallClientOptions) {
    this.#options = options;
    this.#sync = new HallSync({
      ...options,
      heard: (statuses) => {
        this.#statuses = statuses;
      },
      over: () => {
        for (const listener of this.#roundListeners) listener();
      },
    });
  }

  /** Whether the hall's server is not to be reached now. */
  get away(): boolean {
    return this.#options.remote.away;
  }

  /** What a ticket's QR leads to, completed by its token; null: no phone reaches the hall. */
  get phoneUrl(): string | null {
    return this.#options.day.about?.phoneUrl ?? null;
  }

  /** Takes up what the store knows, and begins to look after the hall. */
  start(): Result<void> {
    return this.#sync.start();
  }

  /** Resolves after one round with the hall: merged, held, as far as it is there. */
  synchronise(): Promise<void> {
    return this.#sync.round();
  }

  onChange(listener: () => void): void {
    this.#options.remote.onChange(listener);
  }

  /** A round with the hall is over, whatever came of it. */
  onRound(listener: () => void): void {
    this.#roundListeners.push(listener);
  }

  /** What the technician is told of the line; `about` as the hall last said, null: it never did. */
  get line(): RemoteHall['state'] & Pick<RemoteHall, 'refusal'> & { readonly about: HallAbout | null } {
    const { remote, day } = this.#options;
    return { ...remote.state, refusal: remote.refusal, about: day.about };
  }

  /** Where the hall stands, IANA name, as it last said; null: it never did. */
  get timeZone(): string | null {
    return this.#options.day.about?.timeZone ?? null;
  }

  /** Businesses as the hall last named them, by id; none before it was ever heard. */
  get names(): ReadonlyMap<string, Text> {
    const known = this.#options.store.known();
    return new Map(known.ok ? known.value.businesses.map(({ id, name }) => [id, name]) : []);
  }

  /** Numbers for when the hall is away, by business: of those that it last spoke of. */
  held(): Result<readonly HeldNumbers[]> {
    const { store, day } = this.#options;
    const known = store.known();
    if (!known.ok) return known;
    const counts = store.counts(day.about?.day.date ?? '');
    if (!counts.ok) return counts;
    const none = { unused: 0, used: 0, unmerged: 0 };
    return ok(
      known.value.businesses.map(({ id, name }) => ({
        business: id,
        name,
        ...(counts.value.get(id) ?? none),
      })),
    );
  }

  async businesses(): Promise<Result<readonly BusinessStatus[]>> {
    const asked = await this.#options.remote.ask('businesses', {});
    if (asked.kind === 'away') return this.#knownBusinesses();
    if (asked.result.ok) this.#statuses = asked.result.value;
    return asked.result;
  }

  async issue(request: IssueRequest): Promise<Result<TicketGiven>> {
    const { store, remote } = this.#options;
    const before = store.givenTo(request.key);
    if (!before.ok) return before;
    if (before.value !== null) return ok(this.#given(before.value, false));
    const mine = this.#unmergedOf(request.person, request.business);
    if (!mine.ok) return mine;
    if (mine.value !== undefined) return ok(this.#given(mine.value, true));
    const asked: Asked<TicketGiven> = await remote.ask('issue', request);
    return asked.kind === 'answered' ? asked.result : this.#issueAlone(request, asked.heard);
  }

  async ticketsOf(person: string): Promise<Result<readonly TicketGiven[]>> {
    const local = this.#options.store.unmerged();
    if (!local.ok) return local;
    const own = local.value.filter(({ offline }) => offline.person === person);
    const asked = await this.#options.remote.ask('ticketsOf', { person });
    if (asked.kind === 'answered' && !asked.result.ok) return asked.result;
    const told = asked.kind === 'answered' && asked.result.ok ? asked.result.value : [];
    const known = new Set(told.map(({ ticket }) => ticket.id));
    const more = own.filter(({ key }) => !known.has(key)).map((given) => this.#given(given, true));
    return ok([...told, ...more]);
  }

  /**
   * Null also for a request that was answered with the person's own number of before, which is not merged yet: nothing was given
   * for it, and nothing is kept of it. The start that settles intents is the only one to ask, and there null (not given) and a
   * ticket of another request (existing) are told to nobody alike; the number itself was told when it was given.
   */
  async findByKey(key: string): Promise<Result<Ticket | null>> {
    const local = this.#options.store.givenTo(key);
    if (!local.ok) return local;
    if (local.value !== null) return ok(local.value.ticket);
    const found = await this.#options.remote.need('findByKey', { key });
    return found.ok ? ok(found.value.ticket) : found;
  }

  async issuedBy(origin: string): Promise<Result<readonly Ticket[]>> {
    const local = this.#options.store.unmerged();
    if (!local.ok) return local;
    const asked = await this.#options.remote.need('issuedBy', { origin });
    if (!asked.ok) return asked;
    const known = new Set(asked.value.map(({ id }) => id));
    const own = local.value.filter(({ key, offline }) => offline.origin === origin && !known.has(key));
    return ok([...asked.value, ...own.map(({ ticket }) => ticket)]);
  }

  async void(ticketId: string, reason: string): Promise<Result<Ticket>> {
    const { store, remote } = this.#options;
    const local = store.unmerged();
    if (!local.ok) return local;
    const own = local.value.find(({ key }) => key === ticketId);
    if (own === undefined) return remote.need('void', { ticket: ticketId, reason });
    // The number is out in the world: the hall takes it in and out again.
    const marked = store.markVoid(ticketId, reason);
    return marked.ok ? ok({ ...own.ticket, state: 'void' }) : marked;
  }

  slots(date: string): Promise<Result<readonly FreeSlot[]>> {
    return this.#options.remote.need('slots', { date });
  }

  book(booking: Booking): Promise<Result<Appointment>> {
    return this.#options.remote.need('book', booking);
  }

  appointmentsOf(person: string): Promise<Result<readonly Appointment[]>> {
    return this.#options.remote.need('appointmentsOf', { person });
  }

  hold(station: string): Promise<Result<readonly Lease[]>> {
    return this.#options.remote.need('hold', { station });
  }

  merge(station: string, tickets: readonly OfflineTicket[]): Promise<Result<readonly Ticket[]>> {
    return this.#options.remote.need('merge', { station, tickets });
  }

  async release(station: string, lease: string): Promise<Result<void>> {
    const released = await this.#options.remote.need('release', { station, lease });
    return released.ok ? ok(undefined) : released;
  }

  callHelp(request: HelpRequest): Promise<Result<HelpAsked>> {
    return this.#options.remote.need('callHelp', request);
  }

  async withdrawHelp(request: HelpRequest): Promise<Result<void>> {
    const withdrawn = await this.#options.remote.need('withdrawHelp', request);
    return withdrawn.ok ? ok(undefined) : withdrawn;
  }

  rate(rating: Rating): Promise<Result<Rated>> {
    return this.#options.remote.need('rate', rating);
  }

  close(): void {
    this.#closed = true;
    this.#sync.stop();
    const { remote, store } = this.#options;
    // Ends what is asked of the hall, and with it the round.
    remote.stop();
    const { underWay } = this.#sync;
    if (underWay === null) store.close();
    else void underWay.then(() => store.close());
  }

  /** `heard`: the hall may have given a number that nobody saw; the merge names it. */
  #issueAlone(request: IssueRequest, heard: boolean): Result<TicketGiven> {
    const { store, day, log, newId } = this.#options;
    if (this.#closed) return fail('hall-unavailable', 'closed');
    const { now, date } = day.moment();
    if (date === null) return fail('hall-unavailable', "the hall's day is over");
    const known = store.known();
    if (!known.ok) return known;
    const business = known.value.businesses.find(({ id }) => id === request.business);
    if (business === undefined) return fail('business-unknown', request.business);
    const { about } = day;
    if (about === null || !day.isOpen || !isOpenAt(now, business.hours, about.timeZone))
      return fail('business-closed', request.business);
    const { appointment: _, key: asked, ...ticket } = request;
    const key = heard ? newId() : asked;
    const given = store.give(
      { business: business.id, day: date, request: asked, at: now },
      ({ lease, sequence, number, token }, givenAt) => ({
        offline: { ...ticket, key, lease, sequence, instead: heard ? asked : null },
        ticket: {
          id: key,
          business: business.id,
          number,
          sequence,
          businessDay: date,
          priority: request.priority,
          issuedAt: new Date(givenAt).toISOString(),
          state: 'waiting',
          audit: request.audit,
          further: request.further ?? [],
          offline: true,
          token,
        },
      }),
    );
    if (!given.ok) return given;
    if (given.value === null) {
      log.event('hall-lease-short', { business: business.id });
      return fail('hall-unavailable', 'no number is left');
    }
    return ok(this.#given(given.value, false));
  }

  /** How many wait is not known without the hall: those that it last spoke of, and those of this station since. */
  #given({ ticket }: Given, existing: boolean): TicketGiven {
    const waiting = this.#statuses.find(({ business }) => business.id === ticket.business)?.waiting ?? 0;
    const local = this.#options.store.unmerged();
    const own = local.ok ? local.value.filter((one) => one.ticket.business === ticket.business) : [];
    const before = own.findIndex(({ key }) => key === ticket.id);
    return { ticket, ahead: waiting + Math.max(0, before), expectedWaitMs: null, existing };
  }

  #unmergedOf(person: string | null, business: string): Result<Given | undefined> {
    if (person === null) return ok(undefined);
    const all = this.#options.store.unmerged();
    if (!all.ok) return all;
    const { date } = this.#options.day.moment();
    return ok(
      all.value.find(
        ({ offline, ticket, voidReason }) =>
          offline.person === person &&
          offline.business === business &&
          ticket.businessDay === date &&
          voidReason === null,
      ),
    );
  }

  #knownBusinesses(): Result<readonly BusinessStatus[]> {
    const { store, day } = this.#options;
    const known = store.known();
    if (!known.ok) return known;
    const { now, date } = day.moment();
    const { about } = day;
    const statuses: BusinessStatus[] = [];
    for (const business of known.value.businesses) {
      const free = date === null ? ok(false) : store.hasFree(business.id, date);
      if (!free.ok) return free;
      const isGiven = about !== null && day.isOpen && free.value;
      const last = this.#statuses.find((status) => status.business.id === business.id);
      statuses.push({
        business,
        open: isGiven && isOpenAt(now, business.hours, about.timeZone),
        waiting: last?.waiting ?? 0,
        windows: last?.windows ?? 0,
        expectedWaitMs: null,
      });
    }
    return ok(statuses);
  }
}
