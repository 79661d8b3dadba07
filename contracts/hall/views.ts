/** What pages show of a hall. Each view names the last event that it knows: a page takes what comes after. */
import type { Business, Priority, Ticket, TicketState } from '../hall-api.ts';
import type { Result } from '../result.ts';
import type { Text } from '../text.ts';
import type { Notice } from './configuration.ts';
import type { DayView } from './day.ts';
import type { HelpCall } from './help.ts';

/** Why a ticket stands where it stands: hall/queue-order.ts. The smaller `place` is called first. */
export interface OrderTerms {
  /** Counts who came into the hall today; the place without any lead. */
  readonly entry: number;
  /** What puts it before its entry, and by how many numbers; null: nothing does. */
  readonly lead: { readonly by: Priority | 'appointment' | 'front'; readonly numbers: number } | null;
  /** entry - lead. */
  readonly place: number;
  /** Kept for one window or person; null: for every window that serves the business. */
  readonly keptFor:
    | { readonly kind: 'window'; readonly window: string }
    | { readonly kind: 'operator'; readonly operator: string }
    | null;
}

export interface QueuedTicket {
  readonly ticket: Ticket;
  /** Milliseconds since it began to wait for this business; never negative. */
  readonly waitedMs: number;
  readonly why: OrderTerms;
  /** The appointment that it checked in, milliseconds since the epoch. */
  readonly appointment: { readonly from: number; readonly to: number } | null;
  /** Times that it was called for this business. */
  readonly calls: number;
}

export interface SetAsideTicket {
  readonly ticket: Ticket;
  readonly state: 'parked' | 'passed-over';
  /** Of a parked one, as staff wrote it; `window-lost`: its window was lost in mid-service. */
  readonly reason: string | null;
  readonly sinceMs: number;
}

/** Left over when its day ended, or merged after it: of today, or of the last day before on which numbers were given. */
export interface LeftOverTicket {
  readonly ticket: Ticket;
  /** Times that it was called before; 0: nobody called it. */
  readonly calls: number;
  /** Of one that was parked, as staff wrote it. */
  readonly reason: string | null;
}

export interface BusinessQueue {
  readonly business: Business;
  readonly open: boolean;
  /** In the order in which they are called. */
  readonly waiting: readonly QueuedTicket[];
  /** Whoever was set aside first is first. */
  readonly aside: readonly SetAsideTicket[];
  /** Those of today first, within a day whoever came last first; at most 50. */
  readonly leftOver: readonly LeftOverTicket[];
  /** All of them. */
  readonly leftOverCount: number;
  /** Open windows that serve it. */
  readonly windows: number;
  /** Milliseconds until a number taken now would be called; null: no open window serves it. */
  readonly expectedWaitMs: number | null;
}

export interface QueueView {
  readonly seq: number;
  readonly day: DayView;
  /** While no numbers are given; null: they are. Instants in milliseconds since the epoch. */
  readonly closed: {
    /** By the hand that `day` names, or by the hours of today; null: there were none today yet, or it is not known. */
    readonly since: number | null;
    /** When they are given again by rule; null: not within 60 days. */
    readonly until: number | null;
  } | null;
  /** Businesses of the configuration, and removed ones for which somebody still waits. */
  readonly businesses: readonly BusinessQueue[];
}

export interface WindowView {
  readonly window: string;
  readonly number: number;
  readonly state: 'empty' | 'open' | 'closed';
  /** Null where nobody is signed in. */
  readonly session: { readonly id: string; readonly operator: string; readonly operatorName: string } | null;
  readonly businesses: readonly string[];
  readonly ticket: {
    readonly ticket: Ticket;
    /** Milliseconds since it was last called or since service began. */
    readonly sinceMs: number;
    readonly calls: number;
  } | null;
  /** Who would be called next here, and why. */
  readonly next: { readonly ticket: Ticket; readonly why: OrderTerms; readonly waitedMs: number } | null;
  /** Everybody who waits for what is served here. */
  readonly waiting: number;
}

/** One call of a number to a window; a page speaks each `id` once. */
export interface BoardCall {
  /** The sequence number of its event. */
  readonly id: number;
  readonly number: string;
  readonly window: number;
  readonly business: string;
  /** 1 for the first call of this wait, 2 for the next. */
  readonly times: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The business day of its number, YYYY-MM-DD, where that is not today: the same number may be another person's today. */
  readonly day: string | null;
}

export interface BoardView {
  readonly seq: number;
  readonly name: Text;
  /** The hall's, IANA name: its clock on the board. */
  readonly timeZone: string;
  readonly day: DayView;
  /** Called, not yet there: newest first. */
  readonly called: readonly BoardCall[];
  /** The last calls of the day whatever became of them, newest first, at most 20. */
  readonly last: readonly BoardCall[];
  readonly waits: readonly {
    readonly business: string;
    readonly name: Text;
    readonly open: boolean;
    readonly waiting: number;
    readonly windows: number;
    readonly expectedWaitMs: number | null;
  }[];
  readonly notices: readonly Notice[];
}

/** What the holder of a ticket sees on a phone. */
export interface PlaceView {
  readonly seq: number;
  /** Its id, as its events name it. */
  readonly ticket: string;
  readonly number: string;
  readonly business: { readonly id: string; readonly name: Text };
  readonly further: readonly { readonly id: string; readonly name: Text }[];
  readonly state: TicketState;
  /** People before this one; 0 for whoever does not wait. */
  readonly ahead: number;
  readonly expectedWaitMs: number | null;
  /** Of a called one. */
  readonly window: number | null;
  /** Null: not rated, or not finished yet. */
  readonly grade: number | null;
  readonly canRate: boolean;
  /** The hall's, IANA name. */
  readonly timeZone: string;
}

export interface HallViews {
  queue(): Promise<Result<QueueView>>;
  windows(): Promise<
    Result<{
      readonly seq: number;
      readonly windows: readonly WindowView[];
      readonly help: readonly HelpCall[];
    }>
  >;
  board(): Promise<Result<BoardView>>;
  /** Failures: ticket-unknown, also for a token that was made up. */
  place(token: string): Promise<Result<PlaceView>>;
}
