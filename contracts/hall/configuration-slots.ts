/** Weekly times for appointments that overlap. Places are counted by business, day and beginning, and would be counted for one of two. */
import type { HallConfiguration, Slot } from './configuration.ts';

const dayMinutes = 24 * 60;
const weekMinutes = 7 * dayMinutes;

export interface SlotOverlap {
  /** Index in `appointments.slots`. */
  readonly slot: number;
  /** The first one before it that it overlaps, of the same business. */
  readonly earlier: number;
}

/** One for each slot that overlaps an earlier one; a time that is not typed to its end overlaps nothing. */
export function overlappingSlots({
  appointments,
  dayStartsAt,
}: Pick<HallConfiguration, 'appointments' | 'dayStartsAt'>): readonly SlotOverlap[] {
  /** For each business, whose each minute of the week is: the first slot's that has it. */
  const weeks = new Map<string, Map<number, number>>();
  return appointments.slots.flatMap((one, slot) => {
    const week = weeks.get(one.business) ?? new Map<number, number>();
    weeks.set(one.business, week);
    let earlier = slot;
    for (const minute of minutesOfWeek(one, dayStartsAt)) {
      const first = week.get(minute) ?? slot;
      earlier = Math.min(earlier, first);
      week.set(minute, first);
    }
    return earlier === slot ? [] : [{ slot, earlier }];
  });
}

function* minutesOfWeek({ weekdays, from, to }: Slot, dayStartsAt: string): Generator<number> {
  const length = minutesOfDay(to) - minutesOfDay(from);
  // Over midnight where it does not end after it begins, and all day where both are one time.
  const minutes = length > 0 ? length : length + dayMinutes;
  // What is before the turn of the day belongs to the night after.
  const begins = minutesOfDay(from) + (from < dayStartsAt ? dayMinutes : 0);
  for (const weekday of new Set(weekdays)) {
    const start = weekday * dayMinutes + begins;
    for (let minute = start; minute < start + minutes; minute += 1) yield minute % weekMinutes;
  }
}

/** NaN where it is none, and no minute is below that. */
function minutesOfDay(time: string): number {
  return Date.parse(`1970-01-01T${time}Z`) / 60_000;
}
