/** 五级好差评: one grade a ticket, and what follows from a bad one. */
import { badGrade, type FollowUp, type FollowUpClose, type Rated } from '#contracts/hall/ratings.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import type { Draft } from '../draft.ts';
import type { FollowUpRecord } from '../records.ts';
import { numberOf, type TicketRecord } from '../ticket-record.ts';

const dayMs = 86_400_000;

export function rate(draft: Draft, ticket: TicketRecord | null, grade: number): Result<Rated> {
  if (ticket === null) return fail('ticket-unknown');
  if (ticket.grade !== null) return ok({ grade: ticket.grade, before: true });
  const { business, window, operator } = ticket.visit;
  if (ticket.state !== 'finished' || window === null || operator === null) return fail('rating-early');
  draft.put({ ...ticket, grade });
  const number = numberOf(ticket);
  draft.emit({ kind: 'rated', ticket: ticket.id, number, business, window, grade });
  if (grade <= badGrade)
    draft.changes.followUps.set(ticket.id, {
      ticket: ticket.id,
      number,
      businessDay: ticket.day,
      business,
      window,
      operator,
      grade,
      ratedAt: draft.now,
      deadline: draft.now + draft.configuration.followUpDays * dayMs,
      closed: null,
    });
  return ok({ grade, before: false });
}

export function closeFollowUp(
  draft: Draft,
  followUp: FollowUpRecord | null,
  { by, note }: FollowUpClose,
): Result<void> {
  if (followUp === null) return fail('follow-up-unknown');
  if (followUp.closed !== null) {
    const isSame = followUp.closed.by === by && followUp.closed.note === note;
    return isSame ? ok(undefined) : fail('follow-up-unknown');
  }
  const { ticket, number } = followUp;
  draft.changes.followUps.set(ticket, { ...followUp, closed: { at: draft.now, by, note } });
  draft.emit({ kind: 'follow-up-closed', ticket, number });
  return ok(undefined);
}

export function followUpOf(record: FollowUpRecord, now: number): FollowUp {
  return { ...record, overdue: record.closed === null && now > record.deadline };
}
