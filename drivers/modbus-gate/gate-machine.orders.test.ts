/** Every order of events: all of them up to a depth, and random long ones. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import type { Direction, GateAlarm } from '#contracts/devices.ts';
import { fail, ok } from '#contracts/result.ts';

import {
  initialGate,
  isAlarmActive,
  transition,
  type CoilWrite,
  type GateEffect,
  type GateEvent,
  type GateState,
} from './gate-machine.ts';

const times = { passageMs: 8000, stuckMs: 10_000 };
const directions = ['in', 'out'] as const;
const names = Array.from('abcdefghijklmnop');

/** What can happen next, in the world's words. `applied`: whether the board did what it did not answer to. */
type Happening =
  | { readonly what: 'ask'; readonly direction: Direction }
  | { readonly what: 'give-up'; readonly opening: string }
  | { readonly what: 'board-answers' }
  | { readonly what: 'board-silent'; readonly applied: boolean }
  | {
      readonly what: 'read';
      readonly in: boolean;
      readonly out: boolean;
      readonly emergency: boolean;
      readonly ms: number;
    }
  | { readonly what: 'read-coils' | 'connect' | 'lose' | 'stop' };

interface Asked {
  readonly direction: Direction;
  readonly told: 'nothing' | 'open' | 'refused';
  readonly ended: boolean;
}

/** The machine in its world, and what anybody outside has seen of it. Immutable. */
interface World {
  readonly state: GateState;
  readonly at: number;
  readonly asked: Readonly<Record<string, Asked>>;
  readonly writes: readonly CoilWrite[];
  readonly board: Readonly<Record<Direction, boolean>>;
  readonly sensors: Readonly<Record<Direction, boolean>>;
  readonly connected: boolean;
  readonly stopped: boolean;
  /** How often a coil was switched on for each opening. */
  readonly openedFor: readonly string[];
}

const start: World = {
  state: initialGate(times),
  at: 0,
  asked: {},
  writes: [],
  board: { in: false, out: false },
  sensors: { in: false, out: false },
  connected: false,
  stopped: false,
  openedFor: [],
};

function possible(world: World, openings: number): Happening[] {
  const list: Happening[] = [];
  if (Object.keys(world.asked).length < openings) {
    list.push({ what: 'ask', direction: 'in' }, { what: 'ask', direction: 'out' });
  }
  for (const [opening, { ended, told }] of Object.entries(world.asked)) {
    if (!ended && told !== 'refused') list.push({ what: 'give-up', opening });
  }
  if (world.writes.length > 0) {
    list.push({ what: 'board-answers' });
    list.push({ what: 'board-silent', applied: true }, { what: 'board-silent', applied: false });
  }
  for (const ms of [50, 8000]) {
    for (const bits of [0, 1, 2, 3, 4, 5, 7]) {
      list.push({ what: 'read', in: (bits & 1) > 0, out: (bits & 2) > 0, emergency: (bits & 4) > 0, ms });
    }
  }
  list.push({ what: 'read-coils' }, { what: 'connect' }, { what: 'lose' }, { what: 'stop' });
  return list;
}

/** What happens, as the device tells it to the machine; null where it cannot happen now. */
function tell(
  world: World,
  happening: Happening,
): { readonly world: World; readonly event: GateEvent } | null {
  switch (happening.what) {
    case 'ask': {
      const opening = names[Object.keys(world.asked).length];
      if (opening === undefined) return null;
      const asked = {
        ...world.asked,
        [opening]: { direction: happening.direction, told: 'nothing', ended: false } as const,
      };
      return {
        world: { ...world, asked },
        event: { type: 'open-requested', opening, direction: happening.direction },
      };
    }
    case 'give-up':
      return world.asked[happening.opening] === undefined
        ? null
        : { world, event: { type: 'open-aborted', opening: happening.opening } };
    case 'board-answers':
    case 'board-silent': {
      const [write, ...writes] = world.writes;
      if (write === undefined) return null;
      const silent = happening.what === 'board-silent';
      const applied = !silent || happening.applied;
      const board = applied ? { ...world.board, [write.direction]: write.on } : world.board;
      const result = silent ? fail('gate-no-answer') : ok(undefined);
      return { world: { ...world, writes, board }, event: { type: 'written', at: world.at, write, result } };
    }
    case 'read': {
      if (!world.connected) return null;
      const at = world.at + happening.ms;
      const sensors = { in: happening.in, out: happening.out };
      return {
        world: { ...world, at, sensors },
        event: { type: 'inputs', at, sensors, emergency: happening.emergency },
      };
    }
    case 'read-coils':
      return world.connected ? { world, event: { type: 'coils', on: world.board } } : null;
    case 'connect':
      if (world.connected || world.stopped) return null;
      return { world: { ...world, connected: true }, event: { type: 'link-up' } };
    case 'lose':
      return {
        world: { ...world, writes: [], connected: false },
        event: { type: 'link-lost', failure: { code: 'port-lost' } },
      };
    case 'stop':
      return { world: { ...world, stopped: true }, event: { type: 'stopping' } };
    default:
      return null;
  }
}

function assert(condition: boolean, promise: string): void {
  if (!condition) throw new Error(promise);
}

/** One happening; throws with the promise that it broke. */
function happen(before: World, happening: Happening): World {
  const told = tell(before, happening);
  if (told === null) return before;
  const { state, effects } = transition(before.state, told.event);
  let world: World = { ...told.world, state };
  let passages = 0;
  for (const effect of effects) {
    if (effect.type === 'passage' && effect.result === 'passed') passages += 1;
    world = see(before, world, effect, told.event);
  }
  const fired = directions.filter((direction) => world.sensors[direction] && !before.sensors[direction]);
  assert(passages <= fired.length, 'no more passages than sensors that fired');
  checkState(world);
  return world;
}

function see(before: World, world: World, effect: GateEffect, event: GateEvent): World {
  if (effect.type === 'alarm') {
    assert(isAlarmActive(world.state, effect.alarm) === effect.active, 'an alarm says what is so');
    assert(isAlarmActive(before.state, effect.alarm) !== effect.active, 'an alarm is said once');
    return world;
  }
  if (effect.type === 'write-coil') {
    const { write } = effect;
    assert(
      world.state.link === 'up' || event.type === 'stopping',
      'nothing is written before the sensors are read',
    );
    if (write.opening === null) {
      assert(!write.on || world.state.emergency, 'only the emergency release opens without an opening');
      return { ...world, writes: [...world.writes, write] };
    }
    assert(!world.state.emergency, 'nothing is opened for one person in an emergency');
    assert(write.on && !world.openedFor.includes(write.opening), 'a coil is switched on once for an opening');
    return { ...world, writes: [...world.writes, write], openedFor: [...world.openedFor, write.opening] };
  }
  const asked = world.asked[effect.opening];
  if (asked === undefined) throw new Error('only what was asked for is answered');
  assert(!asked.ended, 'an opening ends once');
  if (effect.type === 'answer') {
    assert(asked.told === 'nothing', 'an opening is answered once');
    assert(!effect.result.ok || event.type === 'written', 'open means that the board confirmed the coil');
    const told = effect.result.ok ? 'open' : 'refused';
    return {
      ...world,
      asked: { ...world.asked, [effect.opening]: { ...asked, told, ended: told === 'refused' } },
    };
  }
  assert(asked.told === 'open', 'only what was open ends by a passage');
  if (effect.result === 'passed') {
    assert(
      event.type === 'inputs' && world.sensors[asked.direction] && !before.sensors[asked.direction],
      'passed means that the sensor fired',
    );
    assert(before.state.link === 'up', 'the first reading counts for nobody');
  }
  if (effect.result === 'emergency') assert(world.state.emergency, 'emergency means that the release is on');
  return { ...world, asked: { ...world.asked, [effect.opening]: { ...asked, ended: true } } };
}

function checkState({ state, asked, stopped }: World): void {
  const under = Object.entries(asked).filter(([, { ended }]) => !ended);
  assert(
    under.map(([name]) => name).join() ===
      state.openings
        .map(({ id }) => id)
        .toSorted()
        .join(),
    'what has not ended is known',
  );
  if (state.emergency && state.link === 'up')
    assert(under.length === 0, 'the emergency release ends every opening');
  if (stopped) assert(under.length === 0, 'nothing is under way after stopping');
  if (state.link === 'away') assert(under.length === 0, 'nothing is under way without a link');
  const lanes = new Set(
    state.openings.filter(({ phase }) => phase !== 'waiting').map(({ direction }) => direction),
  );
  assert(lanes.size <= 1, 'one direction at a time');
}

/** Brings a world to rest and checks what must be true then: everything ended, everything closed, nothing alarming. */
function checkRest(world: World): void {
  const rest: Happening = { what: 'read', in: false, out: false, emergency: false, ms: times.passageMs };
  const running = world.stopped ? { ...happen(world, { what: 'lose' }), stopped: false } : world;
  let now = happen(running, { what: 'connect' });
  for (let i = 0; i < 2 + Object.keys(world.asked).length * 2; i += 1) {
    now = happen(now, rest);
    const most = now.writes.length + 10;
    for (let j = 0; now.writes.length > 0; j += 1) {
      assert(j < most, 'a board that answers is not written to for ever');
      now = happen(now, { what: 'board-answers' });
    }
  }
  assert(
    Object.values(now.asked).every(({ ended }) => ended),
    'every opening ends',
  );
  assert(!now.board.in && !now.board.out, 'at rest the coils are off');
  const alarms: readonly GateAlarm[] = ['tailgating', 'reverse', 'stuck', 'emergency'];
  assert(!alarms.some((alarm) => isAlarmActive(now.state, alarm)), 'at rest nothing alarms');
}

/** Two worlds with the same key behave alike from there on. */
function key(world: World): string {
  const { state, at } = world;
  const newest = Math.max(
    0,
    ...world.writes.map(({ number }) => number),
    state.coils.in.write,
    state.coils.out.write,
  );
  return JSON.stringify([
    state.link,
    state.emergency,
    state.lastDirection,
    directions.map((direction) => {
      const { on, since, stuck, intrusion } = state.sensors[direction];
      const { is, write } = state.coils[direction];
      return [on, on ? Math.min(at - since, times.stuckMs) : 0, stuck, intrusion, is, newest - write];
    }),
    state.openings.map((one) => [
      one.id,
      one.phase,
      one.phase === 'open' ? Math.max(one.deadline - at, 0) : 0,
    ]),
    world.writes.map(({ number, direction, on, opening }) => [newest - number, direction, on, opening]),
    world.board,
    world.sensors,
    world.asked,
    world.connected,
    world.stopped,
  ]);
}

/** Connected, coils off, nobody there. */
const atWork: readonly Happening[] = [
  { what: 'connect' },
  { what: 'read-coils' },
  { what: 'read', in: false, out: false, emergency: false, ms: 50 },
];

/** All worlds that so many further events lead to, each looked at once; how many there are. */
function explore(from: World, depth: number, openings: number): number {
  let worlds = [from];
  const known = new Set([key(from)]);
  for (let step = 0; step < depth; step += 1) {
    const next: World[] = [];
    for (const world of worlds) {
      for (const happening of possible(world, openings)) {
        const after = happen(world, happening);
        const name = key(after);
        if (known.has(name)) continue;
        known.add(name);
        next.push(after);
        checkRest(after);
      }
    }
    worlds = next;
  }
  return known.size;
}

describe('every order of events', () => {
  it('keeps every promise in all worlds that five events lead to from a gate at work', () => {
    expect(explore(atWork.reduce(happen, start), 5, 3)).toBeGreaterThan(30_000);
  });

  it('keeps every promise in all worlds that four events lead to from the start', () => {
    expect(explore(start, 4, 2)).toBeGreaterThan(500);
  });

  it('keeps every promise over long random orders', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 120, size: 'max' }), (choices) => {
        const end = choices.reduce((world, choice) => {
          const list = possible(world, names.length);
          // Stopping ends the story; the exhaustive orders have it.
          return happen(world, list[choice % (list.length - 1)] ?? { what: 'read-coils' });
        }, start);
        checkRest(end);
      }),
      { numRuns: 300 },
    );
  });
});
