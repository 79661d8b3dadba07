/**
 * Takes fingers on file with libfprint's virtual reader, in a process of its own since libfprint reads the environment by
 * itself. Arguments: the fingers' seeds; prints {"prints": [base64 of a serialised FpPrint, …]}.
 */
import { available } from '#native/fingerprint/index.ts';

import { drawFinger, takeImpression } from './finger-image.ts';
import { VirtualFingerReader } from './virtual-finger-reader.ts';

/** How a finger lies at each of the five stages; further stages begin anew. */
const lays = [
  { turned: 0, right: 0, down: 0 },
  { turned: -4, right: 5, down: 3 },
  { turned: 4, right: -5, down: -6 },
  { turned: 2, right: 3, down: 6 },
  { turned: -2, right: -3, down: -3 },
] as const;

const glass = new VirtualFingerReader();
process.env['FP_VIRTUAL_IMAGE'] = glass.path;
const library = available();
if (!library.ok) throw new Error(library.reason);
const reader = library.fingerprint.reader('virtual_image', '0');
const opened = await reader.open(() => undefined);
if (!opened.ok) throw new Error(opened.error.message);
await glass.touch();

const prints: string[] = [];
for (const seed of process.argv.slice(2).map(Number)) {
  const finger = drawFinger(seed);
  let stage = 0;
  const enrolled = await reader.enrol((event) => {
    if (event.type !== 'finger' || !event.needed || event.present) return;
    glass.put(takeImpression(finger, { ...lays[stage % lays.length], noise: 1000 * seed + stage }));
    stage += 1;
  });
  if (!enrolled.ok) throw new Error(`finger ${seed}: ${enrolled.error.message}`);
  prints.push(Buffer.from(enrolled.print).toString('base64'));
}
await reader.close();
glass.end();
process.stdout.write(`${JSON.stringify({ prints })}\n`);
