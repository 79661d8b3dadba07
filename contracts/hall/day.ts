/** The business day of a hall. */
import { z } from 'zod';

import type { Result } from '../result.ts';
import { opaqueSchema } from '../line.ts';

export interface DayView {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** `open`: numbers are given. `closed`: none are, who waits is still called. `ended`: who was left is left over. */
  readonly state: 'open' | 'closed' | 'ended';
  /** By whose hand it is so; null: by rule. */
  readonly by: string | null;
}

export const dayChangeSchema = z.strictObject({
  change: z
    .enum(['open', 'close', 'end', 'rule'])
    .describe('`rule`: what was changed by hand counts no more. `end` cannot be taken back.'),
  by: opaqueSchema(64),
});
export type DayChange = z.infer<typeof dayChangeSchema>;

/** Instants in milliseconds since the epoch. */
export interface HallMoment {
  /** The clock that the hall goes by: its database's. */
  readonly now: number;
  readonly day: DayView;
  /** First instant of the business day. */
  readonly from: number;
  /** First instant of the next one. */
  readonly until: number;
}

export interface HallDay {
  day(): Promise<Result<DayView>>;
  moment(): Promise<Result<HallMoment>>;
  /** For today only. */
  changeDay(change: DayChange): Promise<Result<DayView>>;
}
