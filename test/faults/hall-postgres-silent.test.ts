/**
 * Connections to PostgreSQL on which nothing comes back any more, as after a firewall or a switch forgot them: nobody is told, and
 * new ones work. A hall server must not go on asking over the old ones.
 */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import type { WholeHall } from '#contracts/hall/roles.ts';
import { openPostgresHall } from '#hall/postgres.ts';
import { hallTiming } from '#hall/timing.ts';
import { quietLog, testHall, valueOf } from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';
import { Postgres } from '#test/support/postgres.ts';
import { until } from '#test/support/until.ts';

/** A way to PostgreSQL that can forget its connections. */
class Way {
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  private constructor(to: number) {
    this.#server = createServer((near) => {
      const far = connect(to, '127.0.0.1');
      for (const end of [near, far]) {
        this.#open.add(end);
        end.on('error', () => undefined);
        end.on('close', () => this.#open.delete(end));
      }
      near.pipe(far);
      far.pipe(near);
    });
  }

  static async to(port: number): Promise<Way> {
    const way = new Way(port);
    way.#server.listen(0, '127.0.0.1');
    await once(way.#server, 'listening');
    return way;
  }

  get url(): string {
    // A server that listens on TCP has such an address.
    const { port } = this.#server.address() as AddressInfo;
    return `postgresql://hall@127.0.0.1:${port}/postgres`;
  }

  /** What is sent over those that are open now goes nowhere. */
  forget(): void {
    for (const end of this.#open) {
      end.unpipe();
      end.resume();
    }
  }

  end(): void {
    for (const end of this.#open) end.destroy();
    this.#server.close();
  }
}

needs('postgres')('a hall server whose connections have gone silent', () => {
  let postgres: Postgres;
  let way: Way;
  let hall: WholeHall;
  beforeEach(async () => {
    postgres = await Postgres.start();
    way = await Way.to(postgres.port);
    hall = valueOf(
      await openPostgresHall({
        url: way.url,
        hall: 'h',
        configuration: testHall,
        clock: null,
        log: quietLog,
      }),
    );
  });
  afterEach(async () => {
    hall.close();
    way.end();
    await postgres.end();
  });

  const issue = (key: string) =>
    hall.issue({ key, business: 'pension', person: null, priority: null, origin: 'k1', audit: 'a' });

  it('gives numbers over others as soon as it is sure, and repeats none', async () => {
    expect(valueOf(await issue('first')).ticket.number).toBe('A001');
    // Looks and changes have more than one connection open.
    await Promise.all([issue('second'), hall.eventsSince(0, 10), hall.cursor('city')]);
    way.forget();
    const lost = await issue('third');
    expect(lost).toMatchObject({ ok: false, error: { code: 'hall-unavailable' } });
    const given = await until(
      'a number',
      async () => {
        const again = await issue('third');
        return again.ok ? again.value : null;
      },
      // One after the other may be tried.
      4 * (hallTiming.statementMs + hallTiming.connectMs),
    );
    expect(given.ticket.number).toBe('A003');
  });
});
