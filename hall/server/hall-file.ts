/** The configuration file of a hall server. */
import { readFileSync } from 'node:fs';

import { z } from 'zod';

import type { HallAddress } from '#contracts/city.ts';
import { hallConfigurationSchema, hallIdSchema } from '#contracts/hall/configuration.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import { configurationProblems } from '../rules/configuration.ts';

export const hallFileSchema = z.strictObject({
  id: hallIdSchema
    .exactOptional()
    .describe('Names the hall in its database (absent: `hall`), and in its district to the city'),
  region: hallIdSchema.exactOptional().describe('Names the district to the city'),
  address: z
    .union([z.ipv4(), z.ipv6()])
    .default('127.0.0.1')
    .describe("To listen on: 0.0.0.0 for a hall's network"),
  port: z.number().int().min(0).max(65_535).default(8700).describe('0 takes a free one'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .exactOptional()
    .describe('Where phones reach it, and machines behind a proxy; stands in the QR of tickets'),
  hall: hallConfigurationSchema.describe('Of a hall that is made now; one that is there keeps its own'),
});
export type HallFile = z.infer<typeof hallFileSchema>;

/** Failure: config-invalid, with every place that is wrong. */
export function readHallFile(file: string): Result<HallFile> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return fail('config-invalid', `${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = hallFileSchema.safeParse(json);
  if (parsed.success) {
    const problems = configurationProblems(parsed.data.hall);
    if (problems.length === 0) return ok(parsed.data);
    return fail('config-invalid', `${file}: ${problems.map((problem) => `hall.${problem}`).join('; ')}`);
  }
  const places = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`);
  return fail('config-invalid', `${file}: ${places.join('; ')}`);
}

/**
 * How the city knows the hall. No name is made up for it: two halls under one name would be one to the city, and each other's
 * events copies. Failure: config-invalid.
 */
export function cityAddressOf(file: string, { id, region }: HallFile): Result<HallAddress> {
  if (id !== undefined && region !== undefined) return ok({ region, hall: id });
  const missing = Object.entries({ id, region }).flatMap(([name, value]) =>
    value === undefined ? [`${name}: missing`] : [],
  );
  return fail(
    'config-invalid',
    `${file}: ${missing.join('; ')}; with --nats the city needs an id that no other hall of its region has`,
  );
}
