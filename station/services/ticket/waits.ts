/** How many wait and how long: said where windows call, since nowhere else does a count of waiting people go down. */
import type { BusinessStatus, TicketGiven } from '#contracts/hall-api.ts';
import type { Text } from '#contracts/text.ts';
import { texts } from './texts.ts';

const minuteMs = 60_000;

/** Below a business, before it is chosen; null: no window calls for it now, or the hall's server is away. */
export function waitOf({ waiting, expectedWaitMs }: BusinessStatus): Text | null {
  if (expectedWaitMs === null) return null;
  return waiting === 0 && expectedWaitMs === 0
    ? texts.noWait
    : texts.waiting(waiting, minutes(expectedWaitMs));
}

/** Of a number that was given; null: as above, or it does not wait any more. */
export function placeOf({ ahead, expectedWaitMs }: TicketGiven): Text | null {
  if (expectedWaitMs === null) return null;
  return ahead === 0 ? texts.youAreNext : texts.ahead(ahead, minutes(expectedWaitMs));
}

/** Up to the next minute: whoever is called a little earlier than told minds less. */
function minutes(ms: number): number {
  return Math.max(1, Math.ceil(ms / minuteMs));
}
