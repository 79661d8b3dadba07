/** 求助: called at a screen, answered by staff. */
import type { HelpAnswer, HelpAsked, HelpCall, HelpRequest } from '#contracts/hall/help.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import type { Draft } from '../draft.ts';
import type { HelpRecord } from '../records.ts';

/** @param earlier what this key asked before, null: nothing */
export function callHelp(draft: Draft, { key, origin }: HelpRequest, earlier: HelpRecord | null): HelpAsked {
  if (earlier !== null) return helpAsked(earlier);
  const open = [...draft.state.help.values()].find((one) => one.origin === origin);
  if (open !== undefined) return helpAsked(open);
  const help: HelpRecord = { id: key, origin, at: draft.now, answeredBy: null };
  draft.changes.help.set(key, help);
  draft.emit({ kind: 'help-called', help: key, origin });
  return helpAsked(help);
}

export function answerHelp(draft: Draft, { operator }: HelpAnswer, help: HelpRecord | null): Result<void> {
  if (help === null) return fail('help-unknown');
  if (help.answeredBy !== null) return ok(undefined);
  draft.changes.help.set(help.id, { ...help, answeredBy: operator });
  draft.emit({ kind: 'help-answered', help: help.id, origin: help.origin, operator });
  return ok(undefined);
}

function helpAsked(help: HelpRecord): HelpAsked {
  return { ...helpCall(help), answered: help.answeredBy !== null };
}

export function helpCall({ id, origin, at }: HelpRecord): HelpCall {
  return { id, origin, at };
}
