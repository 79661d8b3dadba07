/** How a face finds the station that runs on a data folder: addresses and process number, for its owner only. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { stationFileName, type StationLaunch } from '#contracts/station-launch.ts';

export function writeStationFile(dataFolder: string, launch: StationLaunch): { remove(): void } {
  const file = join(dataFolder, stationFileName);
  // Made anew, so that the mode holds even where a former file had another.
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify({ pid: process.pid, ...launch }), { mode: 0o600 });
  return { remove: () => rmSync(file, { force: true }) };
}
