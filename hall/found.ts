/** What was looked up for a batch of commands before the rules were asked: rows that the state does not hold. */
import type { Answered } from './changes.ts';
import type { AppointmentRecord } from './records.ts';
import type { TicketRecord } from './ticket-record.ts';

export interface Found {
  /** Also of earlier days. */
  ticket(id: string): TicketRecord | null;
  answer(key: string): Answered | null;
  appointment(id: string): AppointmentRecord | null;
}

/** What a command wants to be looked up. */
export interface Wants {
  readonly tickets?: readonly string[];
  readonly answers?: readonly string[];
  readonly appointments?: readonly string[];
}
