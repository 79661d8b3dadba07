/** A database that breaks in a way that nobody foresaw, as where a right was taken away: streams end, and the process does not. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';

import type { WholeHall } from '#contracts/hall/roles.ts';
import { TestHallServer } from '#test/support/hall-server.ts';
import { valueOf } from '#test/support/halls.ts';
import { until } from '#test/support/until.ts';

let whole: TestHallServer;
/** On the same hall, with a look that breaks. */
let server: TestHallServer;
let broken: 'sequence' | 'eventsSince' | null;
let unhandled: unknown[];
const note = (error: unknown): void => void unhandled.push(error);

beforeEach(async () => {
  broken = null;
  unhandled = [];
  process.on('unhandledRejection', note);
  whole = await TestHallServer.start();
  const request = { business: 'pension', person: null, priority: null, origin: 'kiosk-1', audit: 'a' };
  valueOf(await whole.hall.issue({ key: 'k1', ...request }));
  const unlessBroken = <T>(name: typeof broken, look: () => Promise<T>): Promise<T> =>
    broken === name ? Promise.reject(new Error('permission denied for table event')) : look();
  const hall: WholeHall = {
    ...whole.hall,
    sequence: () => unlessBroken('sequence', () => whole.hall.sequence()),
    eventsSince: (seq, limit) => unlessBroken('eventsSince', () => whole.hall.eventsSince(seq, limit)),
  };
  server = await TestHallServer.start({ hall, access: whole.access });
});
afterEach(async () => {
  await server.stop();
  await whole.stop();
  process.off('unhandledRejection', note);
});

it.each([
  ['begins', 'sequence'],
  ['looks for older events', 'eventsSince'],
] as const)(
  'a stream that %s is told to try again, and is served once the database is well',
  async (_what, look) => {
    const begin = { token: server.token('board'), since: 0 };
    broken = look;
    const page = await server.stream().begin(begin);
    await until('its end', () => page.closed !== null);
    expect(page.closed).toBe(1013);
    expect(server.logged.at(-1)).toMatch(/^hall-look-failed Error at /);
    broken = null;
    const again = await server.stream().begin(begin);
    await until('the event', () => again.position > 0);
    again.socket.terminate();
    expect(unhandled).toEqual([]);
  },
);
