/** The configuration as it works, defaults filled in, for the technician's page. */
import { blankCredentials } from './problems.ts';
import type { StationConfig } from './schema.ts';

/** JSON in which nothing is secret: the terminal's key is a file that stays closed, passwords in addresses are blanked. */
export function effectiveConfiguration(config: StationConfig): string {
  return JSON.stringify(
    config,
    (_key, value: unknown) => (typeof value === 'string' ? blankCredentials(value) : value),
    2,
  );
}
