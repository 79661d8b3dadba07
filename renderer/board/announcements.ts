/**
 * Which calls are to be spoken, in which order. Each call is announced once, twice in a row; never two at a time. What is not
 * called any more when its turn comes (the person is there, or was passed over) is left out.
 */
import type { BoardCall, BoardView } from '#contracts/hall/views.ts';

/** How often a call is said; once where so many others wait for their turn that they would come too late. */
const times = { usually: 2, inHaste: 1, hasteFrom: 4 } as const;

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

/** The next one and how often to say it; null: nothing is to be said. */
export function takeAnnouncement({ known, queue }: Announcements): {
  readonly call: BoardCall | null;
  readonly times: number;
  readonly rest: Announcements;
} {
  const [call = null, ...rest] = queue;
  return {
    call,
    times: rest.length >= times.hasteFrom ? times.inHaste : times.usually,
    rest: { known, queue: rest },
  };
}
