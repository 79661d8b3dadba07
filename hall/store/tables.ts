/**
 * The hall's tables, the same on SQLite and PostgreSQL. A row holds what is looked for in columns and the record itself as JSON
 * in `body`: the rules stand in TypeScript, and the database's part is what only it can do (durable, unique, one after another).
 * `at`: when a row was last written, milliseconds since the epoch; by it old ones are taken out (prune.ts).
 */
import type { Kysely } from 'kysely';

export interface HallTables {
  /** One row a hall, which every change locks: that makes numbers and events gapless. */
  hall: {
    id: string;
    /** The newest event. */
    seq: number;
    /** The newest entry into a queue: hall/queue-order.ts. */
    entry: number;
    /** Counts the looks at what happens by rule. */
    tick: number;
    ticked_at: number;
    /** Makes the tickets' tokens. */
    secret: string;
  };
  configuration: { hall: string; version: number; body: string };
  day: { hall: string; date: string; ended: number; body: string };
  ticket: { hall: string; id: string; day: string; series: string; sequence: number; body: string };
  event: { hall: string; seq: number; at: number; kind: string; body: string };
  /** What a key was answered with. A ticket's own key is its id and needs no row here. */
  answer: { hall: string; key: string; asked: string; body: string; at: number };
  session: { hall: string; id: string; ended: number; beat: number; body: string; at: number };
  /** `answered`: or taken back. */
  help: { hall: string; id: string; answered: number; body: string; at: number };
  appointment: { hall: string; id: string; date: string; person: string; body: string };
  lease: {
    hall: string;
    id: string;
    station: string;
    day: string;
    series: string;
    last: number;
    body: string;
  };
  follow_up: { hall: string; ticket: string; closed: number; deadline: number; body: string };
  cursor: { hall: string; name: string; seq: number };
}

/** A connection or a transaction. */
export type Database = Kysely<HallTables>;
