/** 预约: whoever booked a time today gets its number with the same credential and the same touch as any number. */
import type { Appointment } from '#contracts/hall/appointments.ts';
import type { SceneInfo, ScenePorts } from '../scene.ts';
import { ticketHolder } from './rule.ts';

/** The keyed hash that a number is given to; null: to nobody who is known. */
export function knownHolder(info: SceneInfo): string | null {
  return ticketHolder(info)?.key ?? null;
}

/**
 * The person's booked times of today, the earliest of each business. None where the hall does not answer: an ordinary number is
 * better than none.
 */
export async function bookedByBusiness(
  person: string | null,
  { hall }: ScenePorts,
): Promise<ReadonlyMap<string, Appointment>> {
  if (person === null) return new Map();
  const booked = await hall.appointmentsOf(person);
  if (!booked.ok) return new Map();
  const earliest = new Map<string, Appointment>();
  for (const one of booked.value.toSorted((a, b) => a.from - b.from))
    if (one.state === 'booked' && !earliest.has(one.business)) earliest.set(one.business, one);
  return earliest;
}
