/** What of the events each role hears. */
import type { HallEvent } from '#contracts/hall/events.ts';
import type { HallRole } from '#contracts/hall/paths.ts';
import { publicEventKinds, staffRoles } from '#contracts/hall/stream.ts';

export type Hearer = HallRole;

const publicKinds = new Set<string>(publicEventKinds);

export function eventsFor(role: Hearer, events: readonly HallEvent[]): readonly HallEvent[] {
  return staffRoles.includes(role) ? events : events.filter(({ body }) => publicKinds.has(body.kind));
}
