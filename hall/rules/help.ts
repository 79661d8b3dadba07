/** 求助: called at a screen and perhaps taken back there, answered by staff. */
import type { HelpAnswer, HelpAsked, HelpCall, HelpRequest } from '#contracts/hall/help.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import type { Draft } from '../draft.ts';
import { isOpen, type HelpRecord } from '../records.ts';

/** @param earlier what this key asked before, null: nothing */
export function callHelp(draft: Draft, { key, origin }: HelpRequest, earlier: HelpRecord | null): HelpAsked {
  if (earlier !== null) return helpAsked(earlier);
  const open = openOf(draft, origin);
  if (open !== null) return helpAsked(open);
  const help: HelpRecord = { id: key, origin, at: draft.now, answeredBy: null, withdrawn: false };
  draft.changes.help.set(key, help);
  draft.emit({ kind: 'help-called', help: key, origin });
  return helpAsked(help);
}

/** @param earlier what this key asked before; null: nothing, or the answer to it was another call of its origin */
export function withdrawHelp(draft: Draft, { key, origin }: HelpRequest, earlier: HelpRecord | null): void {
  const help = earlier ?? openOf(draft, origin);
  if (help !== null && isOpen(help)) {
    draft.changes.help.set(help.id, { ...help, withdrawn: true });
    draft.emit({ kind: 'help-withdrawn', help: help.id, origin: help.origin });
  }
  // The request may still be on its way.
  if (earlier === null)
    draft.changes.help.set(key, { id: key, origin, at: draft.now, answeredBy: null, withdrawn: true });
}

export function answerHelp(draft: Draft, { operator }: HelpAnswer, help: HelpRecord | null): Result<void> {
  if (help === null) return fail('help-unknown');
  if (!isOpen(help)) return ok(undefined);
  draft.changes.help.set(help.id, { ...help, answeredBy: operator });
  draft.emit({ kind: 'help-answered', help: help.id, origin: help.origin, operator });
  return ok(undefined);
}

function helpAsked(help: HelpRecord): HelpAsked {
  return { ...helpCall(help), answered: help.answeredBy !== null, withdrawn: help.withdrawn };
}

function openOf(draft: Draft, origin: string): HelpRecord | null {
  return [...draft.state.help.values()].find((one) => one.origin === origin) ?? null;
}

export function helpCall({ id, origin, at }: HelpRecord): HelpCall {
  return { id, origin, at };
}
