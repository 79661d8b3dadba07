/**
 * Error rates out of scores, pure. A score is from 0 to 1 and counts as "yes" (one person; a living face) where it
 * reaches the threshold, as the station decides. Terms: ISO/IEC 19795-1 (FMR, FNMR) and ISO/IEC 30107-3 (APCER, BPCER).
 */

/** A share of counted cases, with the interval in which the true one lies with 95 % confidence. */
export interface Rate {
  readonly errors: number;
  readonly of: number;
  /** Null where nothing was counted. */
  readonly rate: number | null;
  readonly low: number;
  readonly high: number;
}

/** Both kinds of error at one threshold. */
export interface Point {
  readonly threshold: number;
  /** What must not reach the threshold and does: false match, attack taken for a living face. */
  readonly wrongYes: Rate;
  /** What must reach it and does not: false non-match, living face taken for an attack. */
  readonly wrongNo: Rate;
}

/** Two-sided 95 % of the normal distribution. */
const z = 1.959964;
/** Thresholds from 0 to 1 by so much: what a configuration may hold. */
const steps = 1000;

/**
 * Wilson's score interval; without a single error (or with nothing but errors) the rule of three, which is what such a
 * count shows and no more: 0 of n means "at most 3 of n".
 */
export function rateOf(errors: number, of: number): Rate {
  if (of === 0) return { errors, of, rate: null, low: 0, high: 1 };
  const rate = errors / of;
  if (errors === 0) return { errors, of, rate, low: 0, high: Math.min(1, 3 / of) };
  if (errors === of) return { errors, of, rate, low: Math.max(0, 1 - 3 / of), high: 1 };
  const spread = z * Math.sqrt((rate * (1 - rate)) / of + z ** 2 / (4 * of ** 2));
  const [middle, scale] = [rate + z ** 2 / (2 * of), 1 + z ** 2 / of];
  return { errors, of, rate, low: (middle - spread) / scale, high: (middle + spread) / scale };
}

/**
 * Both errors at every threshold from 0 to 1.
 *
 * @param no scores of what must be turned down: other people, attacks
 * @param yes scores of what must be taken: the same person, living faces
 */
export function curveOf(no: readonly number[], yes: readonly number[]): readonly Point[] {
  const [sortedNo, sortedYes] = [no.toSorted(ascending), yes.toSorted(ascending)];
  return Array.from({ length: steps + 1 }, (_, step) => {
    const threshold = step / steps;
    return {
      threshold,
      wrongYes: rateOf(no.length - below(sortedNo, threshold), no.length),
      wrongNo: rateOf(below(sortedYes, threshold), yes.length),
    };
  });
}

function ascending(a: number, b: number): number {
  return a - b;
}

/** How many of the sorted scores do not reach the threshold. */
function below(sorted: readonly number[], threshold: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? 0) < threshold) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Where the two errors are nearest to each other; null where one of them was not counted. */
export function equalError(curve: readonly Point[]): { readonly at: Point; readonly rate: number } | null {
  let best: { at: Point; rate: number; apart: number } | null = null;
  for (const at of curve) {
    const [yes, no] = [at.wrongYes.rate, at.wrongNo.rate];
    if (yes === null || no === null) return null;
    const apart = Math.abs(yes - no);
    if (best === null || apart < best.apart) best = { at, rate: (yes + no) / 2, apart };
  }
  return best === null ? null : { at: best.at, rate: best.rate };
}

export interface Chosen {
  readonly target: number;
  readonly at: Point;
  /** The interval's upper end is within the target as well: the count shows it, and not only luck. */
  readonly shown: boolean;
}

/** The lowest threshold at which no more than `target` of the wrong is taken; null where none is low enough. */
export function thresholdFor(curve: readonly Point[], target: number): Chosen | null {
  const at = curve.find(({ wrongYes }) => wrongYes.rate !== null && wrongYes.rate <= target);
  return at === undefined ? null : { target, at, shown: at.wrongYes.high <= target };
}

/** The point at a threshold, rounded to what the curve has. */
export function pointAt(curve: readonly Point[], threshold: number): Point | null {
  return curve[Math.round(threshold * steps)] ?? null;
}
