/** Why somebody stands where they stand, in words: the terms of the order and nothing else. */
import type { OrderTerms } from '#contracts/hall/views.ts';
import type { CallerTexts } from './texts/zh.ts';

export interface Names {
  /** The number on a window's sign; its id where it is not known any more. */
  readonly windowNumber: (window: string) => string;
  readonly operatorName: (operator: string) => string;
}

export function whyInWords(
  { entry, lead, place, keptFor }: OrderTerms,
  words: CallerTexts,
  names: Names,
  comma: string,
): string {
  const parts = [words.entry(entry)];
  if (lead !== null) parts.push(words.lead(words.leads[lead.by], lead.numbers), words.place(place));
  if (keptFor?.kind === 'window') parts.push(words.keptForWindow(names.windowNumber(keptFor.window)));
  if (keptFor?.kind === 'operator') parts.push(words.keptForOperator(names.operatorName(keptFor.operator)));
  return parts.join(comma);
}

/** What staff wrote, or what the hall wrote for them. */
export function reasonInWords(reason: string | null, words: CallerTexts): string | null {
  return reason === 'window-lost' || reason === 'signed-out' ? words.returned[reason] : reason;
}
