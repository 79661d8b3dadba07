/** An event of the hall as the city may know it. */
import { goneKind, type CityMessage } from '#contracts/city.ts';
import type { HallEvent } from '#contracts/hall/events.ts';

/**
 * Left out: who works there, and what staff wrote in their own words, since that may name somebody. Who came stands in no event
 * anyway.
 */
const kept = (key: string): boolean => !['operator', 'session', 'by', 'reason'].includes(key);

export function cityMessage({ seq, at, body }: HallEvent): CityMessage {
  const { kind, ...rest } = body;
  return {
    seq,
    at,
    body: { kind, ...Object.fromEntries(Object.entries(rest).filter(([key]) => kept(key))) },
  };
}

/** In the place of what is not kept any more. @param first the oldest event that is */
export function goneBefore({ seq, at }: HallEvent): CityMessage {
  return { seq: seq - 1, at, body: { kind: goneKind } };
}
