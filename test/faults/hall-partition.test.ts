/**
 * A hall server and two kiosks in network namespaces of their own: cables unplugged, answers lost, processes killed with -9. In the
 * end every number that anybody holds is one person's, and is in the hall's queue.
 */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { systemClock } from '#contracts/clock.ts';
import type { HallEvent, HallEvents } from '#contracts/hall/events.ts';
import { accessFiles } from '#hall/server/access.ts';
import { openHall } from '#hall/server/open-hall.ts';
import { quietLog, testHall, valueOf } from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';
import { NetworkSpaces, type Cable } from '#test/support/network-spaces.ts';
import { until } from '#test/support/until.ts';

const port = 8700;
const repository = join(import.meta.dirname, '../..');
const longMs = 60_000;

interface Paper {
  readonly id: string;
  readonly day: string;
  readonly number: string;
  readonly offline: boolean;
}

/** A process that is killed and started again on the same data. */
class Life {
  child: ChildProcess | null = null;
  log = '';
  readonly #begin: () => ChildProcess;
  readonly #heard: (line: string) => void;

  constructor(begin: () => ChildProcess, heard: (line: string) => void) {
    this.#begin = begin;
    this.#heard = heard;
  }

  start(): void {
    const child = this.#begin();
    this.child = child;
    if (child.stdout === null || child.stderr === null) throw new TypeError('piped');
    createInterface({ input: child.stdout }).on('line', this.#heard);
    child.stderr.on('data', (chunk: Buffer) => {
      this.log += chunk.toString();
    });
  }

  /** By itself. */
  get hasEnded(): boolean {
    return this.child !== null && (this.child.exitCode !== null || this.child.signalCode !== null);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const { child, hasEnded } = this;
    this.child = null;
    if (child === null || hasEnded) return;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  }
}

class Kiosk {
  readonly life: Life;
  readonly papers: Paper[] = [];
  readonly asked = new Set<string>();
  readonly cable: Cable;
  #ready = 0;

  constructor(spaces: NetworkSpaces, root: string, index: number) {
    const { space, cable } = spaces.connect(index);
    this.cable = cable;
    const name = `kiosk-${index}`;
    const program = join(repository, 'test/support/hall-kiosk.ts');
    const args = [name, `http://${cable.middle}:${port}`, join(root, 'kiosk-token'), join(root, name)];
    this.life = new Life(
      () => spaces.run(space, [program, ...args]),
      (line) => this.#hear(line),
    );
  }

  /** Started and ready to give. */
  async start(): Promise<void> {
    const before = this.#ready;
    this.life.start();
    const isReady = (): boolean => {
      if (this.life.hasEnded) throw new Error(`the kiosk ended:\n${this.life.log}`);
      return this.#ready > before;
    };
    await until('the kiosk is ready', isReady, longMs);
  }

  /** Numbers given from now on, of a kind. */
  async gives(count: number, offline: boolean): Promise<void> {
    const before = this.#count(offline);
    const what = `${count} numbers ${offline ? 'without' : 'of'} the hall`;
    await until(what, () => this.#count(offline) >= before + count, longMs);
  }

  #count(offline: boolean): number {
    return this.papers.filter((paper) => paper.offline === offline).length;
  }

  #hear(line: string): void {
    const [what, key = '', id = '', day = '', number = '', how] = line.split(' ');
    if (what === 'ready') this.#ready += 1;
    if (what === 'ask') this.asked.add(key);
    if (what === 'given') {
      this.asked.delete(key);
      this.papers.push({ id, day, number, offline: how === 'offline' });
    }
  }
}

needs(
  'root',
  'ip',
  'netns',
)('a hall whose network is cut', () => {
  let root = '';
  let spaces: NetworkSpaces;
  const lives: Life[] = [];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'yikatong-partition-'));
    spaces = new NetworkSpaces();
  });
  afterEach(async () => {
    await Promise.all(lives.map((life) => life.end('SIGKILL')));
    spaces.end();
    rmSync(root, { recursive: true });
  });

  it('gives no number to two people and forgets nobody', async () => {
    const configuration = { ...testHall, leaseSize: 500 };
    const token = 'k'.repeat(43);
    const others = ['caller', 'board', 'administrator', 'statistics'].map((role, index) => [
      role,
      [String(index).repeat(43)],
    ]);
    writeFileSync(
      join(root, accessFiles.tokens),
      JSON.stringify({ kiosk: [token], ...Object.fromEntries(others) }),
    );
    writeFileSync(join(root, 'kiosk-token'), token);
    writeFileSync(
      join(root, 'hall.json'),
      JSON.stringify({ id: 'h', address: '0.0.0.0', port, hall: configuration }),
    );
    const database = `sqlite:${join(root, 'hall.db')}`;
    let served = 0;
    const server = new Life(
      () =>
        spaces.run(spaces.middle, [
          join(repository, 'cli/main.ts'),
          'hall',
          '--config',
          join(root, 'hall.json'),
          '--database',
          database,
          '--data',
          root,
        ]),
      (line) => {
        if (line.startsWith('{')) served += 1;
      },
    );
    const startServer = async (): Promise<void> => {
      const before = served;
      server.start();
      await until('the hall serves', () => served > before, longMs);
    };
    const first = new Kiosk(spaces, root, 1);
    const second = new Kiosk(spaces, root, 2);
    lives.push(server, first.life, second.life);

    await startServer();
    await Promise.all([first.start(), second.start()]);
    await Promise.all([first.gives(20, false), second.gives(20, false)]);

    // One is cut off; the other one goes on.
    first.cable.unplug();
    await Promise.all([first.gives(20, true), second.gives(20, false)]);
    // A power cut in the dark: it starts, and goes on from what it holds.
    await first.life.end('SIGKILL');
    await first.start();
    await first.gives(20, true);

    // Requests arrive, answers do not: the hall gives numbers that nobody sees.
    second.cable.loseAnswers();
    await second.gives(20, true);
    second.cable.findAnswers();
    await second.gives(5, false);

    // The server dies under both; one kiosk dies while the numbers come in.
    first.cable.plugIn();
    await server.end('SIGKILL');
    await second.gives(10, true);
    await startServer();
    await first.life.end('SIGKILL');
    await first.start();
    await Promise.all([first.gives(10, false), second.gives(10, false)]);

    await Promise.all([first.life.end('SIGTERM'), second.life.end('SIGTERM')]);
    await server.end('SIGTERM');

    const hall = valueOf(
      await openHall({ database, hall: 'h', configuration, clock: systemClock, log: quietLog }),
    );
    try {
      const papers = [...first.papers, ...second.papers];
      const numbers = papers.map(({ day, number }) => `${day} ${number}`);
      expect(new Set(numbers).size).toBe(numbers.length);
      const queue = valueOf(await hall.queue());
      const waiting = new Map(
        queue.businesses.flatMap((business) => business.waiting.map(({ ticket }) => [ticket.id, ticket])),
      );
      for (const { id, number } of papers) expect([id, waiting.get(id)?.number]).toEqual([id, number]);
      // Nobody else waits but for whoever stood at a kiosk when it died.
      const known = new Set(papers.map(({ id }) => id));
      const strangers = [...waiting.keys()].filter((id) => !known.has(id));
      for (const id of strangers) expect(first.asked.has(id) || second.asked.has(id)).toBe(true);
      expect(strangers.length).toBeLessThanOrEqual(4);
      for (const { life } of [first, second]) expect(life.log).not.toContain('hall-merge-refused');
      // Answers were lost of numbers that the hall had given: it took them back.
      const events = await everyEvent(hall);
      expect(events.some(({ body }) => body.kind === 'ticket-void' && body.reason === 'superseded')).toBe(
        true,
      );
    } finally {
      hall.close();
    }
  });
});

/** However long it took: kiosks give numbers all the while. */
async function everyEvent(hall: Pick<HallEvents, 'eventsSince'>): Promise<readonly HallEvent[]> {
  const all: HallEvent[] = [];
  for (;;) {
    const next = valueOf(await hall.eventsSince(all.length, 1000));
    if (next.length === 0) return all;
    all.push(...next);
  }
}
