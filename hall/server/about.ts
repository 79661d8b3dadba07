/** What every machine of a hall has to know of it. */
import type { HallAbout } from '#contracts/hall/answers.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { hallPages } from '#contracts/hall/paths.ts';
import { ok, type Result } from '#contracts/result.ts';

import { businessDay, type BusinessDay, type HallCalendar } from '../business-day.ts';

export async function aboutHall(
  hall: Pick<WholeHall, 'configuration' | 'day'>,
  now: number,
  publicUrl: string | null,
): Promise<Result<HallAbout>> {
  const [version, day] = await Promise.all([hall.configuration(), hall.day()]);
  if (!version.ok) return version;
  if (!day.ok) return day;
  const { configuration } = version.value;
  const { from, until } = spanOf(day.value.date, now, configuration);
  return ok({
    name: configuration.name,
    timeZone: configuration.timeZone,
    day: day.value,
    dayFrom: from,
    dayUntil: until,
    now,
    version: version.value.version,
    phoneUrl: publicUrl === null ? null : phoneUrlAt(publicUrl),
  });
}

/** To be completed by a ticket's token, which stands in the fragment: browsers send that to nobody. */
export function phoneUrlAt(publicUrl: string): string {
  return `${new URL(hallPages.phone, publicUrl).href}#ticket=`;
}

/** The hall's day is its database's; at the turn this machine's clock may be on the other side of it. */
function spanOf(date: string, now: number, calendar: HallCalendar): BusinessDay {
  const today = businessDay(now, calendar);
  const days = [today, businessDay(today.from - 1, calendar), businessDay(today.until, calendar)];
  return days.find((day) => day.date === date) ?? businessDay(Date.parse(date), calendar);
}
