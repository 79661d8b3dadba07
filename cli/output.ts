/** How every command speaks: one JSON object for scripts, lines for people, a failure with its remedy and exit code 1. */
import { failures } from '#contracts/failures.ts';
import type { Failure, Result } from '#contracts/result.ts';
import type { Language, Text } from '#contracts/text.ts';

export const language: Language = (process.env['LANG'] ?? '').startsWith('zh') ? 'zh' : 'en';

export function say(text: Text): string {
  return text[language];
}

/** One line of JSON on standard output. */
export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Label and value in columns; values of `null` are left out. */
export function printFields(fields: readonly (readonly [label: Text, value: string | null])[]): void {
  const shown = fields.filter(([, value]) => value !== null);
  const width = Math.max(...shown.map(([label]) => columns(say(label))));
  for (const [label, value] of shown) {
    printLine(`  ${say(label)}${' '.repeat(width - columns(say(label)))}  ${value ?? ''}`);
  }
}

/** The catalogue's words; the detail is for technicians and never holds a person's data. */
export function describeFailure(failure: Failure): {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
} {
  const { message, remedy } = failures[failure.code];
  const detail = failure.detail === undefined ? '' : ` (${failure.detail})`;
  return { code: failure.code, message: `${say(message)}${detail}`, remedy: say(remedy) };
}

/** Prints the failure, on standard output as JSON or on standard error for people, and sets the exit code to 1. */
export function printFailure(failure: Failure, json: boolean): void {
  process.exitCode = 1;
  const error = describeFailure(failure);
  if (json) printJson({ error });
  else
    process.stderr.write(`${error.message}\n${say({ zh: '怎么办', en: 'What to do' })}: ${error.remedy}\n`);
}

/** Prints what a command found: the object itself as JSON, or what `human` prints. */
export function printResult<T extends object>(
  result: Result<T>,
  json: boolean,
  human: (value: T) => void,
): void {
  if (!result.ok) printFailure(result.error, json);
  else if (json) printJson(result.value);
  else human(result.value);
}

/** Columns in a terminal: Chinese characters and full-width forms take two. */
function columns(text: string): number {
  let width = 0;
  for (const character of text)
    width += /[\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60]/u.test(character) ? 2 : 1;
  return width;
}
