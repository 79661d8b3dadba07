/**
 * A hall server on PostgreSQL with some windows that call as fast as they can, until it is killed:
 * `node hall-callers.ts URL HALL FIRST COUNT [KEY@WINDOW …]`. Each window begins with the press that the last kill left in doubt, as a
 * page does that got no answer. Lines on standard output, written before the next step: `ready`, `press WINDOW KEY`,
 * `called WINDOW KEY TICKET` (TICKET is `-` where nobody waits).
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';

import type { Result } from '#contracts/result.ts';
import { openPostgresHall } from '#hall/postgres.ts';

import { callersHall } from './hall-callers-hall.ts';
import { quietLog } from './halls.ts';

const [url = '', hallName = '', first = '', count = '', ...inDoubt] = process.argv.slice(2);

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

const opened = await openPostgresHall({
  url,
  hall: hallName,
  configuration: callersHall,
  clock: null,
  log: quietLog,
});
if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
const hall = opened.value;
say('ready');

/** Asks again under the same key while the database has no time, as a page does. */
async function insist<T>(ask: () => Promise<Result<T>>): Promise<Result<T>> {
  for (;;) {
    const answer = await ask();
    if (answer.ok || answer.error.code !== 'hall-unavailable') return answer;
  }
}

async function work(number: number): Promise<void> {
  const window = `w${number}`;
  const signIn = { key: randomUUID(), window, operator: `s${number}` };
  const session = await insist(() => hall.signIn(signIn));
  if (!session.ok) throw new Error(`${session.error.code}: ${session.error.detail}`);
  const doubted = inDoubt.find((one) => one.endsWith(`@${window}`))?.slice(0, -window.length - 1);
  if (doubted !== undefined) {
    const [key = '', of = ''] = doubted.split('/');
    // Its session may be gone, and then nothing was called by it.
    const again = await insist(() => hall.perform({ key, session: of, do: 'call-next', current: 'finish' }));
    if (again.ok) say(`called ${window} ${doubted} ${again.value.ticket?.id ?? '-'}`);
    else if (again.error.code !== 'session-ended') throw new Error(again.error.code);
  }
  for (;;) {
    // A window whose page says nothing counts as lost after some looks; whether it is, the press says.
    await hall.heartbeat(session.value.id);
    const key = randomUUID();
    const named = `${key}/${session.value.id}`;
    say(`press ${window} ${named}`);
    const press = { key, session: session.value.id, do: 'call-next', current: 'finish' } as const;
    // Pressed twice by a bad network, at the same instant.
    const pressed = () => insist(() => hall.perform(press));
    const [once, twice] = await Promise.all([pressed(), pressed()]);
    // Another process took the window over.
    if (!once.ok && once.error.code === 'session-ended') return;
    if (!once.ok) throw new Error(`${once.error.code}: ${once.error.detail}`);
    if (!twice.ok || twice.value.ticket?.id !== once.value.ticket?.id)
      throw new Error('one press called two');
    say(`called ${window} ${named} ${once.value.ticket?.id ?? '-'}`);
  }
}

await Promise.all(Array.from({ length: Number(count) }, (_, n) => work(Number(first) + n)));
