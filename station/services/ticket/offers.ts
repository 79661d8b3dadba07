/** The businesses that a number can be taken for; those of today's appointments first. */
import type { Appointment } from '#contracts/hall/appointments.ts';
import type { Option } from '#contracts/face-view.ts';
import type { BusinessStatus } from '#contracts/hall-api.ts';
import type { SceneInfo, ScenePorts } from '../scene.ts';
import { bookedByBusiness, knownHolder } from './appointments.ts';
import { texts } from './texts.ts';
import { waitOf } from './waits.ts';

export async function offerBusinesses(info: SceneInfo, ports: ScenePorts): Promise<readonly Option[]> {
  const { config, person } = info;
  const [statuses, booked] = await Promise.all([
    ports.hall.businesses(),
    bookedByBusiness(knownHolder(info), ports),
  ]);
  const offered = config.hall.businesses.filter((business) => person !== null || business.anonymous);
  if (!statuses.ok)
    return offered.map(({ id, name }) => ({ id, label: name, detail: texts.unavailable, enabled: false }));
  const byId = new Map(statuses.value.map((status) => [status.business.id, status]));
  const options = offered.map(({ id, name }) => ({
    id,
    label: name,
    ...state(byId.get(id), booked.get(id), config.hall.timeZone),
  }));
  return [...options.filter(({ id }) => booked.has(id)), ...options.filter(({ id }) => !booked.has(id))];
}

function state(
  status: BusinessStatus | undefined,
  appointment: Appointment | undefined,
  timeZone: string,
): Pick<Option, 'detail' | 'enabled'> {
  if (status === undefined) return { detail: texts.unavailable, enabled: false };
  if (!status.open) return { detail: texts.closed, enabled: false };
  if (appointment === undefined) return { detail: waitOf(status), enabled: true };
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, timeStyle: 'short' });
  return {
    detail: texts.appointment(time.format(appointment.from), time.format(appointment.to)),
    enabled: true,
  };
}
