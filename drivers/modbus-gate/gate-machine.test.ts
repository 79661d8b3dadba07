import { describe, expect, it } from '@jest/globals';

import type { Direction } from '#contracts/devices.ts';
import { fail, ok } from '#contracts/result.ts';

import {
  initialGate,
  transition,
  type CoilWrite,
  type GateEffect,
  type GateEvent,
  type GateState,
} from './gate-machine.ts';

const times = { passageMs: 8000, stuckMs: 10_000 };
const clear = { in: false, out: false };

/** A gate and the writes that it is waiting for; says what it does in short words. */
class Gate {
  state: GateState = initialGate(times);
  at = 0;
  writes: CoilWrite[] = [];
  #sensors = clear;
  #emergency = false;

  take(event: GateEvent): string[] {
    const next = transition(this.state, event);
    this.state = next.state;
    for (const effect of next.effects) if (effect.type === 'write-coil') this.writes.push(effect.write);
    return next.effects.map(describeEffect);
  }

  /** Connected, coils off, nobody there. */
  start(): this {
    this.take({ type: 'link-up' });
    this.take({ type: 'coils', on: clear });
    this.take({ type: 'inputs', at: this.at, sensors: clear, emergency: false });
    return this;
  }

  open(opening: string, direction: Direction): string[] {
    return this.take({ type: 'open-requested', opening, direction });
  }

  written(): string[] {
    return this.#written(ok(undefined));
  }

  unwritten(): string[] {
    return this.#written(fail('gate-no-answer'));
  }

  #written(result: ReturnType<typeof fail> | { ok: true; value: undefined }): string[] {
    const write = this.writes.shift();
    if (write === undefined) throw new Error('nothing is being written');
    return this.take({ type: 'written', at: this.at, write, result });
  }

  sensors(changes: Partial<Record<Direction, boolean>>): string[] {
    this.#sensors = { ...this.#sensors, ...changes };
    return this.after(50);
  }

  emergency(on: boolean): string[] {
    this.#emergency = on;
    return this.after(50);
  }

  /** The next reading of the sensors, so much later. */
  after(ms: number): string[] {
    this.at += ms;
    return this.take({ type: 'inputs', at: this.at, sensors: this.#sensors, emergency: this.#emergency });
  }
}

function describeEffect(effect: GateEffect): string {
  if (effect.type === 'write-coil') return `coil ${effect.write.direction} ${effect.write.on ? 'on' : 'off'}`;
  if (effect.type === 'alarm') return `${effect.alarm} ${effect.active ? 'alarm' : 'over'}`;
  if (effect.type === 'passage') return `${effect.opening} ${effect.result}`;
  return `${effect.opening} ${effect.result.ok ? 'open' : effect.result.error.code}`;
}

describe('one opening', () => {
  it('opens, is passed when the sensor fires, and closes', () => {
    const gate = new Gate().start();
    expect(gate.open('a', 'in')).toEqual(['coil in on']);
    expect(gate.written()).toEqual(['a open']);
    expect(gate.after(3000)).toEqual([]);
    expect(gate.sensors({ in: true })).toEqual(['a passed', 'coil in off']);
    expect(gate.written()).toEqual([]);
    expect(gate.sensors({ in: false })).toEqual([]);
  });

  it('is not used when nobody passes in time, counted from the written coil', () => {
    const gate = new Gate().start();
    gate.open('a', 'out');
    gate.at += 500;
    gate.written();
    expect(gate.after(7999)).toEqual([]);
    expect(gate.after(1)).toEqual(['a not-used', 'coil out off']);
  });

  it('counts a passage that is read together with the deadline', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    gate.written();
    gate.at += 7950;
    expect(gate.sensors({ in: true })).toEqual(['a passed', 'coil in off']);
  });

  it('does not count a sensor that was on before the opening', () => {
    const gate = new Gate().start();
    gate.sensors({ in: true });
    gate.open('a', 'in');
    gate.written();
    expect(gate.after(50)).toEqual([]);
    expect(gate.sensors({ in: false })).toEqual(['tailgating over']);
    expect(gate.sensors({ in: true })).toEqual(['a passed', 'coil in off']);
  });

  it('is not repeated when its answer is lost, and the coil is switched off in case it came on', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    expect(gate.unwritten()).toEqual(['a gate-no-answer', 'coil in off']);
    expect(gate.unwritten()).toEqual([]);
    expect(gate.after(50)).toEqual(['coil in off']);
    expect(gate.written()).toEqual([]);
    expect(gate.after(50)).toEqual([]);
  });

  it('can be given up while its coil is being written', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    expect(gate.take({ type: 'open-aborted', opening: 'a' })).toEqual(['a aborted', 'coil in off']);
    expect(gate.written()).toEqual([]);
    expect(gate.written()).toEqual([]);
  });

  it('cannot be given up once it is open', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    gate.written();
    expect(gate.take({ type: 'open-aborted', opening: 'a' })).toEqual([]);
  });
});

describe('a second opening while one is under way', () => {
  it('of the same direction is open as well, and passages count in the order of asking', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    gate.written();
    expect(gate.open('b', 'in')).toEqual(['coil in on']);
    expect(gate.written()).toEqual(['b open']);
    expect(gate.sensors({ in: true })).toEqual(['a passed']);
    gate.sensors({ in: false });
    expect(gate.sensors({ in: true })).toEqual(['b passed', 'coil in off']);
  });

  it('of the other direction waits until the lane is free, and so does all behind it', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    gate.written();
    expect(gate.open('b', 'out')).toEqual([]);
    expect(gate.open('c', 'in')).toEqual([]);
    expect(gate.sensors({ in: true })).toEqual(['a passed', 'coil in off', 'coil out on']);
    gate.written();
    expect(gate.written()).toEqual(['b open']);
    gate.sensors({ in: false });
    expect(gate.sensors({ out: true })).toEqual(['b passed', 'coil out off', 'coil in on']);
  });

  it('ends at its own deadline', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    gate.written();
    gate.after(5000);
    gate.open('b', 'in');
    gate.written();
    expect(gate.after(3000)).toEqual(['a not-used']);
    expect(gate.after(5000)).toEqual(['b not-used', 'coil in off']);
  });

  it('can be given up while it waits', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    gate.written();
    gate.open('b', 'out');
    expect(gate.take({ type: 'open-aborted', opening: 'b' })).toEqual(['b aborted']);
    expect(gate.sensors({ in: true })).toEqual(['a passed', 'coil in off']);
  });
});

describe('alarms', () => {
  it('tailgating: the sensor fires once more than it was opened for', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    gate.written();
    gate.sensors({ in: true });
    gate.sensors({ in: false });
    expect(gate.sensors({ in: true })).toEqual(['tailgating alarm']);
    expect(gate.sensors({ in: false })).toEqual(['tailgating over']);
  });

  it('reverse: somebody comes the other way, and the opening goes on', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    gate.written();
    expect(gate.sensors({ out: true })).toEqual(['reverse alarm']);
    expect(gate.sensors({ out: false })).toEqual(['reverse over']);
    expect(gate.sensors({ in: true })).toEqual(['a passed', 'coil in off']);
  });

  it('stuck: a sensor stays on; its direction is refused, the other is not', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    gate.written();
    gate.sensors({ in: true });
    expect(gate.after(9999)).toEqual([]);
    expect(gate.after(1)).toEqual(['stuck alarm']);
    gate.written();
    expect(gate.open('b', 'in')).toEqual(['b gate-stuck']);
    expect(gate.open('c', 'out')).toEqual(['coil out on']);
    expect(gate.sensors({ in: false })).toEqual(['stuck over']);
  });

  it('a sensor that is on at the start fires for nobody and is stuck when it stays', () => {
    const gate = new Gate();
    gate.take({ type: 'link-up' });
    gate.take({ type: 'coils', on: clear });
    expect(gate.sensors({ in: true })).toEqual([]);
    expect(gate.after(10_000)).toEqual(['stuck alarm']);
  });
});

describe('emergency release', () => {
  it('opens all, ends all openings, refuses new ones, counts nobody, and closes when it is over', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    gate.written();
    gate.open('b', 'in');
    gate.open('c', 'out');
    expect(gate.emergency(true)).toEqual([
      'b gate-emergency',
      'c gate-emergency',
      'a emergency',
      'coil out on',
      'emergency alarm',
    ]);
    gate.written();
    gate.written();
    expect(gate.open('d', 'in')).toEqual(['d gate-emergency']);
    expect(gate.sensors({ in: true, out: true })).toEqual([]);
    gate.sensors({ in: false, out: false });
    expect(gate.emergency(false)).toEqual(['coil in off', 'coil out off', 'emergency over']);
  });

  it('writes until the board has taken it', () => {
    const gate = new Gate().start();
    expect(gate.emergency(true)).toEqual(['coil in on', 'coil out on', 'emergency alarm']);
    gate.unwritten();
    gate.unwritten();
    expect(gate.after(50)).toEqual(['coil in on', 'coil out on']);
    gate.unwritten();
    expect(gate.written()).toEqual(['coil in on']);
  });

  it('writes again when the board has forgotten it', () => {
    const gate = new Gate().start();
    gate.emergency(true);
    gate.written();
    gate.written();
    expect(gate.take({ type: 'coils', on: { in: true, out: false } })).toEqual(['coil out on']);
  });

  it('is seen at the start before any coil is touched', () => {
    const gate = new Gate();
    gate.take({ type: 'link-up' });
    expect(gate.take({ type: 'coils', on: { in: true, out: true } })).toEqual([]);
    expect(gate.emergency(true)).toEqual(['emergency alarm']);
  });

  it('stays while the link is lost', () => {
    const gate = new Gate().start();
    gate.emergency(true);
    expect(gate.take({ type: 'link-lost', failure: { code: 'port-lost' } })).toEqual([]);
    gate.take({ type: 'link-up' });
    expect(gate.emergency(true)).toEqual(['coil in on', 'coil out on']);
  });
});

describe('link', () => {
  it('an opening asked for before the sensors were read waits for them', () => {
    const gate = new Gate();
    expect(gate.open('a', 'in')).toEqual([]);
    gate.take({ type: 'link-up' });
    gate.take({ type: 'coils', on: clear });
    expect(gate.after(50)).toEqual(['coil in on']);
  });

  it('lost: an open opening ends unknown, the others are refused, and new ones are refused at once', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    gate.written();
    gate.open('b', 'in');
    gate.open('c', 'out');
    expect(gate.take({ type: 'link-lost', failure: { code: 'port-lost' } })).toEqual([
      'b port-lost',
      'c port-lost',
      'a no-answer',
    ]);
    expect(gate.open('d', 'in')).toEqual(['d port-lost']);
  });

  it('back: a coil that was left on is switched off, after the sensors have been read', () => {
    const gate = new Gate();
    gate.take({ type: 'link-up' });
    expect(gate.take({ type: 'coils', on: { in: true, out: false } })).toEqual([]);
    expect(gate.after(50)).toEqual(['coil in off']);
  });

  it('back without saying what its coils are: both are switched off', () => {
    const gate = new Gate();
    gate.take({ type: 'link-up' });
    expect(gate.after(50)).toEqual(['coil in off', 'coil out off']);
  });

  it('stopping closes what is open', () => {
    const gate = new Gate().start();
    gate.open('a', 'in');
    gate.written();
    expect(gate.take({ type: 'stopping' })).toEqual(['a no-answer', 'coil in off']);
    expect(gate.open('b', 'in')).toEqual(['b aborted']);
    expect(gate.after(50)).toEqual([]);
  });
});
