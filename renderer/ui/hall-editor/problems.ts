/** What is wrong with a draft, in the words of whoever writes it: the place, and what belongs there. */
import { hallConfigurationSchema, type HallConfiguration } from '#contracts/hall/configuration.ts';
import { overlappingSlots } from '#contracts/hall/configuration-slots.ts';
import { keyOf, type Json } from './changes.ts';
import type { EditorTexts } from './texts/zh.ts';
import { placeInWords } from './words.ts';

export interface Problem {
  readonly place: string;
  /** What belongs there. */
  readonly rule: string;
}

/** One for each place, in the order of the configuration, and at last times that overlap; empty: it can be saved. */
export function problemsOf(draft: HallConfiguration, words: EditorTexts): readonly Problem[] {
  const { error } = hallConfigurationSchema.safeParse(draft);
  const found = new Map<string, Problem>();
  const add = (path: readonly PropertyKey[], rule: string): void => {
    const place = placeInWords(named(path, draft, words), words);
    found.set(place, { place, rule });
  };
  for (const { path } of error?.issues ?? []) add(path, ruleFor(path, words));
  for (const { slot, earlier } of overlappingSlots(draft)) {
    const other = named(['appointments', 'slots', earlier], draft, words).slice(-1);
    add(['appointments', 'slots', slot], words.overlaps(earlier + 1, placeInWords(other, words)));
  }
  return [...found.values()];
}

/** With an entry's id where it has one, and otherwise its place in the list, from 1. */
function named(
  path: readonly PropertyKey[],
  draft: HallConfiguration,
  words: EditorTexts,
): readonly string[] {
  // What is typed is JSON, right or wrong.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  let value = draft as unknown as Json | undefined;
  return path.map((step) => {
    value = stepInto(value, step);
    if (typeof step !== 'number') return String(step);
    const key = value === undefined ? null : keyOf(value);
    return key === null || key === '' ? words.row(step + 1) : key;
  });
}

function stepInto(value: Json | undefined, step: PropertyKey): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === String(step))?.[1];
}

/** Of the innermost field that has one: a language has none of its own, nor has an entry of a list. */
function ruleFor(path: readonly PropertyKey[], words: EditorTexts): string {
  const field = path.findLast((step): step is keyof EditorTexts['rules'] => String(step) in words.rules);
  return field === undefined ? words.wrong : words.rules[field];
}
