/**
 * A finger's picture to the decision, through device host, addon and libfprint on its virtual reader: NBIS finds the
 * minutiae and compares them with the five pictures of the print. Half of the fingers are the person's, half others'.
 */
import { drawFinger, takeImpression } from '../support/finger-image.ts';
import { enrolledPrints, FingerHost } from '../support/finger-host.ts';
import { percentile, row, type BenchRow } from './bench.ts';

const pictures = 60;
const [mySeed, otherSeeds] = [201, [202, 203, 204]] as const;

export async function run(): Promise<BenchRow[]> {
  const [print = ''] = await enrolledPrints(mySeed);
  const mine = drawFinger(mySeed);
  const others = otherSeeds.map((seed) => drawFinger(seed));
  const host = new FingerHost('finger');
  const times: number[] = [];
  try {
    await host.ready();
    // The first one warms up and is not counted.
    for (let sample = 0; sample <= pictures; sample += 1) {
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
  const note = `${pictures} pictures of 300 x 400 at 500 dpi against a print of five, through the device host`;
  return [
    row("finger's picture to decision, p50", 'ms', percentile(times, 0.5), null, note),
    row("finger's picture to decision, p95", 'ms', percentile(times, 0.95), 500, note),
  ];
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await run(), null, 2)}\n`);
