/** `yikatong gate open`: opens a gate for one passage and waits for it. */
import { Option, type Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import { directionSchema, type Direction, type PassageResult } from '#contracts/devices.ts';
import { ok, type Result } from '#contracts/result.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import { ModbusGate } from '#drivers/modbus-gate/device.ts';

import { withGateMap, type GateMapOptions } from '../gate-map.ts';
import { baudRate, seconds } from '../options.ts';
import { printLine, printResult, say } from '../output.ts';
import { streamPort } from '../port.ts';
import { stopRequested } from './emulate.ts';

interface Options extends GateMapOptions {
  readonly port: string;
  readonly direction: Direction;
  readonly baud: number;
  readonly timeout: number;
  readonly json: boolean;
}

interface Passage {
  readonly kind: 'passage';
  readonly direction: Direction;
  readonly result: PassageResult;
}

export function registerGateOpen(program: Command): void {
  const gate = program.command('gate').description('gates behind a Modbus RTU relay board');
  withGateMap(
    gate
      .command('open')
      .description('open for one passage, wait for it and close')
      .requiredOption('--port <path>', 'the serial port, or tcp://HOST:PORT of a serial device server')
      .addOption(
        new Option('--direction <direction>', 'which way')
          .choices(directionSchema.options)
          .makeOptionMandatory(),
      )
      .option('--baud <baud>', "the serial port's speed", baudRate, 9600)
      .option('--timeout <seconds>', 'how long to wait for the passage', seconds, 8)
      .option('--json', 'print one JSON object', false),
  ).action(async (options: Options) => {
    printResult(await openOnce(options), options.json, printPassage);
  });
}

async function openOnce(options: Options): Promise<Result<Passage>> {
  const { port, baud, unit, timeout, direction } = options;
  const { coilIn, coilOut, sensorIn, sensorOut, emergency } = options;
  const gate = new ModbusGate({
    open: openStream(streamPort(port, baud)),
    unit,
    map: { coilIn, coilOut, sensorIn, sensorOut, emergency },
    passageMs: timeout * 1000,
    clock: systemClock,
    trace: () => undefined,
  });
  const passed = new Promise<PassageResult>((resolve) => {
    gate.start((event) => {
      if (event.type === 'gate-passage') resolve(event.result);
    });
  });
  const interrupted = new AbortController();
  void stopRequested().then(async () => {
    interrupted.abort();
    await gate.stop();
  });
  const opened = await gate.open('cli', direction, interrupted.signal);
  const result = opened.ok ? ok(await passed) : refusal(opened);
  await gate.stop();
  return result.ok ? ok({ kind: 'passage', direction, result: result.value }) : result;
}

/** A board that says nothing, and an emergency release, are results of an opening like any other. */
function refusal(refused: Extract<Result<unknown>, { ok: false }>): Result<PassageResult> {
  if (refused.error.code === 'gate-no-answer') return ok('no-answer');
  return refused.error.code === 'gate-emergency' ? ok('emergency') : refused;
}

const words: Readonly<Record<PassageResult, { readonly zh: string; readonly en: string }>> = {
  passed: { zh: '已通过', en: 'passed' },
  'not-used': { zh: '无人通过，已关闭', en: 'not used, closed again' },
  'no-answer': {
    zh: '控制板无应答，是否通过未知',
    en: 'no answer from the board; whether anybody passed is unknown',
  },
  emergency: { zh: '紧急释放已触发，闸门常开', en: 'the emergency release is on, the gate is open' },
};

function printPassage({ direction, result }: Passage): void {
  const way = direction === 'in' ? say({ zh: '进', en: 'in' }) : say({ zh: '出', en: 'out' });
  printLine(`${way}: ${say(words[result])}`);
}
