/**
 * A finger to the decision. Through libfprint: from the picture, over device host and addon; NBIS finds the minutiae and
 * compares them with the five pictures of the print. On a serial module: from the finger on the glass, over a PTY to the
 * emulated module, which works at once where a real one takes its time. Half of the fingers are the person's, half others'.
 */
import { systemClock } from '#contracts/clock.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import { SerialFingerprintReader } from '#drivers/serial-fingerprint/device.ts';
import { FingerprintEmulator } from '#drivers/serial-fingerprint/emulator.ts';

import { otherTemplate, template } from '../support/finger-bench.ts';
import { drawFinger, takeImpression } from '../support/finger-image.ts';
import { enrolledPrints, FingerHost } from '../support/finger-host.ts';
import { SerialDevice } from '../support/serial-device.ts';
import { until } from '../support/until.ts';
import { percentile, row, type BenchRow } from './bench.ts';

const fingers = 60;
const [mySeed, otherSeeds] = [201, [202, 203, 204]] as const;

const limitMs = 500;

export async function run(): Promise<BenchRow[]> {
  return [...(await throughLibfprint()), ...(await onSerialModule())];
}

async function throughLibfprint(): Promise<BenchRow[]> {
  const [print = ''] = await enrolledPrints(mySeed);
  const mine = drawFinger(mySeed);
  const others = otherSeeds.map((seed) => drawFinger(seed));
  const host = new FingerHost('finger');
  const times: number[] = [];
  try {
    await host.ready();
    // The first one warms up and is not counted.
    for (let sample = 0; sample <= fingers; sample += 1) {
      const finger = sample % 2 === 0 ? mine : (others[sample % others.length] ?? mine);
      const lay = { turned: (sample % 11) - 5, right: (sample % 7) * 3 - 9, down: 8 - (sample % 5) * 4 };
      const image = takeImpression(finger, { ...lay, noise: sample });
      const { result, ms } = await host.timed(print, image);
      const right = result.ok && result.value.matched === (finger === mine);
      if (!right) throw new Error(`picture ${sample} was not told apart: ${JSON.stringify(result)}`);
      if (sample > 0) times.push(ms);
    }
  } finally {
    await host.end();
  }
  const note = `${fingers} pictures of 300 x 400 at 500 dpi against a print of five, through the device host`;
  return [
    row("finger's picture to decision, p50", 'ms', percentile(times, 0.5), null, note),
    row("finger's picture to decision, p95", 'ms', percentile(times, 0.95), limitMs, note),
  ];
}

async function onSerialModule(): Promise<BenchRow[]> {
  const emulator = new FingerprintEmulator({ device: 'finger', clock: systemClock });
  const module = await SerialDevice.plugIn(emulator);
  let state = '';
  let wanted = false;
  const reader = new SerialFingerprintReader({
    clock: systemClock,
    trace: () => undefined,
    open: openStream(module.port),
    address: 0xffffffff,
    password: 0,
    least: 50,
  });
  reader.start((event) => {
    if (event.type === 'health') ({ state } = event.health);
    else if (event.prompt === 'place') wanted = true;
  });
  const times: number[] = [];
  try {
    for (let sample = 0; sample <= fingers; sample += 1) {
      await until('the module to be ready', () => state === 'ready');
      wanted = false;
      const verified = reader.verify(template, new AbortController().signal);
      await until('the module to look for a finger', () => wanted);
      const mine = sample % 2 === 0;
      const put = performance.now();
      const whose = Buffer.from(mine ? template : otherTemplate).toString('base64');
      module.command({ action: 'put-finger', device: 'finger', template: whose, quality: 'good' });
      const result = await verified;
      const ms = performance.now() - put;
      module.command({ action: 'lift-finger', device: 'finger' });
      if (!result.ok || result.value.matched !== mine) throw new Error(`finger ${sample} was not told apart`);
      if (sample > 0) times.push(ms);
    }
  } finally {
    await reader.stop();
    await module.remove();
  }
  const note = `${fingers} fingers, template of 512 bytes, PTY; the driver looks for a finger every 80 ms`;
  return [
    row('finger on the glass to decision, serial module, p50', 'ms', percentile(times, 0.5), null, note),
    row('finger on the glass to decision, serial module, p95', 'ms', percentile(times, 0.95), limitMs, note),
  ];
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await run(), null, 2)}\n`);
