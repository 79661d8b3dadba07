/** Finding, selecting and reading whatever card lies on the reader. */
import { ok, type Failure, type Result } from '#contracts/result.ts';

import { findCard, readBase, selectCard, type BaseAnswer, type SamVCommand } from './codec.ts';

export type Ask = <T>(command: SamVCommand<T>) => Promise<Result<T>>;

export type Sight =
  | { readonly saw: 'nothing' }
  | { readonly saw: 'unreadable'; readonly failure: Failure }
  | { readonly saw: 'base'; readonly base: BaseAnswer };

/** Failures that a card causes, not the reader: another card may do better. */
function isOfCard({ code }: Failure): boolean {
  return code === 'identity-card-unreadable' || code === 'identity-card-unsupported';
}

/** A refusal that the card caused, as `refused`; a failure of the reader stays one. */
function unlessOfCard<T>(asked: Result<T>, refused: T, note: (failure: Failure) => void): Result<T> {
  if (asked.ok || !isOfCard(asked.error)) return asked;
  note(asked.error);
  return ok(refused);
}

/**
 * Selects and reads, `attempts` times at most: a card is often still on its way down. `found`: a find was just
 * answered. A card is gone only when it can be neither found nor selected, because some refuse a second find until
 * they are lifted.
 */
export async function readCard(ask: Ask, found: boolean, attempts: number): Promise<Result<Sight>> {
  let isThere = found;
  let failure: Failure = { code: 'identity-card-unreadable' };
  const note = (of: Failure): void => {
    failure = of;
  };
  for (let attempt = 1; ; attempt += 1) {
    const selected = unlessOfCard(await ask(selectCard), false, note);
    if (!selected.ok) return selected;
    if (!selected.value && !isThere) return ok({ saw: 'nothing' });
    if (selected.value) {
      const base = unlessOfCard(await ask(readBase), null, note);
      if (!base.ok) return base;
      if (base.value !== null) return ok({ saw: 'base', base: base.value });
    }
    if (attempt >= attempts) return ok({ saw: 'unreadable', failure });
    const again = unlessOfCard(await ask(findCard), false, note);
    if (!again.ok) return again;
    isThere = again.value;
  }
}

/**
 * Looks whether the card that was read is still there. It is read again as it lies: a card that was selected stays so
 * (ISO 14443-3, active state) while one that was swapped for it is not. Readers that read only after a select get one.
 */
export async function readCardAgain(ask: Ask, attempts: number): Promise<Result<Sight>> {
  const base = unlessOfCard(await ask(readBase), null, () => undefined);
  if (!base.ok) return base;
  if (base.value !== null) return ok({ saw: 'base', base: base.value });
  const found = unlessOfCard(await ask(findCard), false, () => undefined);
  return found.ok ? readCard(ask, found.value, attempts) : found;
}
