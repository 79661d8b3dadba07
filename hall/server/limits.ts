/** How much anybody may ask of a hall server. */
import type { HallOperation } from '#contracts/hall/paths.ts';

export const hallLimits = {
  /** TCP connections: every stream below, and as many again that ask for something. */
  connections: 7000,
  headerBytes: 8192,
  /** Bytes of a request's body. */
  bodyBytes: 16 * 1024,
  /** WebSockets that have not shown a token yet; whoever has been silent the longest makes room for the next one. */
  silentStreams: 500,
  /** Bytes of what a page says on a WebSocket: a token and a number. */
  streamMessageBytes: 1024,
  /** Until a WebSocket must have shown its token, milliseconds. */
  authenticateMs: 5000,
} as const;

/** How long one connection may hold a place that others need; milliseconds. */
export interface ConnectionDelays {
  /** In which nothing is sent or taken until it is cut off: longer than any answer takes. */
  readonly idleMs: number;
  /** Until a request must be there as a whole. */
  readonly requestMs: number;
  /** Between two looks for requests that are not. */
  readonly lookMs: number;
}

export const connectionDelays: ConnectionDelays = { idleMs: 120_000, requestMs: 10_000, lookMs: 1000 };

/** WebSockets at once whose token was right. */
export interface StreamLimits {
  /** Of windows, boards, kiosks and whatever else has a role's token. */
  readonly machines: number;
  /** Of phones. */
  readonly tickets: number;
  /** Of the phones that hold one ticket. */
  readonly ofOneTicket: number;
}

export const streamLimits: StreamLimits = { machines: 1000, tickets: 2000, ofOneTicket: 4 };

/** What is longer: 200 tickets of a station that was cut off, the configuration of a hall with 200 windows and 500 staff. */
export const largeBodies: Partial<Readonly<Record<HallOperation, number>>> = {
  merge: 256 * 1024,
  changeConfiguration: 1024 * 1024,
};

export interface Rate {
  readonly perSecond: number;
  /** At once, after a pause. */
  readonly burst: number;
}

export interface HallRates {
  /** Of one token's machines together, requests and streams that begin: far more than a hall's kiosks and windows ask, far less than a loop that ran wild. */
  readonly token: Rate;
  /** Of one ticket's phones. */
  readonly ticket: Rate;
  /** Of one address, requests with a ticket's token, right or made up: the phones of a whole hall may share one. */
  readonly phones: Rate;
  /** Of one address, requests with any other token that nobody gave out. */
  readonly refused: Rate;
}

export const hallRates: HallRates = {
  token: { perSecond: 2000, burst: 4000 },
  ticket: { perSecond: 2, burst: 20 },
  phones: { perSecond: 200, burst: 2000 },
  refused: { perSecond: 5, burst: 50 },
};
