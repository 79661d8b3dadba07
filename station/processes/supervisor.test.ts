import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import type { LogEventName } from '#contracts/log-events.ts';
import { FakeChild } from '#test/support/fake-child.ts';
import { HandClock } from '#test/support/hand-clock.ts';

import { ChildSupervisor, supervision } from './supervisor.ts';

function setUp() {
  const clock = new HandClock();
  const processes: FakeChild[] = [];
  const events: string[] = [];
  const logged: LogEventName[] = [];
  const supervisor = new ChildSupervisor({
    name: 'test',
    spawn: () => {
      const child = new FakeChild(100 + processes.length);
      processes.push(child);
      return child;
    },
    received: z.union([
      z.object({ type: z.literal('pong'), n: z.number() }),
      z.object({ type: z.literal('word'), word: z.string() }),
    ]),
    clock,
    log: { event: (name) => void logged.push(name) },
    listener: {
      started: () => events.push('started'),
      message: (message) => events.push(message.type === 'word' ? message.word : message.type),
      lost: (_cause, restartInMs) => events.push(`lost ${restartInMs}`),
    },
  });
  supervisor.start();
  const newest = (): FakeChild => {
    const child = processes.at(-1);
    if (child === undefined) throw new Error('no process was started');
    return child;
  };
  return { clock, supervisor, processes, events, logged, newest };
}

describe('ChildSupervisor', () => {
  it('restarts with growing pauses, and gives up when the budget is used up', async () => {
    const { clock, events, logged, newest, supervisor, processes } = setUp();
    for (const pause of [50, 250, 1000, 2000, 5000]) {
      newest().die();
      expect(events.at(-1)).toBe(`lost ${pause}`);
      const before = processes.length;
      await clock.turn(pause - 1);
      expect(processes).toHaveLength(before);
      await clock.turn(1);
      expect(processes).toHaveLength(before + 1);
    }
    newest().die();
    expect(events.at(-1)).toBe('lost null');
    expect(logged.at(-1)).toBe('process-given-up');
    expect(supervisor).toMatchObject({ running: false, pid: null, restarts: 5 });
    await clock.turn(3_600_000);
    expect(processes).toHaveLength(6);

    supervisor.revive();
    expect(processes).toHaveLength(7);
    newest().die();
    expect(events.at(-1)).toBe('lost 50');
  });

  it('forgets losses that lie far back', async () => {
    const { clock, events, newest } = setUp();
    const keepAlive = async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += supervision.pingEveryMs) {
        await clock.turn(supervision.pingEveryMs);
        newest().say({ type: 'pong', n: 0 });
      }
    };
    for (let loss = 0; loss < 8; loss += 1) {
      newest().die();
      expect(events.at(-1)).not.toBe('lost null');
      await keepAlive(200_000);
    }
  });

  it('ends a process that answers no heartbeat, and one that answers lives on', async () => {
    const { clock, newest, processes, events } = setUp();
    const hung = newest();
    hung.say({ type: 'word', word: 'hello' });
    await clock.turn(supervision.pingEveryMs);
    hung.say({ type: 'pong', n: 1 });
    await clock.turn(supervision.pingEveryMs * supervision.unansweredPings);
    expect(hung.killed).toBe(false);
    await clock.turn(supervision.pingEveryMs);
    expect(hung.killed).toBe(true);
    expect(events.at(-1)).toBe('lost 50');
    await clock.turn(50);
    expect(processes).toHaveLength(2);
    // The killed process goes when the system lets it: that is no second loss.
    hung.die('SIGKILL');
    expect(events).toEqual(['started', 'hello', 'lost 50', 'started']);
  });

  it('leaves a process time to load before its first word', async () => {
    const { clock, newest } = setUp();
    await clock.turn(supervision.pingEveryMs * supervision.unansweredAtStart);
    expect(newest().killed).toBe(false);
    await clock.turn(supervision.pingEveryMs);
    expect(newest().killed).toBe(true);
  });

  it('hears nothing of an earlier process', async () => {
    const { clock, newest, events } = setUp();
    const old = newest();
    old.die();
    await clock.turn(50);
    old.say({ type: 'word', word: 'late' });
    newest().say({ type: 'word', word: 'new' });
    expect(events).toEqual(['started', 'lost 50', 'started', 'new']);
  });

  it('drops a message that breaks the contract, and says so', () => {
    const { newest, events, logged } = setUp();
    for (const nonsense of [{ type: 'word', word: 5 }, 'word', null, { type: 'other' }])
      newest().say(nonsense);
    expect(events).toEqual(['started']);
    expect(logged.filter((name) => name === 'message-refused')).toHaveLength(4);
  });

  it('stops: asks first, kills after a while, restarts nothing, leaves no timer', async () => {
    const { clock, supervisor, newest, processes } = setUp();
    const stopped = supervisor.stop();
    expect(newest().disconnected).toBe(true);
    await clock.turn(supervision.stopWithinMs);
    expect(newest().killed).toBe(true);
    newest().die('SIGKILL');
    await stopped;
    await clock.turn(60_000);
    expect(processes).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});
