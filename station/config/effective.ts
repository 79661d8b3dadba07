/** The configuration as it works, defaults filled in, for the technician's page. */
import { blankSecrets } from './problems.ts';
import type { StationConfig } from './schema.ts';

/** JSON in which nothing is secret: the terminal's key is a file that stays closed, passwords are blanked. */
export function effectiveConfiguration(config: StationConfig): string {
  return JSON.stringify(config, blankSecrets, 2);
}
