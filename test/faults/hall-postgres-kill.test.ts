/** PostgreSQL ends as in a power cut while numbers are asked for: what was acknowledged is there, and work goes on by itself. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';

import { systemClock } from '#contracts/clock.ts';
import { postgresBench, valueOf } from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

const askers = 30;
const cuts = 3;

needs('postgres')('a database that is cut off', () => {
  let bench: Awaited<ReturnType<typeof postgresBench>>;
  beforeAll(async () => {
    bench = await postgresBench();
  });
  afterAll(() => bench.end());

  it('loses no acknowledged number and leaves no gap', async () => {
    const hall = await bench.open('cut', systemClock);
    const given = new Map<string, string>();
    const codes = new Set<string>();
    const over = new AbortController();
    const ask = async (): Promise<void> => {
      let key = randomUUID() as string;
      while (!over.signal.aborted) {
        const answer = await hall.issue({
          key,
          business: 'pension',
          person: null,
          priority: null,
          origin: 'k',
          audit: 'a',
        });
        if (answer.ok) {
          given.set(key, answer.value.ticket.number);
          key = randomUUID();
        } else {
          // The same request again, as a kiosk does that got no number.
          codes.add(answer.error.code);
          await new Promise((resolve) => {
            setImmediate(resolve);
          });
        }
      }
    };
    const asking = Array.from({ length: askers }, ask);
    for (let cut = 0; cut < cuts; cut += 1) {
      const before = given.size;
      await until('numbers are given', () => given.size > before + 100, 30_000);
      await bench.postgres.stop('SIGQUIT');
      await bench.postgres.startAgain();
    }
    const before = given.size;
    await until('numbers are given again', () => given.size > before + 100, 30_000);
    over.abort();
    await Promise.all(asking);

    expect([...codes]).toEqual(['hall-unavailable']);
    for (const [key, number] of given) expect(valueOf(await hall.findByKey(key))?.number).toBe(number);
    expect(new Set(given.values()).size).toBe(given.size);
    const [series] = await bench.postgres.query(
      "SELECT count(*)::int AS n, max(sequence)::int AS highest FROM ticket WHERE hall = 'cut'",
    );
    expect(series?.['highest']).toBe(series?.['n']);
    // At most one request of each asker was in doubt at the end.
    expect(Number(series?.['n']) - given.size).toBeLessThanOrEqual(askers);
    hall.close();
  });
});
