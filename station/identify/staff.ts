/** A member of staff who confirms others by sight identifies with a card or a code of one's own. */
import type { Credential } from '#contracts/credentials.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import type { StaffMemory } from '../journal/staff-memory.ts';
import { isAway } from '../platform-client/away.ts';
import { identify, type IdentifyServices, type PersonSource } from './identify.ts';

/** What the platform is asked about staff; failures are the platform client's. */
export interface StaffSource {
  confirmStaff(
    request: { readonly identity: string },
    signal: AbortSignal,
  ): Promise<Result<{ readonly staff: string }>>;
}

export interface StaffServices extends IdentifyServices {
  readonly platform: PersonSource & StaffSource;
  readonly memory: StaffMemory;
}

export interface StaffMember {
  /** Keyed hash of the person. */
  readonly key: string;
  /** The platform's own id of the member of staff. */
  readonly staff: string;
}

const dayMs = 86_400_000;

/**
 * While the platform is away, whoever it confirmed here within `qualification.staffTrustDays` counts; a code is never
 * enough then. Failures: staff-unknown, those of `identify`, of the platform's questions and of the journal.
 */
export async function identifyStaff(
  credential: Credential,
  services: StaffServices,
  signal: AbortSignal,
): Promise<Result<StaffMember>> {
  const { platform, memory } = services;
  const person = await identify(credential, services, signal);
  if (!person.ok) return person;
  const { key, sealed, confirmed } = person.value;
  if (key === null || sealed === null) return fail('staff-unknown');
  if (!confirmed) return remembered(key, services);
  const answer = await platform.confirmStaff({ identity: sealed }, signal);
  if (answer.ok) {
    const { staff } = answer.value;
    // Not remembered where the disk is full: it counts now, and only not on a day without the platform.
    memory.remember(key, staff);
    return ok({ key, staff });
  }
  if (isAway(answer.error)) return remembered(key, services);
  // Whoever left the office must not confirm anybody on the next day without the platform.
  if (answer.error.code === 'staff-unknown') memory.forget(key);
  return answer;
}

function remembered(key: string, { config, clock, memory }: StaffServices): Result<StaffMember> {
  const staff = memory.confirmedSince(key, clock.now() - config.qualification.staffTrustDays * dayMs);
  if (!staff.ok) return staff;
  return staff.value === null ? fail('staff-unknown') : ok({ key, staff: staff.value });
}
