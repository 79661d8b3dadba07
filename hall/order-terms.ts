/** Why a ticket stands where it stands, for those who ask. */
import type { Leads } from '#contracts/hall/configuration.ts';
import type { OrderTerms } from '#contracts/hall/views.ts';

import { leadOf } from './queue-order.ts';
import type { TicketRecord } from './ticket-record.ts';

export function orderTerms(
  { entry, priority, front, appointment, keptFor }: TicketRecord,
  leads: Leads,
): OrderTerms {
  const lead = leadOf({ entry, priority, front, appointmentDue: appointment?.due ?? false }, leads);
  return { entry, lead, place: entry - (lead?.numbers ?? 0), keptFor };
}
