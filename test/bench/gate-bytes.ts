/**
 * From a card's last APDU answer to the coil's bytes at the relay board's end of a serial cable: reader, device host,
 * station (the intent is durable), platform stand-in on loopback, gate driver. Once with the platform, once with the
 * platform gone and valid cards allowed, which is the same way without its question.
 */
import { systemClock } from '#contracts/clock.ts';
import { gateMapSchema } from '#contracts/devices.ts';
import { ModbusGateBoard } from '#test/support/gate-board.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { freePort } from '#test/support/free-port.ts';
import { SerialCable } from '#test/support/pty.ts';
import { runStandIn, StationProcess, type StandInHandle } from '#test/support/station-process.ts';
import { VpcdEmulator } from '#drivers/vpcd/emulator.ts';
import { percentile, row, type BenchRow } from './bench.ts';

const rounds = 100;

export async function run(): Promise<readonly BenchRow[]> {
  const standIn = await runStandIn();
  try {
    const withPlatform = await measure(standIn, true);
    const without = await measure(standIn, false);
    const beside = `${rounds} cards each, own virtual reader, PTY at 115200`;
    return [
      row('last APDU answer to coil bytes, p50', 'ms', percentile(withPlatform, 0.5), null, beside),
      row('last APDU answer to coil bytes, p95', 'ms', percentile(withPlatform, 0.95), 15, beside),
      row('last APDU answer to coil bytes, p99', 'ms', percentile(withPlatform, 0.99), null, beside),
      row('the same without the platform, p50', 'ms', percentile(without, 0.5), null, 'platform away'),
      row('the same without the platform, p95', 'ms', percentile(without, 0.95), 8, 'platform away'),
      row('the same without the platform, p99', 'ms', percentile(without, 0.99), null, 'platform away'),
    ];
  } finally {
    await standIn.stop();
  }
}

async function measure(standIn: StandInHandle, platform: boolean): Promise<number[]> {
  const cable = await SerialCable.lay();
  const board = await ModbusGateBoard.at(cable.far, gateMapSchema.parse({}), 115_200);
  const port = await freePort();
  const station = new StationProcess(
    hallConfig({
      platformUrl: standIn.url,
      devices: [
        { id: 'gate-card', driver: 'vpcd', port },
        { id: 'gate', driver: 'modbus-gate', port: { serial: cable.near, baud: 115_200 } },
      ],
      change: {
        platform: {
          url: platform ? standIn.url : 'http://127.0.0.1:9',
          whenAway: { entry: 'allow-valid-cards' },
        },
        delays: { gateSignMs: 500 },
      },
    }),
  );
  const card = new VpcdEmulator({ device: 'gate-card', host: '127.0.0.1', port, clock: systemClock });
  try {
    await station.start();
    await station.devicesReady();
    const samples: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      samples.push(await oneRound(card, board, standIn, round));
    }
    return samples;
  } finally {
    card.pull();
    await station.remove();
    await board.close();
    await cable.remove();
  }
}

async function oneRound(
  card: VpcdEmulator,
  board: ModbusGateBoard,
  { people }: StandInHandle,
  round: number,
): Promise<number> {
  const person = people[round % 180];
  if (person === undefined) throw new Error('no people');
  let lastAnswer = 0;
  card.onChange(() => {
    lastAnswer = performance.now();
  });
  const opened = board.opens('in');
  const inserted = await card.insert({ ...person.card, protocol: 'T=0' });
  if (!inserted.ok) throw new Error(inserted.error.code);
  const took = (await opened) - lastAnswer;
  card.onChange(() => undefined);
  card.pull();
  await board.walk('in');
  return took;
}
