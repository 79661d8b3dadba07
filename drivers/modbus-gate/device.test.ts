import { describe, expect, it } from '@jest/globals';

import { gateMapSchema, type Direction, type GateMap } from '#contracts/devices.ts';
import type { EmulatorCommand, Misbehaviour } from '#contracts/emulators.ts';
import type { GateEvent, Health } from '#drivers/core/capabilities.ts';
import type { TraceLine } from '#drivers/core/trace.ts';
import { Socket } from '#test/support/cable.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import { gateDelays, ModbusGate } from './device.ts';
import { GateEmulator } from './emulator.ts';

const device = 'gate';

/** A gate at an emulated board, a clock turned by hand, and everything that was said. */
class Bench {
  readonly clock = new HandClock();
  readonly map: GateMap;
  readonly board: GateEmulator;
  readonly socket: Socket;
  readonly gate: ModbusGate;
  readonly events: string[] = [];
  readonly health: Health[] = [];
  readonly trace: TraceLine[] = [];
  /** Every change of the relays: "in on". */
  readonly relays: string[] = [];
  #never = new AbortController().signal;

  constructor(map: Partial<GateMap> = {}, boardMap: Partial<GateMap> = map) {
    this.map = gateMapSchema.parse(map);
    this.board = new GateEmulator({ device, clock: this.clock, map: gateMapSchema.parse(boardMap), unit: 1 });
    this.socket = new Socket((far) => this.board.connect(far), { pieces: [1, 3, 2] });
    let [openIn, openOut] = [false, false];
    this.board.onChange(() => {
      const state = this.board.state();
      if (state.openIn !== openIn) this.relays.push(`in ${state.openIn ? 'on' : 'off'}`);
      if (state.openOut !== openOut) this.relays.push(`out ${state.openOut ? 'on' : 'off'}`);
      ({ openIn, openOut } = state);
    });
    this.gate = new ModbusGate({
      open: this.socket.open,
      unit: 1,
      map: this.map,
      passageMs: 8000,
      clock: this.clock,
      trace: (line) => this.trace.push(line),
    });
  }

  async start(): Promise<this> {
    this.gate.start((event) => this.#hear(event));
    await this.clock.turn(100);
    return this;
  }

  #hear(event: GateEvent | { readonly type: 'health'; readonly health: Health }): void {
    if (event.type === 'health') this.health.push(event.health);
    else if (event.type === 'gate-alarm')
      this.events.push(`${event.alarm} ${event.active ? 'alarm' : 'over'}`);
    else this.events.push(`${event.opening} ${event.direction} ${event.result}`);
  }

  /** How `open` ends, as it ends: "open" or the failure's code. */
  ask(opening: string, direction: Direction, signal = this.#never): { readonly said: string[] } {
    const said: string[] = [];
    void this.gate.open(opening, direction, signal).then((answer) => {
      said.push(answer.ok ? 'open' : answer.error.code);
    });
    return { said };
  }

  input(input: 'sensor-in' | 'sensor-out' | 'emergency', on: boolean): void {
    this.hand({ action: 'set-gate-input', device, input, on });
  }

  misbehave(misbehaviour: Misbehaviour | null): void {
    this.hand({ action: 'misbehave', device, misbehaviour });
  }

  hand(command: EmulatorCommand): void {
    if (!this.board.command(command).ok) throw new Error(`the board has no ${command.action}`);
  }

  get newestHealth(): string {
    const health = this.health.at(-1);
    return health === undefined ? 'none' : health.state === 'failing' ? health.failure.code : health.state;
  }
}

describe('an opening', () => {
  it('is answered once the coil is written, passed when the sensor fires, and closed', async () => {
    const bench = await new Bench().start();
    const { said } = bench.ask('a', 'in');
    await settled();
    await bench.clock.turn(gateDelays.frameGapMs);
    expect(said).toEqual(['open']);
    expect(bench.relays).toEqual(['in on']);
    bench.input('sensor-in', true);
    await bench.clock.turn(gateDelays.idlePollMs + gateDelays.frameGapMs);
    expect(bench.events).toEqual(['a in passed']);
    await bench.clock.turn(gateDelays.frameGapMs);
    expect(bench.relays).toEqual(['in on', 'in off']);
  });

  it('ends as not used and is closed', async () => {
    const bench = await new Bench().start();
    bench.ask('a', 'out');
    await bench.clock.turn(8200);
    expect(bench.events).toEqual(['a out not-used']);
    expect(bench.relays).toEqual(['out on', 'out off']);
    expect(bench.newestHealth).toBe('ready');
  });

  it('waits for no more than the exchange under way', async () => {
    const bench = await new Bench().start();
    bench.misbehave({ kind: 'delay', ms: 100, times: 1 });
    await bench.clock.turn(gateDelays.idlePollMs + 10);
    const { said } = bench.ask('a', 'in');
    await bench.clock.turn(80);
    expect(said).toEqual([]);
    await bench.clock.turn(20 + gateDelays.frameGapMs);
    expect(said).toEqual(['open']);
  });

  it('is not repeated when the board says nothing, and its coil is switched off', async () => {
    const bench = await new Bench().start();
    bench.misbehave({ kind: 'silent', times: 1 });
    await settled();
    const { said } = bench.ask('a', 'in');
    await bench.clock.turn(gateDelays.exchangeMs + 3 * gateDelays.frameGapMs);
    expect(said).toEqual(['gate-no-answer']);
    expect(bench.relays).toEqual(['in on', 'in off']);
    expect(bench.trace.filter(({ meaning }) => meaning === 'coil 0 on')).toHaveLength(1);
    await bench.clock.turn(10_000);
    expect(bench.events).toEqual([]);
  });

  it.each<[Misbehaviour, string]>([
    [{ kind: 'refuse', times: 1 }, 'gate-refused'],
    [{ kind: 'garble', times: 1 }, 'gate-no-answer'],
    [{ kind: 'half-answer', times: 1 }, 'gate-no-answer'],
    [{ kind: 'silent', times: 1 }, 'gate-no-answer'],
    [{ kind: 'delay', ms: 250, times: 1 }, 'open'],
  ])('%j ends as %s, once', async (misbehaviour, expected) => {
    const bench = await new Bench().start();
    bench.misbehave(misbehaviour);
    const { said } = bench.ask('a', 'in');
    await bench.clock.turn(2 * gateDelays.exchangeMs);
    expect(said).toEqual([expected]);
    bench.misbehave(null);
    await bench.clock.turn(9000);
    expect(bench.relays.at(-1) ?? 'in off').toBe('in off');
    expect(bench.newestHealth).toBe('ready');
  });

  it('can be given up before it is open', async () => {
    const bench = new Bench();
    bench.socket.present = false;
    const caller = new AbortController();
    const { said } = bench.ask('a', 'in', caller.signal);
    await settled();
    caller.abort();
    await settled();
    expect(said).toEqual(['aborted']);
  });

  it('is refused at once when whoever asks has given up already', async () => {
    const bench = await new Bench().start();
    const { said } = bench.ask('a', 'in', AbortSignal.abort());
    await bench.clock.turn(100);
    expect(said).toEqual(['aborted']);
    expect(bench.relays).toEqual([]);
  });
});

describe('reading', () => {
  it.each([
    ['100 ms while nothing is open', false, gateDelays.idlePollMs],
    ['50 ms while an opening waits', true, gateDelays.pollMs],
  ])('reads the sensors every %s', async (_what, open, everyMs) => {
    const bench = await new Bench().start();
    if (open) bench.ask('a', 'in');
    await bench.clock.turn(200);
    let exchanges = 0;
    bench.misbehave({ kind: 'delay', ms: 1, times: 1000 });
    bench.board.onChange(() => (exchanges += 1));
    await bench.clock.turn(1000);
    // One more or less, as the second begins between two readings.
    expect(Math.abs(exchanges - 1000 / everyMs)).toBeLessThanOrEqual(1);
  });

  it('shows in the trace only what changed', async () => {
    const bench = await new Bench().start();
    const lines = bench.trace.length;
    await bench.clock.turn(1000);
    expect(bench.trace).toHaveLength(lines);
    bench.input('sensor-out', true);
    await bench.clock.turn(100);
    expect(bench.trace.slice(lines).map(({ meaning }) => meaning)).toEqual([
      'read discrete inputs 0 to 2',
      '0 off, 1 on, 2 off',
      'tailgating alarm',
    ]);
  });

  it('asks for scattered addresses in runs', async () => {
    const bench = await new Bench({
      sensorIn: 40,
      sensorOut: 3,
      emergency: 41,
      coilIn: 9,
      coilOut: 2,
    }).start();
    bench.ask('a', 'out');
    await bench.clock.turn(100);
    bench.input('sensor-out', true);
    await bench.clock.turn(100);
    expect(bench.events).toEqual(['a out passed']);
    const read = bench.trace
      .filter(({ meaning }) => meaning.startsWith('read'))
      .map(({ meaning }) => meaning);
    expect([...new Set(read)]).toEqual([
      'read coil 2',
      'read coil 9',
      'read discrete input 3',
      'read discrete inputs 40 to 41',
    ]);
  });

  it('names a map that the board does not have', async () => {
    const bench = await new Bench({ sensorIn: 100 }, {}).start();
    await bench.clock.turn(1000);
    expect(bench.health.at(-1)).toMatchObject({
      state: 'failing',
      failure: {
        code: 'gate-refused',
        detail: 'read discrete input 100: exception 02 illegal data address',
      },
    });
  });

  it('names a relay that the board does not have, though its sensors can be read', async () => {
    const bench = await new Bench({ coilOut: 100 }, {}).start();
    await bench.clock.turn(1000);
    expect(bench.health.map((health) => health.state)).not.toContain('busy');
    expect(bench.health.at(-1)).toMatchObject({
      failure: { code: 'gate-refused', detail: 'coil 100 off: exception 02 illegal data address' },
    });
  });

  it('switches off a coil that was left on', async () => {
    const bench = new Bench();
    await bench.start();
    bench.ask('a', 'in');
    await bench.clock.turn(100);
    bench.socket.pull();
    await bench.clock.turn(100);
    expect(bench.events).toEqual(['a in no-answer']);
    expect(bench.relays).toEqual(['in on']);
    bench.socket.present = true;
    await bench.clock.turn(1000);
    expect(bench.relays).toEqual(['in on', 'in off']);
  });

  it('passes over bytes of an earlier answer that came late', async () => {
    const bench = await new Bench().start();
    bench.misbehave({ kind: 'delay', ms: gateDelays.exchangeMs + 10, times: 1 });
    await bench.clock.turn(gateDelays.exchangeMs + 100);
    bench.misbehave(null);
    const { said } = bench.ask('a', 'in');
    await bench.clock.turn(100);
    expect(said).toEqual(['open']);
    expect(bench.newestHealth).toBe('busy');
  });

  it('answers the test button with what the sensors say', async () => {
    const bench = await new Bench().start();
    bench.input('sensor-in', true);
    const tested = bench.gate.test(new AbortController().signal);
    await bench.clock.turn(100);
    expect(await tested).toEqual({
      ok: true,
      value: 'sensor in on, sensor out off, emergency release off',
    });
    expect(bench.relays).toEqual([]);
  });
});

describe('health', () => {
  it('is absent, present, ready, busy, ready', async () => {
    const bench = await new Bench().start();
    bench.ask('a', 'in');
    await bench.clock.turn(9000);
    expect(bench.health.map(({ state }) => state)).toEqual(['absent', 'present', 'ready', 'busy', 'ready']);
  });

  it('says stuck and emergency, and when they are over', async () => {
    const bench = await new Bench().start();
    bench.input('sensor-in', true);
    await bench.clock.turn(gateDelays.stuckMs + 100);
    expect(bench.newestHealth).toBe('gate-stuck');
    bench.input('emergency', true);
    await bench.clock.turn(200);
    expect(bench.newestHealth).toBe('gate-emergency');
    expect(bench.relays).toEqual(['in on', 'out on']);
    bench.input('emergency', false);
    bench.input('sensor-in', false);
    await bench.clock.turn(200);
    expect(bench.newestHealth).toBe('ready');
    expect(bench.relays).toEqual(['in on', 'out on', 'in off', 'out off']);
  });

  it('a silent board is lost after three exchanges and tried again with back-off', async () => {
    const bench = await new Bench().start();
    bench.misbehave({ kind: 'silent', times: null });
    await bench.clock.turn(3 * gateDelays.exchangeMs + 100);
    expect(bench.newestHealth).toBe('gate-no-answer');
    const { said } = bench.ask('a', 'in');
    await settled();
    expect(said).toEqual(['gate-no-answer']);
    const test = await bench.gate.test(new AbortController().signal);
    expect(test).toMatchObject({ ok: false, error: { code: 'gate-no-answer' } });
    await bench.clock.turn(60_000);
    // Each try is four exchanges of silence after a pause that doubles up to 5 s.
    expect(bench.socket.attempts).toBeGreaterThan(8);
    expect(bench.socket.attempts).toBeLessThan(20);
    bench.misbehave(null);
    await bench.clock.turn(6000);
    expect(bench.newestHealth).toBe('ready');
  });
});

describe('a pulled cable', () => {
  /** Where the story is when the cable goes, in exchanges with the board since it was plugged in. */
  const moments = Array.from({ length: 14 }, (_, exchange) => exchange);

  it.each(moments)(
    'at exchange %i: the opening ends once, and the gate works again afterwards',
    async (moment) => {
      const bench = new Bench();
      bench.misbehave(moment === 0 ? null : { kind: 'pull', afterExchanges: moment });
      if (moment === 0) bench.socket.present = false;
      await bench.start();
      const { said } = bench.ask('a', 'in');
      await bench.clock.turn(120);
      bench.input('emergency', moment % 3 === 2);
      await bench.clock.turn(9000);
      bench.input('emergency', false);
      const ends = [
        ...said.filter((code) => code !== 'open'),
        ...bench.events.filter((event) => event.startsWith('a ')),
      ];
      expect(said).toHaveLength(1);
      expect(ends).toHaveLength(1);
      bench.socket.present = true;
      bench.hand({ action: 'plug', device });
      await bench.clock.turn(6000);
      expect(bench.newestHealth).toBe('ready');
      expect(bench.board.state()).toMatchObject({ openIn: false, openOut: false });
      const again = bench.ask('b', 'out');
      await bench.clock.turn(100);
      expect(again.said).toEqual(['open']);
    },
  );
});

describe('stopping', () => {
  it('closes what is open and leaves no timer behind', async () => {
    const bench = await new Bench().start();
    bench.ask('a', 'in');
    await bench.clock.turn(100);
    const stopped = bench.gate.stop();
    await bench.clock.turn(50);
    await stopped;
    expect(bench.relays).toEqual(['in on', 'in off']);
    expect(bench.events).toEqual(['a in no-answer']);
    expect(bench.clock.pending).toBe(0);
  });

  it('leaves an emergency release open', async () => {
    const bench = await new Bench().start();
    bench.input('emergency', true);
    await bench.clock.turn(100);
    const stopped = bench.gate.stop();
    await bench.clock.turn(50);
    await stopped;
    expect(bench.board.state()).toMatchObject({ openIn: true, openOut: true });
  });

  it('ends while nothing is connected', async () => {
    const bench = new Bench();
    bench.socket.present = false;
    await bench.start();
    await bench.gate.stop();
    expect(bench.clock.pending).toBe(0);
    expect(bench.newestHealth).toBe('port-unavailable');
  });
});
