/** The gate's driver on a real serial port, against our board and against pymodbus; and our board against pymodbus. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';

import { systemClock } from '#contracts/clock.ts';
import { gateMapSchema, type StreamPort } from '#contracts/devices.ts';
import type { GateEvent, Health } from '#drivers/core/capabilities.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import { listenOnLoopback } from '#drivers/core/tcp-listener.ts';
import { ModbusGate } from '#drivers/modbus-gate/device.ts';
import { GateEmulator } from '#drivers/modbus-gate/emulator.ts';
import { yikatong } from '#test/support/cli.ts';
import { LineProcess } from '#test/support/line-process.ts';
import { needs } from '#test/support/needs.ts';
import { SerialCable } from '#test/support/pty.ts';
import { until } from '#test/support/until.ts';

const cli = join(import.meta.dirname, '../../cli/main.ts');
const device = 'gate';
const map = gateMapSchema.parse({});
/** Within which somebody walks, on a busy machine as well. */
const passageMs = 3000;
const modbusFolder = join(import.meta.dirname, 'modbus');
const signal = new AbortController().signal;
const baud = 9600;

/** A started gate and what it said. */
class StartedGate {
  readonly gate: ModbusGate;
  readonly events: string[] = [];
  health: Health | null = null;

  constructor(port: StreamPort, changes: Partial<typeof map> = {}) {
    this.gate = new ModbusGate({
      open: openStream(port),
      unit: 1,
      map: { ...map, ...changes },
      passageMs,
      clock: systemClock,
      trace: () => undefined,
    });
    this.gate.start((event) => this.#hear(event));
  }

  #hear(event: GateEvent | { readonly type: 'health'; readonly health: Health }): void {
    if (event.type === 'health') this.health = event.health;
    else if (event.type === 'gate-alarm')
      this.events.push(`${event.alarm} ${event.active ? 'alarm' : 'over'}`);
    else this.events.push(`${event.opening} ${event.direction} ${event.result}`);
  }

  async is(state: Health['state'], code: string | null = null): Promise<void> {
    await until(`the gate is ${state} ${code ?? ''}`, () => {
      if (this.health?.state !== state) return false;
      return code === null || (this.health.state === 'failing' && this.health.failure.code === code);
    });
  }

  async said(event: string): Promise<void> {
    await until(`the gate says "${event}", it said ${this.events.join(', ')}`, () =>
      this.events.includes(event),
    );
  }
}

async function plugIn(board: GateEmulator, path: string): Promise<void> {
  const opened = await openStream({ serial: path, baud })(signal);
  if (!opened.ok) throw new Error(opened.error.detail);
  board.connect(opened.value);
}

needs('socat')('a gate on a serial cable', () => {
  let cable: SerialCable;
  const gates: StartedGate[] = [];
  const programs: LineProcess[] = [];

  const start = (changes?: Partial<typeof map>): StartedGate => {
    const started = new StartedGate({ serial: cable.near, baud }, changes);
    gates.push(started);
    return started;
  };
  const python = (script: string): LineProcess => {
    const program = new LineProcess('/usr/bin/python3', [join(modbusFolder, script), cable.far]);
    programs.push(program);
    return program;
  };

  beforeEach(async () => {
    cable = await SerialCable.lay();
  });
  afterEach(async () => {
    await Promise.all(gates.splice(0).map(({ gate }) => gate.stop()));
    await Promise.all(programs.splice(0).map((program) => program.end()));
    await cable.remove();
  });

  describe('with our board', () => {
    let board: GateEmulator;
    beforeEach(async () => {
      board = new GateEmulator({ device, clock: systemClock, map, unit: 1 });
      await plugIn(board, cable.far);
    });

    it('opens, is passed, closes', async () => {
      const started = start();
      await started.is('ready');
      expect(await started.gate.open('a', 'in', signal)).toEqual({ ok: true, value: { opened: true } });
      expect(board.state()).toMatchObject({ openIn: true, openOut: false });
      board.command({ action: 'set-gate-input', device, input: 'sensor-in', on: true });
      await started.said('a in passed');
      await until('the coil is off', () => !board.state().openIn);
    });

    it('is pulled out while open, and finds the gate closed when it is back', async () => {
      const started = start();
      await started.is('ready');
      await started.gate.open('a', 'in', signal);
      await cable.pull();
      await started.said('a in no-answer');
      await started.is('failing', 'port-lost');
      expect(await started.gate.open('b', 'in', signal)).toMatchObject({ error: { code: 'port-lost' } });
      await started.is('failing', 'port-unavailable');
      expect(board.state().openIn).toBe(true);
      await cable.plug();
      await plugIn(board, cable.far);
      await started.is('ready');
      expect(board.state().openIn).toBe(false);
    });

    it('says that the board does not answer, and works once it does', async () => {
      board.command({ action: 'misbehave', device, misbehaviour: { kind: 'silent', times: null } });
      const started = start();
      await started.is('failing', 'gate-no-answer');
      expect(await started.gate.test(signal)).toMatchObject({ error: { code: 'gate-no-answer' } });
      board.command({ action: 'misbehave', device, misbehaviour: null });
      await started.is('ready');
    });
  });

  needs('pymodbus')("with pymodbus's server as the board", () => {
    it('opens, is passed, is not used, is released in an emergency', async () => {
      const board = python('pymodbus_board.py');
      expect(await board.next()).toBe('ready');
      const started = start();
      await started.is('ready');

      await started.gate.open('a', 'in', signal);
      expect(await board.next()).toBe('coil 0 1');
      board.say('input 0 1');
      await started.said('a in passed');
      expect(await board.next()).toBe('coil 0 0');
      board.say('input 0 0');

      await started.gate.open('b', 'out', signal);
      expect(await board.next()).toBe('coil 1 1');
      await started.said('b out not-used');
      expect(await board.next()).toBe('coil 1 0');

      board.say('input 2 1');
      await started.said('emergency alarm');
      expect([await board.next(), await board.next()]).toEqual(['coil 0 1', 'coil 1 1']);
      board.say('input 2 0');
      await started.said('emergency over');
      expect([await board.next(), await board.next()]).toEqual(['coil 0 0', 'coil 1 0']);
    });

    it('names the exception that it gets', async () => {
      const board = python('pymodbus_board.py');
      expect(await board.next()).toBe('ready');
      const started = start({ sensorOut: 16 });
      await started.is('failing', 'gate-refused');
      expect(started.health).toMatchObject({
        failure: { detail: 'read discrete input 16: exception 02 illegal data address' },
      });
    });
  });
});

needs('socat', 'pymodbus')("our board with pymodbus's client", () => {
  it('reads, writes and refuses as pymodbus expects', async () => {
    const cable = await SerialCable.lay();
    const client = new LineProcess('/usr/bin/python3', [
      join(modbusFolder, 'pymodbus_client.py'),
      cable.near,
    ]);
    try {
      const board = new GateEmulator({ device, clock: systemClock, map, unit: 1 });
      await plugIn(board, cable.far);
      const ask = (line: string): Promise<string> => {
        client.say(line);
        return client.next();
      };
      expect(await ask('coils 0 2')).toBe('bits 0 0');
      expect(await ask('write 1 1')).toBe('written 1 1');
      expect(await ask('coils 0 2')).toBe('bits 0 1');
      board.command({ action: 'set-gate-input', device, input: 'emergency', on: true });
      expect(await ask('inputs 0 10')).toBe('bits 0 0 1 0 0 0 0 0 0 0');
      expect(await ask('write 16 1')).toBe('exception 2');
      expect(await ask('registers 0 1')).toBe('exception 1');
      board.command({ action: 'misbehave', device, misbehaviour: { kind: 'refuse', times: 1 } });
      expect(await ask('coils 0 2')).toBe('exception 4');
    } finally {
      await client.end();
      await cable.remove();
    }
  });
});

needs('socat')('yikatong gate open', () => {
  let cable: SerialCable;
  let emulator: LineProcess | null = null;

  beforeEach(async () => {
    cable = await SerialCable.lay();
  });
  afterEach(async () => {
    await emulator?.end();
    emulator = null;
    await cable.remove();
  });

  const emulate = async (...args: readonly string[]): Promise<void> => {
    const { far } = cable;
    emulator = new LineProcess(process.execPath, [cli, 'emulate', 'gate', '--port', far, '--json', ...args]);
    expect(JSON.parse(await emulator.next())).toEqual({ event: 'ready', device: 'gate', port: far });
  };
  const open = (...args: readonly string[]): ReturnType<typeof yikatong> =>
    yikatong(['gate', 'open', '--port', cable.near, '--direction', 'in', '--json', ...args]);

  it.each<[string, string[], string, string]>([
    ['passed', ['--walk-after', '100'], '10', 'passed'],
    ['not used', [], '1', 'not-used'],
    ['no answer', ['--misbehave', '{"kind":"silent"}'], '1', 'no-answer'],
    ['emergency', ['--emergency-on'], '10', 'emergency'],
  ])('%s', async (_what, args, timeout, result) => {
    await emulate(...args);
    expect(await open('--timeout', timeout)).toMatchObject({
      exitCode: 0,
      json: { kind: 'passage', direction: 'in', result },
    });
  });

  it('at addresses of its own', async () => {
    const addresses = ['--unit', '17', '--coil-in', '5', '--sensor-in', '9', '--emergency', '4'];
    await emulate('--walk-after', '100', ...addresses);
    expect(await open(...addresses)).toMatchObject({ exitCode: 0, json: { result: 'passed' } });
    expect(await open('--unit', '17', '--coil-in', '40')).toMatchObject({
      exitCode: 1,
      json: { error: { code: 'gate-refused', message: expect.stringContaining('coil 40') } },
    });
  });

  it('says what is wrong with a port, an option, and in words', async () => {
    await emulate('--walk-after', '100');
    const words = await yikatong(['gate', 'open', '--port', cable.near, '--direction', 'out']);
    expect(words).toMatchObject({ exitCode: 0, stdout: 'out: passed\n' });
    expect(
      await yikatong(['gate', 'open', '--port', '/dev/nothing', '--direction', 'in', '--json']),
    ).toMatchObject({
      exitCode: 1,
      json: { error: { code: 'port-unavailable' } },
    });
    expect(await open('--unit', '300')).toMatchObject({ exitCode: 1, json: null });
    expect(await yikatong(['gate', 'open', '--port', cable.near, '--direction', 'up'])).toMatchObject({
      exitCode: 1,
    });
  });
});

describe('a gate behind a serial device server', () => {
  it('works over TCP, and again after the server dropped it', async () => {
    const board = new GateEmulator({ device, clock: systemClock, map, unit: 1 });
    const listener = await listenOnLoopback(0, (transport) => board.connect(transport));
    if (!listener.ok) throw new Error(listener.error.detail);
    const started = new StartedGate({ tcp: { host: '127.0.0.1', port: listener.value.port } });
    try {
      await started.is('ready');
      expect(await started.gate.open('a', 'out', signal)).toMatchObject({ ok: true });
      board.command({ action: 'unplug', device });
      await started.said('a out no-answer');
      board.command({ action: 'plug', device });
      await started.is('ready');
      expect(board.state().openOut).toBe(false);
    } finally {
      await started.gate.stop();
      listener.value.close();
    }
  });
});
