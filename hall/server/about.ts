/** What every machine of a hall has to know of it. */
import type { HallAbout } from '#contracts/hall/answers.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { hallPages } from '#contracts/hall/paths.ts';
import { ok, type Result } from '#contracts/result.ts';

import { hoursOn } from '../rules/day.ts';

export async function aboutHall(
  hall: Pick<WholeHall, 'configuration' | 'moment'>,
  publicUrl: string | null,
): Promise<Result<HallAbout>> {
  const [version, moment] = await Promise.all([hall.configuration(), hall.moment()]);
  if (!version.ok) return version;
  if (!moment.ok) return moment;
  const { configuration } = version.value;
  const { now, day, from, until } = moment.value;
  return ok({
    name: configuration.name,
    timeZone: configuration.timeZone,
    day,
    dayFrom: from,
    dayUntil: until,
    hours: hoursOn(day.date, configuration),
    now,
    version: version.value.version,
    phoneUrl: publicUrl === null ? null : phoneUrlAt(publicUrl),
  });
}

/** To be completed by a ticket's token, which stands in the fragment: browsers send that to nobody. */
export function phoneUrlAt(publicUrl: string): string {
  return `${new URL(hallPages.phone, publicUrl).href}#ticket=`;
}
