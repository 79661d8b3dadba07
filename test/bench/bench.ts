/** What a benchmark reports: figures with their limits, never asserted in tests. */
export interface BenchRow {
  readonly name: string;
  /** ms, ratio, KB, MB, %. */
  readonly unit: string;
  readonly value: number;
  /** At most so much; null where the figure stands for comparison only. */
  readonly limit: number | null;
  readonly met: boolean | null;
  /** What it was measured beside, or why it was missed. */
  readonly note: string;
}

export function row(name: string, unit: string, value: number, limit: number | null, note: string): BenchRow {
  return { name, unit, value, limit, met: limit === null ? null : value <= limit, note };
}

/** The value below which the share `p` (0 to 1) of the samples lies, nearest rank. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].toSorted((left, right) => left - right);
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1));
  const value = sorted[index];
  if (value === undefined) throw new Error('no samples');
  return value;
}
