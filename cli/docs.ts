/** `npm run docs`: writes the documents that are generated from the code. With --check: fails if one is out of date. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

import { logEvents } from '#contracts/log-events.ts';
import { openApiDocument as hallOpenApiDocument } from '#hall/server/openapi.ts';
import { openApiDocument } from '#platform/openapi.ts';
import { settingsMarkdown } from '#station/config/reference.ts';
import { errorCardsDocument } from './error-cards-document.ts';

const repository = join(import.meta.dirname, '..');

/** File -> its text, given what stands there now; it is formatted like any other file before it is written. */
const documents: Readonly<Record<string, (now: string) => string>> = {
  'docs/configuration.md': configurationDocument,
  'docs/error-cards.md': errorCardsDocument,
  'docs/log-events.md': logEventsDocument,
  'docs/openapi/hall.json': () => JSON.stringify(hallOpenApiDocument(), null, 2),
  'docs/openapi/platform.json': () => JSON.stringify(openApiDocument(), null, 2),
};

const settingsBegin = '<!-- settings: written by `npm run docs` from station/config/schema.ts -->';
const settingsEnd = '<!-- end of settings -->';

/** Prose is written by hand; only the tables between the two marks are generated. */
function configurationDocument(now: string): string {
  const [before = '', rest = ''] = now.split(settingsBegin);
  const [, after = ''] = rest.split(settingsEnd);
  return [before.trimEnd(), settingsBegin, settingsMarkdown(), settingsEnd, after.trimStart()].join('\n\n');
}

function logEventsDocument(): string {
  const rows = Object.entries(logEvents).map(
    ([name, { level, description, fields }]) =>
      `| \`${name}\` | ${level} | ${description} | ${fields.map((field) => `\`${field}\``).join(', ')} |`,
  );
  return [
    '# Log events',
    'Written by `npm run docs` from `contracts/log-events.ts`; change it there.',
    'Each event is one line of JSON with `at` (ISO 8601), `level`, the fields named here and `event`. No field holds a name or an identity number: a person appears as `person`, a keyed hash.',
    ['| event | level | what happened | fields |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

async function main(check: boolean): Promise<void> {
  for (const [file, text] of Object.entries(documents)) {
    const path = join(repository, file);
    const written = await readFile(path, 'utf8').catch(() => null);
    const wanted = await format(text(written ?? ''), { ...(await resolveConfig(path)), filepath: path });
    if (written === wanted) continue;
    if (check) {
      console.error(`${file} is out of date: run \`npm run docs\` and commit it`);
      process.exitCode = 1;
    } else {
      await writeFile(path, wanted);
      console.log(`${file} written`);
    }
  }
}

await main(process.argv.includes('--check'));
