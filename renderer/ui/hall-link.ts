/** A page's line to its hall server: what it asks, and the events that it hears. */
import { hallPaths } from '#contracts/hall/paths.ts';
import type { BoardCall } from '#contracts/hall/views.ts';
import type { Result } from '#contracts/result.ts';
import type { Language } from '#contracts/text.ts';
import { askHall, fetchResult, fragmentField, queryOf, type Ask } from './hall-ask.ts';
import { openHallLine } from './hall-line.ts';
import type { Line } from './kept-view.ts';

export interface HallLink {
  readonly ask: Ask;
  readonly line: Line;
  /** A call as the hall's own voice says it, WAV. */
  readonly speech: (
    call: Pick<BoardCall, 'number' | 'window' | 'day'>,
    language: Language,
  ) => Promise<Result<ArrayBuffer>>;
}

/** With the token of the page's address. */
export function openHallLink(location: Location): HallLink {
  const token = fragmentField(location, 'token') ?? '';
  return {
    ask: askHall(token),
    line: openHallLine(location, token),
    speech: ({ number, window, day }, language) => {
      const query = queryOf({ number, window, language, ...(day === null ? {} : { day }) });
      return fetchResult(token, hallPaths.speech + query, {}, (response) => response.arrayBuffer());
    },
  };
}
