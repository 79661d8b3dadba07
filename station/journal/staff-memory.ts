/** Members of staff that the platform confirmed at this station, for the days on which it is away. */
import { z } from 'zod';

import type { Clock } from '#contracts/clock.ts';
import type { Result } from '#contracts/result.ts';
import type { Store } from '#storage/store.ts';

/** `key`: keyed hash of the person. Failures: the journal's. */
export interface StaffMemory {
  /** The platform confirmed this person just now, under its own id of the member of staff. */
  remember(key: string, staff: string): Result<void>;
  /** The platform said that this person is no member of staff. */
  forget(key: string): Result<void>;
  /**
   * The platform's id of whoever it confirmed after `sinceMs` (milliseconds since the epoch) and not later than now, null
   * for nobody: a clock that was wrong must not make the trust last.
   */
  confirmedSince(key: string, sinceMs: number): Result<string | null>;
}

const staffSchema = z.object({ staff: z.string() });

/** `write` makes a transaction of the store. */
export function openStaffMemory(
  store: Store,
  clock: Clock,
  write: <T>(work: () => T) => Result<T>,
): StaffMemory {
  const set = store.command(
    `INSERT INTO staff (person, staff, confirmed_at) VALUES (?, ?, ?)
     ON CONFLICT (person) DO UPDATE SET staff = excluded.staff, confirmed_at = excluded.confirmed_at`,
  );
  const remove = store.command('DELETE FROM staff WHERE person = ?');
  const confirmed = store.query(
    'SELECT staff FROM staff WHERE person = ? AND confirmed_at > ? AND confirmed_at <= ?',
    staffSchema,
  );
  return {
    remember: (key, staff) => write(() => void set(key, staff, clock.now())),
    forget: (key) => write(() => void remove(key)),
    confirmedSince: (key, sinceMs) =>
      store.read(() => confirmed.get(key, sinceMs, clock.now())?.staff ?? null),
  };
}
