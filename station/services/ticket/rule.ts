/** Who may take a number while the platform is away. */
import type { Failure } from '#contracts/result.ts';
import type { Identified } from '../../identify/identified.ts';
import type { SceneInfo } from '../scene.ts';

/** Null: allowed. Without a credential there is nobody to confirm. */
export function mayTake({ person, config }: SceneInfo): Failure | null {
  if (person === null || person.confirmed) return null;
  const { ticket } = config.platform.whenAway;
  if (ticket === 'refuse') return { code: 'platform-unreachable' };
  if (ticket === 'allow-known-holder' && person.key === null) return { code: 'platform-unreachable' };
  return null;
}

/** Whom the number is given to; under `allow-anonymous` an unconfirmed person gets one without a person. */
export function ticketHolder({ person, config }: SceneInfo): Identified | null {
  if (person === null || person.confirmed) return person;
  return config.platform.whenAway.ticket === 'allow-known-holder' ? person : null;
}
