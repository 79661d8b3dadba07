/** A process that gives numbers is killed with -9 at random moments: nothing acknowledged is lost or given twice. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { systemClock } from '#contracts/clock.ts';
import type { Result } from '#contracts/result.ts';
import { openEmbeddedHall } from '#hall/embedded.ts';
import { seeded } from '#platform/random.ts';
import { numberGiverHall } from '#test/support/number-giver-hall.ts';
import { quietLog } from '#test/support/halls.ts';

const kills = 200;
/** Numbers that a life has given before its end is near, at most: by number and not by time, whatever the disk takes for one. */
const mostGiven = 10;
/** Longest time from there to its end, milliseconds: some numbers. */
const longestEndMs = 20;
/** One life in so many is ended while the process still starts. */
const earlyOneIn = 5;
/** About as long as the process takes to be ready, milliseconds. */
const startMs = 150;

/** When a life ends: `ms` after it has given `given` numbers; null: after it was started. */
interface End {
  readonly given: number | null;
  readonly ms: number;
}

let root = '';
let data = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'yikatong-kill-'));
  data = join(root, 'data');
});
afterEach(() => rmSync(root, { recursive: true }));

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
}

/** Lets a process give numbers and kills it; everything that it said. */
function live(key: string, end: End): Promise<{ lines: string[]; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, '../support/number-giver.ts'), data, key],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let said = '';
    let stderr = '';
    let isEnding = false;
    const kill = (): void => {
      if (!isEnding) setTimeout(() => child.kill('SIGKILL'), end.ms);
      isEnding = true;
    };
    child.once('error', reject);
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (end.given !== null && (said.match(/^given .*\n/gm) ?? []).length >= end.given) kill();
    });
    child.once('close', (_code, signal) => {
      // A line that was cut by the kill was not said.
      if (signal === 'SIGKILL') resolve({ lines: said.split('\n').slice(0, -1), stderr });
      else reject(new Error(`the process ended by itself:\n${stderr}`));
    });
    if (end.given === null) kill();
  });
}

describe('numbers through kill -9', () => {
  it(`stay unique, gapless and given over ${kills} kills`, async () => {
    const seed = randomInt(2 ** 31);
    console.log(`seed ${seed}`);
    const random = seeded(seed);
    /** Key -> what it was answered with. */
    const given = new Map<string, string>();
    let inDoubt = randomUUID() as string;
    for (let kill = 0; kill < kills; kill += 1) {
      const early = random.below(earlyOneIn) === 0;
      const end = early
        ? { given: null, ms: random.below(startMs) }
        : { given: random.below(mostGiven + 1), ms: random.below(longestEndMs) };
      const { lines } = await live(inDoubt, end);
      for (const line of lines) {
        const [what, key = '', ...answer] = line.split(' ');
        if (what === 'ask') inDoubt = key;
        if (what !== 'given') continue;
        // The request that the last kill left in doubt is answered as any repeated one.
        expect(given.get(key) ?? answer.join(' ')).toBe(answer.join(' '));
        given.set(key, answer.join(' '));
      }
    }

    const hall = valueOf(
      openEmbeddedHall({
        file: join(data, 'hall.db'),
        hall: numberGiverHall,
        clock: systemClock,
        log: quietLog,
      }),
    );
    for (const [key, answer] of given) {
      const ticket = valueOf(await hall.findByKey(key));
      expect(`${ticket?.id} ${ticket?.businessDay} ${ticket?.number}`).toBe(answer);
    }
    hall.close();

    // What is in the file itself, beside what the hall says of it.
    const file = new DatabaseSync(join(data, 'hall.db'));
    expect(file.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    const series = file
      .prepare(
        `SELECT day, series, count(*) AS tickets, count(DISTINCT sequence) AS numbers, max(sequence) AS highest
         FROM ticket GROUP BY day, series`,
      )
      .all();
    for (const { tickets, numbers, highest } of series) {
      expect(numbers).toBe(tickets);
      expect(highest).toBe(tickets);
    }
    // Events are gapless as well, and there is one for each number.
    const events = file
      .prepare("SELECT count(*) AS n, max(seq) AS highest, sum(kind = 'ticket-issued') AS issued FROM event")
      .get();
    file.close();
    expect(events?.['highest']).toBe(events?.['n']);
    const total = series.reduce((sum, { tickets }) => sum + Number(tickets), 0);
    expect(events?.['issued']).toBe(total);
    const acknowledged = new Set(given.values()).size;
    // At most one number a kill was durable and not yet acknowledged, and its key was asked again.
    expect(total - acknowledged).toBeLessThanOrEqual(1);
    expect(acknowledged).toBeGreaterThan(kills);
    console.log(`${acknowledged} numbers over ${kills} kills`);
    // A start of a process each, beside whatever else is tested then.
  }, 300_000);
});
