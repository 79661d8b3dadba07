/** Every delay of the phone's page, milliseconds. Its hall has thousands of these pages. */
import { streamAliveMs } from '#contracts/hall/paths.ts';

export const delays = {
  /** Between two looks: far from its turn, near to it, and when nothing more is to come. */
  looks: {
    /** While events tell of what moves the place: expected waits change anyway. */
    heard: { far: 60_000, near: 15_000 },
    alone: { far: 15_000, near: 4000 },
    over: 60_000,
  },
  /**
   * From what asks a hall's worth of phones for a look (a call, a server that stops, a network that is back) to the look, between
   * these.
   */
  spread: { least: 1000, most: 2000 },
  line: {
    /**
     * Without a word until the line counts as cut off: the next one is due by then, however slow the network is. With the spread and
     * the look, which waits 5 s for an answer, the page says within 20 s that it may be old.
     */
    silence: streamAliveMs + 3000,
    /** Before the line is opened again: the first time, and at most. */
    retry: { first: 2000, most: 60_000 },
  },
} as const;
