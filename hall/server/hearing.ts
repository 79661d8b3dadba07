/** What of the events each role hears. */
import type { EventKind, HallEvent } from '#contracts/hall/events.ts';
import type { HallRole } from '#contracts/hall/paths.ts';
import { publicEventKinds, ratingEventKinds, staffRoles } from '#contracts/hall/stream.ts';

const publicKinds = new Set<EventKind>(publicEventKinds);
const ratingKinds = new Set<EventKind>(ratingEventKinds);

export function eventsFor(role: HallRole, events: readonly HallEvent[]): readonly HallEvent[] {
  if (staffRoles.includes(role)) return events;
  const kinds = role === 'rating' ? ratingKinds : publicKinds;
  return events.filter(({ body }) => kinds.has(body.kind));
}
