/** The businesses that a number can be taken for. */
import type { Option } from '#contracts/face-view.ts';
import type { BusinessStatus } from '#contracts/hall-api.ts';
import type { SceneInfo, ScenePorts } from '../scene.ts';
import { texts } from './texts.ts';

export async function offerBusinesses(
  { config, person }: SceneInfo,
  { hall }: ScenePorts,
): Promise<readonly Option[]> {
  const statuses = await hall.businesses();
  const offered = config.hall.businesses.filter((business) => person !== null || business.anonymous);
  if (!statuses.ok)
    return offered.map(({ id, name }) => ({ id, label: name, detail: texts.unavailable, enabled: false }));
  const byId = new Map(statuses.value.map((status) => [status.business.id, status]));
  return offered.map(({ id, name }) => ({ id, label: name, ...state(byId.get(id)) }));
}

function state(status: BusinessStatus | undefined): Pick<Option, 'detail' | 'enabled'> {
  if (status === undefined) return { detail: texts.unavailable, enabled: false };
  if (!status.open) return { detail: texts.closed, enabled: false };
  return { detail: null, enabled: true };
}
