/**
 * `npm run bench:face -- [--pairs FILE] [--attacks FILE] [--out FOLDER]`: error rates of the station's face engine on a
 * site's own pictures. docs/qualification.md says how a list is made and what the figures say.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { systemClock } from '#contracts/clock.ts';
import { FaceEngineClient } from '#face/client.ts';
import { qualificationSchema } from '#station/config/schema.ts';
import { attackFigures, matchFigures } from './figures.ts';
import { readPairs, readPresented } from './lists.ts';
import { lookAt } from './pictures.ts';
import { reportFiles } from './report.ts';

const root = join(import.meta.dirname, '../../..');
const usage = 'npm run bench:face -- [--pairs FILE] [--attacks FILE] [--out FOLDER], with one list at least';

function given(): { readonly pairs?: string; readonly attacks?: string; readonly out?: string } {
  try {
    const options = {
      pairs: { type: 'string' },
      attacks: { type: 'string' },
      out: { type: 'string' },
    } as const;
    const { values } = parseArgs({ options });
    if (values.pairs !== undefined || values.attacks !== undefined) return values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
  console.error(usage);
  process.exit(2);
}

const { pairs: pairsFile, attacks: attacksFile, out = join(root, 'test-results/face') } = given();
const pairs = pairsFile === undefined ? null : readPairs(resolve(pairsFile));
const presented = attacksFile === undefined ? null : readPresented(resolve(attacksFile));
const mistakes = [pairs, presented].flatMap((list) => (list?.ok === false ? list.error : []));
if (mistakes.length > 0) {
  console.error(mistakes.join('\n'));
  process.exit(2);
}

const compared = pairs?.ok === true ? pairs.value : null;
const shown = presented?.ok === true ? presented.value : null;
const paths = new Set([
  ...(compared ?? []).flatMap(({ a, b }) => [a, b]),
  ...(shown ?? []).map(({ path }) => path),
]);
const engine = new FaceEngineClient({ clock: systemClock, environment: process.env });
try {
  const seen = await lookAt(paths, engine, (count) => {
    if (count % 50 === 0 || count === paths.size) console.error(`${count} of ${paths.size} pictures`);
  });
  const files = reportFiles(
    {
      match: compared === null ? null : matchFigures(compared, seen),
      attacks: shown === null ? null : attackFigures(shown, seen),
    },
    qualificationSchema.parse({}).face,
  );
  mkdirSync(out, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(out, name), content);
  console.log(files['report.md']);
  console.error(`written: ${Object.keys(files).join(', ')} in ${resolve(out)}`);
} finally {
  engine.stop();
}
