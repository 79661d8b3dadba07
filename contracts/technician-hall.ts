/** What the technician's page shows of the hall: its own one to look after, or a hall server's to ask after. */
import type { HallConfiguration, ConfigurationVersion } from './hall/configuration.ts';
import type { DayView } from './hall/day.ts';
import type { Failure } from './result.ts';
import type { Text } from './text.ts';

/** What a station's file says of its own hall. The hall begins with it; from then on it is changed in the hall. */
export type HallBeginning = Pick<HallConfiguration, 'name' | 'businesses' | 'timeZone' | 'dayStartsAt'>;

/** A hall in the station's own process. */
export interface OwnHallView {
  readonly kind: 'own';
  readonly day: DayView;
  /** Everybody who waits for a business. */
  readonly waiting: number;
  /** In force. */
  readonly version: ConfigurationVersion;
  readonly beginning: HallBeginning;
  /** Why what is shown may be old; null: it is not. */
  readonly failure: Failure | null;
}

/** Numbers that the station holds for one business for when it is cut off. */
export interface HeldNumbers {
  readonly business: string;
  readonly name: Text;
  /** Nobody has them; of the day that the hall last spoke of. */
  readonly unused: number;
  /** Given without the hall on that day, merged or not. */
  readonly used: number;
  /** Given and not brought into the hall's queue yet, of any day. */
  readonly unmerged: number;
}

/** A hall of many machines, as this station hears it. */
export interface ServerHallView {
  readonly kind: 'server';
  readonly state: 'reachable' | 'away';
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Why a server that answers is away all the same: it refuses this station. Null: it does not. */
  readonly refusal: Failure | null;
  /** Where the configuration is changed, without a token: this station's own may not do it. */
  readonly administration: string;
  /** As the hall last said; null: it never did. */
  readonly day: DayView | null;
  /** Of the configuration; null: the hall never said. */
  readonly version: number | null;
  readonly numbers: readonly HeldNumbers[];
  /** Why the station cannot read its numbers; null: it can. */
  readonly failure: Failure | null;
}

export type TechnicianHall = OwnHallView | ServerHallView;
