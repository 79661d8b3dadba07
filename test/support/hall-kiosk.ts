/**
 * A process that takes numbers of a hall server until it is ended: `node hall-kiosk.ts NAME URL TOKEN-FILE DATA`. Lines on standard
 * output, written before the next step: `ready`, `ask KEY`, `given KEY ID DAY NUMBER offline|online`, `refused KEY CODE`.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { systemClock } from '#contracts/clock.ts';
import { openHallClient } from '#station/hall-client/open.ts';

const [name = '', url = '', tokenFile = '', data = ''] = process.argv.slice(2);
/** Between two people, milliseconds. */
const everyMs = 20;
/** For one answer of the hall, milliseconds: a busy machine may take long for it, and what is lost is not waited for any longer. */
const requestMs = 2000;

function say(line: string): void {
  // Synchronous, so that what was acknowledged is known however the process ends.
  writeSync(1, `${line}\n`);
}

mkdirSync(data, { recursive: true });
const opened = await openHallClient({
  server: { url, tokenFile },
  station: name,
  dataFolder: data,
  requestMs,
  clock: systemClock,
  log: { event: (event, fields) => void process.stderr.write(`${event} ${JSON.stringify(fields)}\n`) },
});
if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
const { hall } = opened.value;
await hall.synchronise();
say('ready');

const ending = new AbortController();
process.on('SIGTERM', () => ending.abort());
for (let turn = 0; !ending.signal.aborted; turn += 1) {
  const key = randomUUID();
  say(`ask ${key}`);
  const given = await hall.issue({
    key,
    business: turn % 3 === 0 ? 'card' : 'pension',
    person: null,
    priority: turn % 4 === 0 ? 'elderly' : null,
    origin: name,
    audit: key,
  });
  if (given.ok) {
    const { id, businessDay, number, offline } = given.value.ticket;
    say(`given ${key} ${id} ${businessDay} ${number} ${offline ? 'offline' : 'online'}`);
  } else say(`refused ${key} ${given.error.code}`);
  await pause(everyMs);
}
// Whatever is left goes to the hall before the end.
await hall.synchronise();
hall.close();
