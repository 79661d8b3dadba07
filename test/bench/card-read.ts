/**
 * Reading a card over pcscd and the virtual reader, beside a bare loop of the same APDUs. Each sample is an insertion of
 * its own, since pcscd powers a card up for the first to connect; the two take turns, so that the machine is the same.
 */
import { CardDisposition, CardMode, Client, ReaderStatus, type Reader } from 'pcsc-mini';

import { systemClock } from '#contracts/clock.ts';
import { fromHex } from '#drivers/core/hex.ts';
import { closeClient } from '#drivers/pcsc/close-client.ts';
import { PcscContext } from '#drivers/pcsc/context.ts';
import { PcscReader } from '#drivers/pcsc/device.ts';

import { acknowledgeAtOnce, Pcscd } from '../support/pcscd.ts';
import { Program } from '../support/program.ts';
import { percentile, row, type BenchRow } from './bench.ts';

/** Insertions of each kind; one takes one to two seconds, pcscd's looks at the reader included. */
const samples = { asItIs: 8, atOnce: 30 } as const;

interface Sample {
  /** From the insertion's event to the last answer, milliseconds. */
  readonly ms: number;
  readonly apdus: readonly string[];
}

export async function run(): Promise<BenchRow[]> {
  const pcscd = await Pcscd.start();
  try {
    const asItIs = await compare(pcscd, samples.asItIs);
    const restoreRoute = acknowledgeAtOnce();
    try {
      const atOnce = await compare(pcscd, samples.atOnce);
      return rows(asItIs, atOnce);
    } finally {
      restoreRoute();
    }
  } finally {
    await pcscd.end();
  }
}

interface Comparison {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
  readonly apdus: number;
}

function rows(asItIs: Comparison, atOnce: Comparison): BenchRow[] {
  const p50 = (values: readonly number[]): number => percentile(values, 0.5);
  const ratio = ({ ours, bare }: Comparison): number => p50(ours) / p50(bare);
  const beside = ({ ours, apdus }: Comparison): string =>
    `${apdus} APDUs, medians of ${ours.length} insertions each`;
  const delayed = 'each APDU with the 44 ms of vpcd';
  const prompt = 'without the 44 ms: the loopback acknowledges at once';
  return [
    row(
      'card read beside a bare loop of its APDUs',
      'ratio',
      ratio(asItIs),
      1.05,
      `${beside(asItIs)}, ${delayed}`,
    ),
    row('card read, p50', 'ms', p50(asItIs.ours), null, delayed),
    row('bare loop, p50', 'ms', p50(asItIs.bare), null, delayed),
    row('card read, p50, prompt reader', 'ms', p50(atOnce.ours), null, `${beside(atOnce)}, ${prompt}`),
    row('bare loop, p50, prompt reader', 'ms', p50(atOnce.bare), null, prompt),
    row('own share of a card read', 'ms', p50(atOnce.ours) - p50(atOnce.bare), null, 'difference of the two'),
  ];
}

async function compare(pcscd: Pcscd, insertions: number): Promise<Comparison> {
  const ours: number[] = [];
  const bare: number[] = [];
  let apdus: readonly string[] = [];
  // The first reading of each kind warms up and is not counted.
  for (let sample = 0; sample <= insertions; sample += 1) {
    const read = await insertion(pcscd, () => readCard());
    apdus = read.apdus;
    const looped = await insertion(pcscd, () => loop(apdus));
    if (sample === 0) continue;
    ours.push(read.ms);
    bare.push(looped.ms);
  }
  return { ours, bare, apdus: apdus.length };
}

/** A card in a process of its own, put in for one sample. */
async function insertion(pcscd: Pcscd, measure: () => Promise<Sample>): Promise<Sample> {
  const sample = measure();
  const card = new Program('cli/main.ts', ['emulate', 'card', '--port', String(pcscd.port), '--json']);
  await card.ready();
  const result = await sample;
  await card.stop();
  await pcscd.readersEmpty();
  return result;
}

async function readCard(): Promise<Sample> {
  const apdus: string[] = [];
  const reader = new PcscReader(new PcscContext(systemClock), null, {
    clock: systemClock,
    trace: ({ direction, hex }) => {
      if (direction === 'to') apdus.push(hex);
    },
  });
  const ms = await new Promise<number>((resolve, reject) => {
    let inserted = 0;
    reader.start((event) => {
      if (event.type === 'card-inserted') inserted = performance.now();
      if (event.type === 'card-read') resolve(performance.now() - inserted);
      if (event.type === 'card-failed') reject(new Error(event.failure.code));
    });
  });
  await reader.stop();
  return { ms, apdus };
}

/** The least that reads a card: connect, the same APDUs, disconnect. */
async function loop(apdus: readonly string[]): Promise<Sample> {
  const commands = apdus.map(fromHex);
  const client = new Client();
  const ms = await new Promise<number>((resolve, reject) => {
    client.on('reader', (reader) => {
      reader.on('change', (status) => {
        if (!status.has(ReaderStatus.PRESENT)) return;
        reader.removeAllListeners();
        transmitAll(reader, commands).then(resolve, reject);
      });
    });
    client.start();
  });
  await closeClient(client, systemClock);
  return { ms, apdus };
}

async function transmitAll(reader: Reader, commands: readonly Uint8Array[]): Promise<number> {
  const start = performance.now();
  const card = await reader.connect(CardMode.EXCLUSIVE);
  for (const command of commands) await card.transmit(command);
  const ms = performance.now() - start;
  await card.disconnect(CardDisposition.LEAVE);
  return ms;
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await run(), null, 2)}\n`);
