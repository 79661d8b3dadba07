/** `npm run docs`: writes the documents that are generated from the code. With --check: fails if one is out of date. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

import { logEvents } from '#contracts/log-events.ts';
import { openApiDocument } from '#platform/openapi.ts';

const repository = join(import.meta.dirname, '..');

/** File -> its text, which is formatted like any other file before it is written. */
const documents: Readonly<Record<string, () => string>> = {
  'docs/log-events.md': logEventsDocument,
  'docs/openapi/platform.json': () => JSON.stringify(openApiDocument(), null, 2),
};

function logEventsDocument(): string {
  const rows = Object.entries(logEvents).map(
    ([name, { level, description, fields }]) =>
      `| \`${name}\` | ${level} | ${description} | ${fields.map((field) => `\`${field}\``).join(', ')} |`,
  );
  return [
    '# Log events',
    'Written by `npm run docs` from `contracts/log-events.ts`; change it there.',
    'Each event is one line of JSON with `time`, `level` and the fields named here. No field holds a name or an identity number: a person appears as `person`, a keyed hash.',
    ['| event | level | what happened | fields |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

async function main(check: boolean): Promise<void> {
  for (const [file, text] of Object.entries(documents)) {
    const path = join(repository, file);
    const wanted = await format(text(), { ...(await resolveConfig(path)), filepath: path });
    const written = await readFile(path, 'utf8').catch(() => null);
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
