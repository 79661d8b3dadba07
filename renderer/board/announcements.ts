/**
 * Which calls are to be spoken, in which order. Each call is announced once, twice in a row; never two at a time. What is not
 * called any more when its turn comes (the person is there, or was passed over) is left out.
 */
import type { BoardCall, BoardView } from '#contracts/hall/views.ts';

/** How often a call is said, and for how long its row flashes at least, milliseconds. */
const usually = { times: 2, leastMs: 8000 } as const;
/** Where so many others wait for their turn that they would come too late. */
const inHaste = { times: 1, leastMs: 4000 } as const;
const hasteFrom = 4;

export interface Announcements {
  /** The newest call that was taken note of; null: no view has come yet. */
  readonly known: number | null;
  readonly queue: readonly BoardCall[];
}

export const noAnnouncements: Announcements = { known: null, queue: [] };

/** The first view is history: a board that is switched on does not read out what was called before. */
export function heardBoard({ known, queue }: Announcements, view: BoardView): Announcements {
  const newest = Math.max(known ?? 0, ...view.last.map(({ id }) => id), ...view.called.map(({ id }) => id));
  if (known === null) return { known: newest, queue: [] };
  const fresh = view.called.filter(({ id }) => id > known).toSorted((a, b) => a.id - b.id);
  // A number that is called again is said once, as it was called last.
  const still = queue.filter(
    (waiting) =>
      view.called.some(({ id }) => id === waiting.id) &&
      !fresh.some(({ number, day }) => number === waiting.number && day === waiting.day),
  );
  return { known: newest, queue: [...still, ...fresh] };
}

/** The next one, how often to say it and how long to show it at least; a null call: nothing is to be said. */
export function takeAnnouncement({ known, queue }: Announcements): {
  readonly call: BoardCall | null;
  readonly times: number;
  readonly leastMs: number;
  readonly rest: Announcements;
} {
  const [call = null, ...rest] = queue;
  return { call, ...(rest.length >= hasteFrom ? inHaste : usually), rest: { known, queue: rest } };
}
