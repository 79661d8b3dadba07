/** What a command changes: whole records as they are afterwards, and what happened. */
import type { EventBody } from '#contracts/hall/events.ts';

import type {
  AppointmentRecord,
  ConfigurationRecord,
  DayRecord,
  FollowUpRecord,
  HelpRecord,
  LeaseRecord,
  SessionRecord,
} from './records.ts';
import type { TicketRecord } from './ticket-record.ts';

/** What a key was answered with. */
export interface Answered {
  readonly key: string;
  /** What was asked, to tell a repetition from another request with the same key. */
  readonly asked: string;
  /** JSON. */
  readonly body: string;
}

export interface Changes {
  readonly tickets: ReadonlyMap<string, TicketRecord>;
  readonly sessions: ReadonlyMap<string, SessionRecord>;
  readonly days: ReadonlyMap<string, DayRecord>;
  readonly help: ReadonlyMap<string, HelpRecord>;
  readonly appointments: ReadonlyMap<string, AppointmentRecord>;
  readonly leases: ReadonlyMap<string, LeaseRecord>;
  readonly followUps: ReadonlyMap<string, FollowUpRecord>;
  readonly answers: ReadonlyMap<string, Answered>;
  readonly configuration: ConfigurationRecord | null;
  readonly events: readonly EventBody[];
  /** The newest entry, where somebody came in. */
  readonly entry: number | null;
  /** A look at what happens by rule took place now. */
  readonly ticked: boolean;
}

export interface MutableChanges extends Changes {
  readonly tickets: Map<string, TicketRecord>;
  readonly sessions: Map<string, SessionRecord>;
  readonly days: Map<string, DayRecord>;
  readonly help: Map<string, HelpRecord>;
  readonly appointments: Map<string, AppointmentRecord>;
  readonly leases: Map<string, LeaseRecord>;
  readonly followUps: Map<string, FollowUpRecord>;
  readonly answers: Map<string, Answered>;
  readonly events: EventBody[];
  configuration: ConfigurationRecord | null;
  entry: number | null;
  ticked: boolean;
}

export function noChanges(): MutableChanges {
  return {
    tickets: new Map(),
    sessions: new Map(),
    days: new Map(),
    help: new Map(),
    appointments: new Map(),
    leases: new Map(),
    followUps: new Map(),
    answers: new Map(),
    configuration: null,
    events: [],
    entry: null,
    ticked: false,
  };
}

/** Whether there is anything to write. */
export function isEmpty(changes: Changes): boolean {
  const { configuration, events, entry, ticked, ...records } = changes;
  return (
    configuration === null &&
    events.length === 0 &&
    entry === null &&
    !ticked &&
    Object.values(records).every(({ size }) => size === 0)
  );
}

/** Adds what came later to what came before. */
export function addChanges(into: MutableChanges, later: Changes): void {
  for (const [id, ticket] of later.tickets) into.tickets.set(id, ticket);
  for (const [id, session] of later.sessions) into.sessions.set(id, session);
  for (const [date, day] of later.days) into.days.set(date, day);
  for (const [id, help] of later.help) into.help.set(id, help);
  for (const [id, appointment] of later.appointments) into.appointments.set(id, appointment);
  for (const [id, lease] of later.leases) into.leases.set(id, lease);
  for (const [ticket, followUp] of later.followUps) into.followUps.set(ticket, followUp);
  for (const [key, answer] of later.answers) into.answers.set(key, answer);
  into.configuration = later.configuration ?? into.configuration;
  into.events.push(...later.events);
  into.entry = later.entry ?? into.entry;
  into.ticked ||= later.ticked;
}
