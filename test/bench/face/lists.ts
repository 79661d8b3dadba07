/**
 * The lists that a site makes of its own pictures, CSV or JSON: pairs (`a`, `b`, `same`) and, for attacks, pictures with
 * what they show (`path`, `label`). Paths are relative to the list. Every mistake is named at once, by its entry.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';

import { z } from 'zod';

import { err, ok, type Result } from '#contracts/result.ts';

export interface Pair {
  /** Absolute paths. */
  readonly a: string;
  readonly b: string;
  readonly same: boolean;
}

export const bonaFide = 'bona-fide';

export interface Presented {
  /** Absolute. */
  readonly path: string;
  /** `bona-fide`, or a kind of attack: `print`, `screen`, `mask`, … */
  readonly label: string;
}

const yesOrNo = z
  .union([z.boolean(), z.enum(['yes', 'no'])], { error: 'yes or no' })
  .transform((said) => said === true || said === 'yes');
const path = z.string({ error: 'the path of a picture' }).min(1, 'the path of a picture');

const pairSchema = z
  .strictObject({ a: path, b: path, same: yesOrNo })
  .refine(({ a, b }) => a !== b, { path: ['b'], error: 'another picture than a' });

const presentedSchema = z.strictObject({
  path,
  label: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, `${bonaFide}, or a kind of attack such as print, screen or mask`),
});

/** Fails with every mistake in the list, one a line. */
export function readPairs(file: string): Result<readonly Pair[], readonly string[]> {
  return read(file, ['a', 'b', 'same'], pairSchema, ['a', 'b']);
}

/** As `readPairs`. */
export function readPresented(file: string): Result<readonly Presented[], readonly string[]> {
  return read(file, ['path', 'label'], presentedSchema, ['path']);
}

interface Entry {
  /** How a mistake names it. */
  readonly where: string;
  readonly value: unknown;
}

function read<T extends object>(
  file: string,
  columns: readonly string[],
  schema: z.ZodType<T>,
  pictures: readonly (keyof T & string)[],
): Result<readonly T[], readonly string[]> {
  if (!isFile(file)) return err([`${file}: is not there`]);
  const entries = entriesOf(readFileSync(file, 'utf8'), extname(file), columns);
  if (!entries.ok) return err([`${file}: ${entries.error}`]);
  if (entries.value.length === 0) return err([`${file}: has no entry`]);
  const mistakes: string[] = [];
  const found = entries.value.flatMap(({ where, value }): T[] => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      for (const { path: at, message } of parsed.error.issues)
        mistakes.push(`${file}: ${where}: ${[...at, message].join(': ')}`);
      return [];
    }
    const entry = { ...parsed.data };
    for (const column of pictures) {
      const picture = resolve(dirname(file), String(entry[column]));
      if (!isFile(picture))
        mistakes.push(`${file}: ${where}: ${column}: ${String(entry[column])} is not there`);
      Object.assign(entry, { [column]: picture });
    }
    return [entry];
  });
  return mistakes.length > 0 ? err(mistakes) : ok(found);
}

function isFile(name: string): boolean {
  return existsSync(name) && statSync(name).isFile();
}

function entriesOf(
  text: string,
  extension: string,
  columns: readonly string[],
): Result<readonly Entry[], string> {
  if (extension === '.json') return jsonEntries(text);
  if (extension === '.csv') return csvEntries(text, columns);
  return err('a list is a .csv or a .json file');
}

function jsonEntries(text: string): Result<readonly Entry[], string> {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return err('is not JSON');
  }
  if (!Array.isArray(list)) return err('is not a JSON array');
  return ok(list.map((value: unknown, index) => ({ where: `entry ${index + 1}`, value })));
}

/** Without quoting: a path with a comma in it goes into a JSON list. */
function csvEntries(text: string, columns: readonly string[]): Result<readonly Entry[], string> {
  // Spreadsheets write a byte order mark.
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines[0]?.trim() !== columns.join(',')) return err(`its first line must be: ${columns.join(',')}`);
  return ok(
    lines.slice(1).flatMap((line, index) => {
      if (line.trim() === '') return [];
      const fields = line.split(',').map((field) => field.trim());
      const named: [string, string][] = fields.map((field, column) => [
        columns[column] ?? `field ${column + 1}`,
        field,
      ]);
      return [{ where: `line ${index + 2}`, value: Object.fromEntries(named) }];
    }),
  );
}
