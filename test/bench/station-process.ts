/** What a station costs: start, memory of station and device host, over 1,000 cards, and doing nothing. */
import { readFileSync } from 'node:fs';

import { systemClock } from '#contracts/clock.ts';
import { gateMapSchema } from '#contracts/devices.ts';
import { PrinterEmulator } from '#drivers/escpos-printer/emulator.ts';
import { GateEmulator } from '#drivers/modbus-gate/emulator.ts';
import { SamVEmulator } from '#drivers/sam-v/emulator.ts';
import { createSerialScannerEmulator } from '#drivers/serial-scanner/emulator.ts';
import { VpcdEmulator } from '#drivers/vpcd/emulator.ts';
import { freePort } from '#test/support/free-port.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { SerialDevice } from '#test/support/serial-device.ts';
import { runStandIn, StationProcess, type StandInHandle } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';
import { percentile, row, type BenchRow } from './bench.ts';

const starts = 5;
const cycles = 1000;
/** Cycles before the first look at the memory: what is loaded only once is no growth. */
const warmUp = 100;
const idleSeconds = 20;
const settleMs = 3000;

export async function run(): Promise<readonly BenchRow[]> {
  const standIn = await runStandIn();
  const port = await freePort();
  const wires = await layWires();
  const config = hallConfig({
    platformUrl: standIn.url,
    devices: [
      { id: 'kiosk-card', driver: 'vpcd', port },
      { id: 'kiosk-idcard', driver: 'sam-v', port: wires.plate.port },
      { id: 'kiosk-scanner', driver: 'serial-scanner', port: wires.scanner.port },
      { id: 'printer', driver: 'escpos-printer', port: wires.printer.port },
      { id: 'gate-scanner', driver: 'serial-scanner', port: wires.gateScanner.port },
      { id: 'gate', driver: 'modbus-gate', port: wires.gate.port },
    ],
    change: { delays: { goodbyeMs: 1000 } },
  });
  const startMs: number[] = [];
  let station = new StationProcess(config);
  try {
    for (let count = 0; count < starts; count += 1) {
      await station.remove();
      station = new StationProcess(config);
      const from = performance.now();
      await station.start();
      startMs.push(performance.now() - from);
    }
    await station.devicesReady();
    const processes = await ownProcesses(station);
    // Nobody stands there within seconds of a start: what it left behind goes back meanwhile.
    await pause(settleMs);
    const fresh = memoryMb(processes);
    await insertAndPull(standIn, port, warmUp);
    const warm = memoryMb(processes);
    await insertAndPull(standIn, port, cycles);
    const after = memoryMb(processes);
    const idle = await idlePercent(processes);
    return [
      row(
        'station ready after start, median',
        'ms',
        percentile(startMs, 0.5),
        1000,
        `${starts} starts, six devices`,
      ),
      row(
        'station and device host after start',
        'MB',
        fresh,
        180,
        'proportional set size: what several processes share is counted once',
      ),
      row(
        `the same after ${cycles} cards`,
        'MB',
        after,
        180,
        `${(after - warm).toFixed(1)} MB more than after ${warmUp}`,
      ),
      row('processor while idle', '%', idle, 1, `both processes over ${idleSeconds} s, of one core`),
    ];
  } finally {
    await station.remove();
    await standIn.stop();
    await Promise.all(Object.values(wires).map(async (wire) => wire.remove()));
  }
}

/** Every kind of device that a kiosk and a gate have, at the far ends of serial cables. */
async function layWires(): Promise<
  Record<'plate' | 'scanner' | 'printer' | 'gateScanner' | 'gate', SerialDevice>
> {
  const clock = systemClock;
  return {
    plate: await SerialDevice.plugIn(new SamVEmulator({ device: 'kiosk-idcard', clock })),
    scanner: await SerialDevice.plugIn(createSerialScannerEmulator('kiosk-scanner', clock)),
    printer: await SerialDevice.plugIn(new PrinterEmulator({ device: 'printer', clock })),
    gateScanner: await SerialDevice.plugIn(createSerialScannerEmulator('gate-scanner', clock)),
    gate: await SerialDevice.plugIn(
      new GateEmulator({ device: 'gate', clock, map: gateMapSchema.parse({}), unit: 1 }),
    ),
  };
}

async function ownProcesses(station: StationProcess): Promise<readonly number[]> {
  const own = station.program.child.pid ?? 0;
  const children = await until('the device host runs', () => {
    const listed = readFileSync(`/proc/${own}/task/${own}/children`, 'utf8').trim();
    return listed === '' ? null : listed.split(' ').map(Number);
  });
  return [own, ...children];
}

/** Proportional set size: Node's own program is in memory once, and each of its processes has its share. */
function memoryMb(processes: readonly number[]): number {
  const kb = processes.map((pid) => {
    const found = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return Number(found?.[1] ?? 0);
  });
  return kb.reduce((sum, one) => sum + one, 0) / 1024;
}

async function insertAndPull({ people }: StandInHandle, port: number, times: number): Promise<void> {
  const card = new VpcdEmulator({ device: 'kiosk-card', host: '127.0.0.1', port, clock: systemClock });
  for (let count = 0; count < times; count += 1) {
    const person = people[count % people.length];
    if (person === undefined) throw new Error('no people');
    const inserted = await card.insert(person.card);
    if (!inserted.ok) throw new Error(`${inserted.error.code} ${inserted.error.detail ?? ''}`);
    await until('the card is read', () => card.exchanges >= 5);
    card.pull();
  }
}

async function idlePercent(processes: readonly number[]): Promise<number> {
  const ticks = (): number =>
    processes
      .map((pid) => {
        // proc(5): utime and stime are fields 14 and 15; the name before them may hold blanks.
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
        return Number(fields[11]) + Number(fields[12]);
      })
      .reduce((sum, one) => sum + one, 0);
  await pause(settleMs);
  const before = ticks();
  await pause(idleSeconds * 1000);
  // 100 ticks a second on Linux.
  return ((ticks() - before) / 100 / idleSeconds) * 100;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
