/** An event of the hall as the city may know it. */
import type { CityMessage } from '#contracts/city.ts';
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
