/**
 * A process that takes a data folder and gives numbers until it is killed: `node number-giver.ts DATA KEY`. The first
 * request is made with KEY, as a station repeats the one that a crash left in doubt. Lines on standard output, written
 * before the next step: `ready`, `ask KEY BUSINESS`, `given KEY ID DAY NUMBER`.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { join } from 'node:path';

import { systemClock } from '#contracts/clock.ts';
import { openEmbeddedHall } from '#hall/embedded.ts';
import { dataFiles, openDataFolder } from '#station/journal/data-folder.ts';
import { numberGiverHall } from './number-giver-hall.ts';
import { quietLog } from './halls.ts';

const [data = '', firstKey = ''] = process.argv.slice(2);

function say(line: string): void {
  // Synchronous, so that what was acknowledged is known however the process ends.
  writeSync(1, `${line}\n`);
}

const folder = openDataFolder(data, randomBytes);
if (!folder.ok) throw new Error(folder.error.code);
const hall = openEmbeddedHall({
  file: join(data, dataFiles.hall),
  hall: numberGiverHall,
  clock: systemClock,
  log: quietLog,
});
if (!hall.ok) throw new Error(`${hall.error.code}: ${hall.error.detail}`);
say('ready');

for (let key = firstKey; ; key = randomUUID()) {
  // By the key: what is repeated under it is the same request.
  const chance = Number.parseInt(key.slice(0, 2), 16);
  const business = chance % 3 === 0 ? 'card' : 'pension';
  say(`ask ${key} ${business}`);
  const given = await hall.value.issue({
    key,
    business,
    // Some come again, and get the number that they have.
    person: chance % 5 === 0 ? `person-${chance}` : null,
    priority: chance % 4 === 0 ? 'elderly' : null,
    origin: 'test',
    audit: key,
  });
  if (!given.ok) throw new Error(`${given.error.code}: ${given.error.detail}`);
  const { ticket } = given.value;
  say(`given ${key} ${ticket.id} ${ticket.businessDay} ${ticket.number}`);
}
