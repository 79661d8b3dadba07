/**
 * What differs between two configurations, and how one's own changes go onto somebody else's. Lists whose entries have a key
 * (businesses, windows, staff, notices by id; slots by what they are) are compared by it; everything else is one value.
 */
import type { HallConfiguration } from '#contracts/hall/configuration.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export interface Change {
  /** Field names and keys from the top; `#order` at its end: the order of a list. */
  readonly path: readonly string[];
  /** Undefined: there was none. */
  readonly before: Json | undefined;
  /** Undefined: there is none any more. */
  readonly after: Json | undefined;
}

export const orderMark = '#order';

function isRecord(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** What an entry of a list is known by; null: the list is one value. */
export function keyOf(entry: Json): string | null {
  if (!isRecord(entry)) return null;
  if (typeof entry['id'] === 'string') return entry['id'];
  const { business, weekdays, from } = entry;
  return typeof business === 'string' && typeof from === 'string' && isList(weekdays)
    ? `${business} ${JSON.stringify(weekdays)} ${from}`
    : null;
}

/** Null where `list` is no list of keyed entries, or a key comes twice. */
function keyed(list: Json | undefined): ReadonlyMap<string, Json> | null {
  if (!isList(list)) return null;
  const entries = new Map<string, Json>();
  for (const entry of list) {
    const key = keyOf(entry);
    if (key === null || entries.has(key)) return null;
    entries.set(key, entry);
  }
  return entries;
}

function walk(path: readonly string[], before: Json | undefined, after: Json | undefined): readonly Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => walk([...path, name], before[name], after[name]));
  }
  const [old, now] = [keyed(before), keyed(after)];
  if (old === null || now === null) return [{ path, before, after }];
  const keys = new Set([...old.keys(), ...now.keys()]);
  const changes = [...keys].flatMap((key) => walk([...path, key], old.get(key), now.get(key)));
  const oldOrder = [...old.keys()].filter((key) => now.has(key));
  const newOrder = [...now.keys()].filter((key) => old.has(key));
  return oldOrder.join('\n') === newOrder.join('\n')
    ? changes
    : [...changes, { path: [...path, orderMark], before: oldOrder, after: [...now.keys()] }];
}

/** A configuration as JSON has it: what is undefined is not there. */
function plain(configuration: HallConfiguration): Json {
  // JSON of a value that came from JSON.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(JSON.stringify(configuration)) as Json;
}

export function changesBetween(before: HallConfiguration, after: HallConfiguration): readonly Change[] {
  return walk([], plain(before), plain(after));
}

function applied(
  value: Json | undefined,
  [name, ...rest]: readonly string[],
  after: Json | undefined,
): Json | undefined {
  if (name === undefined) return after;
  if (isRecord(value)) {
    const { [name]: inner, ...others } = value;
    const next = applied(inner, rest, after);
    // In its old place where it had one.
    return next === undefined
      ? others
      : inner === undefined
        ? { ...others, [name]: next }
        : { ...value, [name]: next };
  }
  const entries = keyed(value);
  // What the change was made in is not there any more: it went with it.
  if (entries === null) return value;
  if (name === orderMark && isList(after)) {
    const place = (key: string): number => {
      const index = after.indexOf(key);
      return index === -1 ? after.length : index;
    };
    return [...entries].toSorted(([a], [b]) => place(a) - place(b)).map(([, entry]) => entry);
  }
  const inner = entries.get(name);
  if (inner === undefined && rest.length > 0) return value;
  const next = applied(inner, rest, after);
  const list = [...entries].flatMap(([key, entry]) =>
    key !== name ? [entry] : next === undefined ? [] : [next],
  );
  return inner === undefined && next !== undefined ? [...list, next] : list;
}

function touches(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).join('\n') === b.slice(0, length).join('\n');
}

export interface Merged {
  /** Theirs with my changes on top. */
  readonly configuration: unknown;
  /** Those of mine that changed what they had changed as well, to something else. */
  readonly conflicts: readonly Change[];
}

export function mergeChanges(
  base: HallConfiguration,
  mine: HallConfiguration,
  theirs: HallConfiguration,
): Merged {
  const own = changesBetween(base, mine);
  const others = changesBetween(base, theirs);
  const conflicts = own.filter((change) =>
    others.some(
      ({ path, after }) =>
        touches(path, change.path) &&
        (path.length !== change.path.length || JSON.stringify(after) !== JSON.stringify(change.after)),
    ),
  );
  let configuration: Json | undefined = plain(theirs);
  for (const { path, after } of own) configuration = applied(configuration, path, after);
  return { configuration, conflicts };
}
