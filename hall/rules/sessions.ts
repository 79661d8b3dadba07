/** Who sits at which window. */
import type { DeskSession, SignIn } from '#contracts/hall/desk.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import type { Draft } from '../draft.ts';
import type { SessionRecord } from '../records.ts';
import { hallTiming } from '../timing.ts';
import { giveBack, releaseKept } from './moves.ts';

/** @param earlier the session that this key got before, null: none */
export function signIn(
  draft: Draft,
  { key, window: windowId, operator, businesses }: SignIn,
  earlier: SessionRecord | null,
): Result<DeskSession> {
  if (earlier !== null) {
    if (earlier.window !== windowId || earlier.operator !== operator) return fail('key-reused');
    return earlier.ended === null ? ok(deskSession(earlier)) : fail('session-ended');
  }
  const { windows, staff } = draft.configuration;
  const window = windows.find(({ id }) => id === windowId);
  if (window === undefined) return fail('window-unknown', windowId);
  if (!staff.some(({ id }) => id === operator)) return fail('operator-unknown', operator);
  const foreign = businesses?.find((one) => !window.businesses.includes(one));
  if (foreign !== undefined) return fail('business-unknown', foreign);

  const session: SessionRecord = {
    id: key,
    window: windowId,
    operator,
    businesses: businesses ?? window.businesses,
    open: true,
    signedInAt: draft.now,
    ended: null,
  };
  for (const other of draft.sessions) {
    if (other.window === windowId) {
      // Whoever sits there now goes on with who is there.
      const ticket = draft.atWindow(other.id);
      if (ticket !== null) draft.put({ ...ticket, session: key });
      endSession(draft, other, 'replaced');
    } else if (other.operator === operator) leave(draft, other, 'signed-out');
  }
  draft.putSession(session);
  emit(draft, session, 'signed-in');
  releaseKept(draft);
  return ok(deskSession(session));
}

/** Ends a session; its ticket comes back by rule. */
export function leave(draft: Draft, session: SessionRecord, how: 'signed-out' | 'lost'): void {
  const ticket = draft.atWindow(session.id);
  if (ticket !== null) giveBack(draft, ticket, session, how === 'lost' ? 'window-lost' : 'signed-out');
  endSession(draft, session, how);
  emit(draft, session, how);
}

export function setOpen(
  draft: Draft,
  session: SessionRecord,
  open: boolean,
  businesses: readonly string[],
): SessionRecord {
  const changed = draft.putSession({ ...session, open, businesses: [...businesses] });
  emit(draft, changed, open ? 'opened' : 'closed');
  return changed;
}

function endSession(draft: Draft, session: SessionRecord, ended: NonNullable<SessionRecord['ended']>): void {
  draft.putSession({ ...session, open: false, ended });
}

function emit(
  draft: Draft,
  { id, window, operator, businesses }: SessionRecord,
  change: 'signed-in' | 'opened' | 'closed' | 'signed-out' | 'lost',
): void {
  draft.emit({
    kind: 'window-changed',
    ...draft.windowPart(window),
    session: id,
    operator,
    change,
    businesses,
  });
}

function deskSession({ id, window, operator, businesses }: SessionRecord): DeskSession {
  return { id, window, operator, businesses, heartbeatMs: hallTiming.heartbeatMs };
}
