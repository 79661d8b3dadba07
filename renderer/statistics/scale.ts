/** Where the lines of a chart stand, and which days are asked for. */

/** Steps of 1, 2 or 5 times a power of ten, at most five of them; the last one is at least `largest`. */
export function ticks(largest: number): readonly number[] {
  if (largest <= 0) return [0, 1];
  const power = 10 ** Math.floor(Math.log10(largest / 5));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one * 5 >= largest) ?? largest;
  const count = Math.ceil(largest / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** The same where there are no halves: people. */
export function wholeTicks(largest: number): readonly number[] {
  return ticks(largest).filter((line) => Number.isInteger(line));
}

/** A date some days before another; both YYYY-MM-DD, whatever the time zone of whoever looks. */
export function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}

/** What the hall answers: from not after to, 366 days at most. */
export function isSpan(from: string, to: string): boolean {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  return days >= 1 && days <= 366;
}

/** Of those who gave a grade, how many gave 3 and more; null: nobody did. */
export function satisfaction(grades: readonly number[]): number | null {
  const all = grades.reduce((sum, count) => sum + count, 0);
  const good = grades.slice(2).reduce((sum, count) => sum + count, 0);
  return all === 0 ? null : good / all;
}
