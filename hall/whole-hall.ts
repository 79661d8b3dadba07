/** The queue of record: every role's interface on one engine. */
import type { Clock } from '#contracts/clock.ts';
import type { BusinessStatus, IssueRequest, Ticket, TicketGiven } from '#contracts/hall-api.ts';
import type { Booking } from '#contracts/hall/appointments.ts';
import type { ConfigurationChange, HallConfiguration } from '#contracts/hall/configuration.ts';
import type { DayChange } from '#contracts/hall/day.ts';
import type { DeskAnswer, DeskCommand, SignIn } from '#contracts/hall/desk.ts';
import type { HallEvent } from '#contracts/hall/events.ts';
import type { HelpAnswer, HelpRequest } from '#contracts/hall/help.ts';
import type { OfflineTicket } from '#contracts/hall/leases.ts';
import type { FollowUpClose, Rating } from '#contracts/hall/ratings.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { StatisticsQuery } from '#contracts/hall/statistics.ts';
import type { PlaceView } from '#contracts/hall/views.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import type { Draft } from './draft.ts';
import { Engine } from './engine.ts';
import { Follower } from './follower.ts';
import type { Found } from './found.ts';
import { HallLoader } from './hall-loader.ts';
import { appointmentOf, book, cancel, freeSlots } from './rules/appointments.ts';
import { isTickDue, tick } from './rules/by-rule.ts';
import { changeConfiguration } from './rules/configuration.ts';
import { changeDay, dayView } from './rules/day.ts';
import { perform, type Done } from './rules/desk.ts';
import { answerHelp, callHelp, helpCall } from './rules/help.ts';
import { accounts, hold, merge, release } from './rules/leases.ts';
import { given, issue, voidTicket } from './rules/numbers.ts';
import { closeFollowUp, followUpOf, rate } from './rules/ratings.ts';
import { signIn } from './rules/sessions.ts';
import type { HallStore } from './store/hall-store.ts';
import type { Statements } from './store/statements.ts';
import { liveDay, ticketOf, type TicketRecord } from './ticket-record.ts';
import { readToken } from './ticket-token.ts';
import { hallTiming } from './timing.ts';
import { boardView, placeView } from './views/board.ts';
import { businessStatus, queueView } from './views/businesses.ts';
import { statisticsOf } from './views/statistics.ts';
import { windowView, windowViews } from './views/windows.ts';

export interface WholeHallOptions {
  readonly store: HallStore;
  /** Its name in the tables. */
  readonly hall: string;
  /** For timers only: the time of what happens is the store's. */
  readonly clock: Pick<Clock, 'after'>;
  /** Of a hall that is made now. */
  readonly configuration: HallConfiguration;
  /** See HallLoader. */
  readonly adapt: (configuration: HallConfiguration) => HallConfiguration;
}

const followUpsAtOnce = 500;

export function wholeHall(options: WholeHallOptions): WholeHall {
  return new OneHall(options);
}

class OneHall implements WholeHall {
  readonly #engine: Engine;
  readonly #store: HallStore;
  readonly #follower: Follower;
  readonly #clock: Pick<Clock, 'after'>;
  #cancelTick: () => void;
  #closed = false;

  constructor({ store, hall, clock, configuration, adapt }: WholeHallOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#engine = new Engine({
      store,
      hall,
      loader: new HallLoader({ hall, first: configuration, adapt }),
      committed: (events) => this.#follower.committed(events),
    });
    this.#follower = new Follower({
      clock,
      newest: () => this.sequence(),
      since: (seq, limit) => this.eventsSince(seq, limit),
    });
    this.#cancelTick = this.#tickLater();
  }

  // What a station asks.

  businesses(): Promise<Result<readonly BusinessStatus[]>> {
    return this.#engine.look((state, now) =>
      ok(
        state.configuration.configuration.businesses.map((business) => businessStatus(state, business, now)),
      ),
    );
  }

  async issue(request: IssueRequest): Promise<Result<TicketGiven>> {
    const { key, appointment } = request;
    return this.#begin(
      {
        tickets: [key],
        answers: [key],
        ...(appointment === undefined ? {} : { appointments: [appointment] }),
      },
      (draft, found) => issue(draft, request, found),
    );
  }

  ticketsOf(person: string): Promise<Result<readonly TicketGiven[]>> {
    return this.#engine.look((state) =>
      ok(
        state
          .ticketsOf(person)
          .filter((ticket) => liveDay(ticket) === state.date)
          .toSorted(inOrderOfIssue)
          .map((ticket) => given(state, ticket, true)),
      ),
    );
  }

  findByKey(key: string): Promise<Result<Ticket | null>> {
    return this.#engine.command({ tickets: [key], answers: [key] }, (draft, found) => {
      const named = found.answer(key);
      const ticket = found.ticket(key) ?? (named === null ? null : issuedTo(named.body, found));
      return ok(ticket === null ? null : draft.view(ticket));
    });
  }

  issuedBy(origin: string): Promise<Result<readonly Ticket[]>> {
    return this.#engine.look((state) =>
      ok(
        [...state.live.values()]
          .filter((ticket) => ticket.origin === origin && liveDay(ticket) === state.date)
          .toSorted(inOrderOfIssue)
          .map((ticket) => ticketOf(ticket, state.secret)),
      ),
    );
  }

  void(ticketId: string, reason: string): Promise<Result<Ticket>> {
    return this.#engine.command({ tickets: [ticketId] }, (draft, found) =>
      voidTicket(draft, ticketId, reason, found),
    );
  }

  // What a window asks.

  signIn(request: SignIn) {
    return this.#engine.alone(async (draft, ask) => signIn(draft, request, await ask.session(request.key)));
  }

  async heartbeat(session: string): Promise<Result<{ readonly seq: number }>> {
    const beat = await this.#engine.query((ask) => ask.beat(session));
    if (!beat.ok) return beat;
    if (!beat.value) return fail('session-ended');
    const seq = await this.sequence();
    return seq.ok ? ok({ seq: seq.value }) : seq;
  }

  async perform(command: DeskCommand): Promise<Result<DeskAnswer>> {
    const tickets = 'ticket' in command ? [command.ticket] : [];
    const done = await this.#begin({ answers: [command.key], tickets }, (draft, found) => {
      const result = perform(draft, command, found);
      if (!result.ok) return result;
      const { ticket } = result.value;
      return ok({
        ...result.value,
        ticket: ticket === null ? null : (draft.ticket(ticket) ?? found.ticket(ticket)),
      });
    });
    return done.ok ? this.#answer(done.value) : done;
  }

  /** The window as it is when all of the turn is done. */
  #answer({
    window,
    ticket,
    repeated,
    why,
  }: Omit<Done, 'ticket'> & { readonly ticket: TicketRecord | null }) {
    return this.#engine.look((state, now) =>
      ok({
        repeated,
        why,
        window: windowView(state, window, now),
        ticket: ticket === null ? null : ticketOf(state.live.get(ticket.id) ?? ticket, state.secret),
      }),
    );
  }

  // What pages show.

  queue() {
    return this.#engine.look((state, now) => ok(queueView(state, now)));
  }

  windows() {
    return this.#engine.look((state, now) =>
      ok({
        seq: state.seq,
        windows: windowViews(state, now),
        help: [...state.help.values()].map(helpCall),
      }),
    );
  }

  board() {
    return this.#engine.look((state, now) => ok(boardView(state, now)));
  }

  async place(token: string): Promise<Result<PlaceView>> {
    const named = await this.#engine.look((state) => {
      const numbered = readToken(state.secret, token);
      if (numbered === null) return fail('ticket-unknown');
      const ticket = [...state.live.values()].find((one) => isNumbered(one, numbered)) ?? null;
      return ok({ numbered, view: ticket === null ? null : placeView(state, ticket) });
    });
    if (!named.ok) return named;
    const { numbered, view } = named.value;
    if (view !== null) return ok(view);
    const old = await this.#engine.query((ask) =>
      ask.ticketNumbered(numbered.day, numbered.series, numbered.sequence),
    );
    if (!old.ok) return old;
    const ticket = old.value;
    return ticket === null
      ? fail('ticket-unknown')
      : this.#engine.look((state) => ok(placeView(state, ticket)));
  }

  // Events.

  eventsSince(seq: number, limit: number) {
    return this.#engine.query((ask) => ask.eventsSince(seq, Math.max(1, Math.min(1000, limit))));
  }

  sequence(): Promise<Result<number>> {
    return this.#engine.look((state) => ok(state.seq));
  }

  watch(heard: (events: readonly HallEvent[]) => void, signal: AbortSignal): void {
    this.#follower.watch(heard, signal);
  }

  cursor(name: string): Promise<Result<number>> {
    return this.#engine.query((ask) => ask.cursor(name));
  }

  moveCursor(name: string, seq: number): Promise<Result<void>> {
    return this.#engine.query((ask) => ask.moveCursor(name, seq));
  }

  // Configuration and day.

  configuration() {
    return this.#engine.look((state) => ok(state.configuration));
  }

  changeConfiguration(change: ConfigurationChange) {
    return this.#engine.alone(async (draft) => changeConfiguration(draft, change));
  }

  configurationHistory(limit: number) {
    return this.#engine.query((ask) => ask.configurations(Math.max(1, Math.min(100, limit))));
  }

  day() {
    return this.#engine.look((state, now) => ok(dayView(state, now)));
  }

  changeDay(change: DayChange) {
    return this.#engine.alone(async (draft) => changeDay(draft, change));
  }

  // Appointments.

  async slots(date: string) {
    const configuration = await this.configuration();
    if (!configuration.ok) return configuration;
    const booked = await this.#engine.query((ask) => ask.appointments(date, null));
    return booked.ok ? ok(freeSlots(configuration.value.configuration, date, booked.value)) : booked;
  }

  book(booking: Booking) {
    return this.#engine.alone(async (draft, ask) =>
      book(draft, booking, await ask.appointment(booking.key), await ask.appointments(booking.date, null)),
    );
  }

  cancelAppointment(id: string) {
    return this.#engine.alone(async (draft, ask) => cancel(draft, await ask.appointment(id)));
  }

  async appointmentsOf(person: string) {
    const today = await this.day();
    if (!today.ok) return today;
    const all = await this.#engine.query((ask) => ask.appointments(today.value.date, person));
    return all.ok ? ok(all.value.filter(({ state }) => state === 'booked').map(appointmentOf)) : all;
  }

  async appointments(date: string) {
    const all = await this.#engine.query((ask) => ask.appointments(date, null));
    return all.ok ? ok(all.value.toSorted((a, b) => a.from - b.from).map(appointmentOf)) : all;
  }

  // Leases.

  hold(station: string) {
    return this.#engine.alone(async (draft, ask) => {
      const today = await ask.leasesOf(draft.state.date);
      return ok(hold(draft, station, today, await ask.usedOf(draft.state.date, seriesOf(today))));
    });
  }

  merge(station: string, tickets: readonly OfflineTicket[]) {
    return this.#engine.alone(async (draft, ask) => {
      const leases = await ask.leases([...new Set(tickets.map(({ lease }) => lease))]);
      const used = await usedOf(ask, leases);
      const keys = tickets.flatMap(({ key, instead }) => (instead === null ? [key] : [key, instead]));
      return merge(draft, station, tickets, leases, used, await lookUp(draft, ask, keys));
    });
  }

  release(station: string, lease: string) {
    return this.#engine.alone(async (draft, ask) => {
      const leases = await ask.leases([lease]);
      return release(draft, station, leases[0], await usedOf(ask, leases));
    });
  }

  leaseAccounts(date: string) {
    return this.#engine.query(async (ask) => {
      const leases = await ask.leasesOf(date);
      return accounts(leases, await usedOf(ask, leases));
    });
  }

  // Ratings and figures.

  rate({ of, grade }: Rating) {
    return this.#engine.alone(async (draft, ask) => rate(draft, await rated(draft, ask, of), grade));
  }

  async followUps(state: 'open' | 'closed') {
    const found = await this.#engine.query((ask) => ask.followUps(state === 'closed', followUpsAtOnce));
    return found.ok
      ? this.#engine.look((_state, now) => ok(found.value.map((one) => followUpOf(one, now))))
      : found;
  }

  closeFollowUp(close: FollowUpClose) {
    return this.#engine.alone(async (draft, ask) =>
      closeFollowUp(draft, await ask.followUp(close.ticket), close),
    );
  }

  async statistics({ from, to, by }: StatisticsQuery) {
    const configuration = await this.configuration();
    if (!configuration.ok) return configuration;
    const tickets = await this.#engine.query((ask) => ask.ticketsBetween(from, to));
    return tickets.ok
      ? ok(statisticsOf(tickets.value, by, configuration.value.configuration.timeZone))
      : tickets;
  }

  // Help.

  callHelp(request: HelpRequest) {
    return this.#engine.alone(async (draft, ask) =>
      ok(callHelp(draft, request, await ask.help(request.key))),
    );
  }

  answerHelp(answer: HelpAnswer) {
    return this.#engine.alone(async (draft, ask) => answerHelp(draft, answer, await ask.help(answer.help)));
  }

  openHelp() {
    return this.#engine.look((state) => ok([...state.help.values()].map(helpCall)));
  }

  close(): void {
    this.#closed = true;
    this.#cancelTick();
    this.#follower.close();
    this.#engine.close();
  }

  /** A command that begins something: refused while the disk has only room for what is under way. */
  async #begin<T>(...command: Parameters<typeof Engine.prototype.command<T>>): Promise<Result<T>> {
    if (this.#closed) return fail('hall-unavailable');
    const room = this.#store.roomToBegin();
    return room.ok ? this.#engine.command(...command) : room;
  }

  #tickLater(): () => void {
    return this.#clock.after(hallTiming.tickMs, () => void this.#tick());
  }

  /** What fails now is looked at again in the next round. */
  async #tick(): Promise<void> {
    await this.#engine.alone(async (draft: Draft, ask) => {
      if (isTickDue(draft))
        tick(draft, { sessions: await ask.openSessions(), days: await ask.days(draft.state.date) });
      return ok(undefined);
    });
    if (!this.#closed) this.#cancelTick = this.#tickLater();
  }
}

function inOrderOfIssue(a: TicketRecord, b: TicketRecord): number {
  return a.entry - b.entry || (a.id < b.id ? -1 : 1);
}

function issuedTo(answer: string, found: Found): TicketRecord | null {
  const body: unknown = JSON.parse(answer);
  const id = typeof body === 'object' && body !== null && 'ticket' in body ? body.ticket : null;
  return typeof id === 'string' ? found.ticket(id) : null;
}

function isNumbered(
  ticket: TicketRecord,
  { day, series, sequence }: { readonly day: string; readonly series: string; readonly sequence: number },
): boolean {
  return ticket.sequence === sequence && ticket.series === series && ticket.day === day;
}

async function rated(draft: Draft, ask: Statements, of: Rating['of']): Promise<TicketRecord | null> {
  if (of.kind === 'ticket') return (await ask.tickets([of.ticket]))[0] ?? null;
  const numbered = readToken(draft.state.secret, of.token);
  return numbered === null ? null : ask.ticketNumbered(numbered.day, numbered.series, numbered.sequence);
}

function seriesOf(leases: readonly { readonly series: string }[]): string[] {
  return [...new Set(leases.map(({ series }) => series))];
}

async function usedOf(ask: Statements, leases: readonly { readonly day: string; readonly series: string }[]) {
  const [lease] = leases;
  return lease === undefined ? [] : ask.usedOf(lease.day, seriesOf(leases));
}

/** For a command that stands alone: rows by key, and the tickets that answers name. */
async function lookUp(draft: Draft, ask: Statements, keys: readonly string[]): Promise<Found> {
  const answers = new Map((await ask.answers(keys)).map((answer) => [answer.key, answer]));
  const tickets = new Map((await ask.tickets(keys)).map((ticket) => [ticket.id, ticket]));
  return {
    ticket: (id) => draft.ticket(id) ?? tickets.get(id) ?? null,
    answer: (key) => draft.changes.answers.get(key) ?? answers.get(key) ?? null,
    appointment: () => null,
  };
}
