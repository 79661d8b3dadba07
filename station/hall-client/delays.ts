/** Every delay of the line to the hall, milliseconds. */
export const hallClientDelays = {
  /** Between two looks whether the hall is there and what its day is. */
  lookMs: 5000,
  /** While it is away, or while something is left to be done: not sooner than this. */
  againMs: 500,
  /** Between two times that blocks are asked for, where nothing else calls for it: businesses may have been added. */
  holdMs: 60_000,
} as const;
