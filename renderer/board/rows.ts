/** What has a place on the board when there is more than fits. */
import type { BoardCall } from '#contracts/hall/views.ts';

/** `size` of them at a time, the next ones with each `turn`; all of them where they fit. The last portion is full as well. */
export function portion<T>(list: readonly T[], size: number, turn: number): readonly T[] {
  const portions = Math.max(1, Math.ceil(list.length / size));
  const from = Math.max(0, Math.min((turn % portions) * size, list.length - size));
  return list.slice(from, from + size);
}

/**
 * The rows, at most `size`, of what is called, newest first. Where not all have one, the call that is being announced stands at the
 * top and the newest one always has a row; the others take turns in what is left.
 * @param announced has a row also when nobody waits for it any more
 */
export function calledRows(
  called: readonly BoardCall[],
  announced: BoardCall | null,
  size: number,
  turn: number,
): readonly BoardCall[] {
  const all =
    announced === null || called.some(({ id }) => id === announced.id) ? called : [announced, ...called];
  if (all.length <= size) return all;
  const fixed = [announced, called[0]].filter((call) => call !== null && call !== undefined);
  const first = [...new Map(fixed.map((call) => [call.id, call])).values()];
  const others = all.filter(({ id }) => !first.some((call) => call.id === id));
  return [...first, ...portion(others, size - first.length, turn)];
}
