/** The hall's configuration: what no schema can see, and the change of a version. */
import { isDeepStrictEqual } from 'node:util';

import type {
  ConfigurationChange,
  ConfigurationVersion,
  HallConfiguration,
} from '#contracts/hall/configuration.ts';
import { overlappingSlots } from '#contracts/hall/configuration-slots.ts';
import { offlineMark } from '#contracts/hall/leases.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { isTimeZone } from '#contracts/time-zone.ts';

import type { Draft } from '../draft.ts';

export function changeConfiguration(
  draft: Draft,
  { expected, configuration, by }: ConfigurationChange,
): Result<ConfigurationVersion> {
  const current = draft.state.configuration;
  // Sent once more, since no answer came: it is in force.
  const isDone = expected === current.version - 1 && by === current.by;
  if (isDone && isDeepStrictEqual(configuration, current.configuration)) return ok(current);
  if (expected !== current.version)
    return fail('configuration-conflict', `version ${current.version} is in force`);
  const problems = configurationProblems(configuration);
  if (problems.length > 0) return fail('configuration-invalid', problems.join('; '));
  const version = { version: current.version + 1, configuration, at: draft.now, by };
  draft.changes.configuration = version;
  draft.emit({ kind: 'configuration-changed', version: version.version, by });
  return ok(version);
}

/** Places and what is wrong there; empty: nothing. */
export function configurationProblems(configuration: HallConfiguration): string[] {
  const { businesses, windows, staff, notices, appointments, timeZone } = configuration;
  const known = new Set(businesses.map(({ id }) => id));
  const problems = [
    ...repeated(
      'businesses.id',
      businesses.map(({ id }) => id),
    ),
    ...repeated(
      'businesses.prefix',
      businesses.map(({ prefix }) => prefix),
    ),
    ...repeated(
      'windows.id',
      windows.map(({ id }) => id),
    ),
    ...repeated(
      'windows.number',
      windows.map(({ number }) => String(number)),
    ),
    ...repeated(
      'staff.id',
      staff.map(({ id }) => id),
    ),
    ...repeated(
      'notices.id',
      notices.map(({ id }) => id),
    ),
    ...businesses
      .filter(({ prefix }) => prefix.length === 2 && prefix.endsWith(offlineMark))
      .map(
        ({ prefix }) =>
          `businesses.prefix ${prefix}: ${offlineMark} marks numbers that were given without the hall`,
      ),
    ...windows.flatMap(({ id, businesses: served }) =>
      served.filter((one) => !known.has(one)).map((one) => `windows.${id}: there is no business ${one}`),
    ),
    ...appointments.slots
      .filter(({ business }) => !known.has(business))
      .map(({ business }) => `appointments.slots: there is no business ${business}`),
    ...overlappingSlots(configuration).map(
      ({ slot, earlier }) =>
        `appointments.slots.${slot}: overlaps appointments.slots.${earlier}, a time of the same business`,
    ),
  ];
  if (!isTimeZone(timeZone)) problems.push(`timeZone ${timeZone}: write an IANA name such as Asia/Shanghai`);
  return problems;
}

function repeated(place: string, values: readonly string[]): string[] {
  const twice = values.filter((value, index) => values.indexOf(value) !== index);
  return [...new Set(twice)].map((value) => `${place} ${value}: is there twice`);
}
