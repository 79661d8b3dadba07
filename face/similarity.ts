/**
 * How alike two faces are, by their embeddings: the measure of the library that makes them (Human's
 * `match.similarity`: Euclidean distance times five, as a share of the span from 80 to 20), without its rounding.
 *
 * @returns 0 (nothing in common) to 1; null where the two are not of one model
 */
export function similarity(a: readonly number[], b: readonly number[]): number | null {
  if (a.length === 0 || a.length !== b.length) return null;
  let sum = 0;
  for (const [index, value] of a.entries()) sum += (value - (b[index] ?? 0)) ** 2;
  const share = (1 - Math.sqrt(25 * sum) / 100 - 0.2) / 0.6;
  return Math.min(Math.max(share, 0), 1);
}
