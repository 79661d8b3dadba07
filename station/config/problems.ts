/** What is wrong with a configuration: where, what stands there, why it cannot be used, what to write instead. */
import type { z } from 'zod';

import type { Text } from '#contracts/text.ts';

export interface ConfigProblem {
  /** `devices[2].port.baud`; empty for the file as a whole. */
  readonly path: string;
  /** What stands there as JSON, at most 80 characters; empty where nothing does. Passwords in addresses are blanked. */
  readonly value: string;
  readonly problem: Text;
  readonly remedy: Text;
}

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

const longestValue = 80;

/** `['devices', 2, 'id']` as `devices[2].id`; keys that are no identifiers are quoted. */
export function pathText(path: Path): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(String(key))) text += text === '' ? String(key) : `.${String(key)}`;
    else text += `[${JSON.stringify(String(key))}]`;
  }
  return text;
}

/** The part of `root` at `path`; undefined where there is none. Own properties only. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** `https://user:password@host` without what is secret in it. */
export function blankCredentials(text: string): string {
  return text.replaceAll(/(\w+:\/\/)[^/@\s]*@/g, '$1***@');
}

/** For JSON.stringify: a device's password and what is secret in addresses are not written out. */
export function blankSecrets(key: string, value: unknown): unknown {
  if (key === 'password') return '***';
  return typeof value === 'string' ? blankCredentials(value) : value;
}

/** What turns the direction of a line, or is not to be seen in it, by its number. */
function visible(json: string): string {
  return json.replaceAll(/\p{Cf}/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}

export function problemAt(root: unknown, path: Path, problem: Text, remedy: Text): ConfigProblem {
  const value = valueAt(root, path);
  const blanked = blankSecrets(String(path.at(-1)), value);
  const json = value === undefined ? '' : visible(blankCredentials(JSON.stringify(blanked, blankSecrets)));
  return {
    path: pathText(path),
    value: json.length > longestValue ? `${json.slice(0, longestValue - 1)}…` : json,
    problem,
    remedy,
  };
}

const typeNames: Readonly<Record<string, Text>> = {
  string: { zh: '字符串', en: 'a string' },
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'a whole number' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  array: { zh: '数组 […]', en: 'an array […]' },
  object: { zh: '对象 {…}', en: 'an object {…}' },
};

function typeName(expected: string): Text {
  return typeNames[expected] ?? { zh: expected, en: expected };
}

const units: Readonly<Record<string, Text>> = {
  string: { zh: ' 个字符', en: ' characters' },
  array: { zh: ' 项', en: ' entries' },
};

function bound(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): Text {
  const unit = units[issue.origin] ?? { zh: '', en: '' };
  if (issue.code === 'too_big')
    return { zh: `最多 ${issue.maximum}${unit.zh}`, en: `at most ${issue.maximum}${unit.en}` };
  return { zh: `至少 ${issue.minimum}${unit.zh}`, en: `at least ${issue.minimum}${unit.en}` };
}

const seeReference: Text = {
  zh: '允许的写法见 docs/configuration.md',
  en: 'see docs/configuration.md for what is allowed',
};

/** How far into the value a branch of a union got before it failed; the deepest is the one that was meant. */
function depth(issues: readonly Issue[]): number {
  if (issues.some((issue) => issue.path.length === 0 && issue.code !== 'unrecognized_keys')) return 0;
  return Math.max(
    0,
    ...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)),
  );
}

function notAllowed(root: unknown, path: Path, values: readonly unknown[]): ConfigProblem {
  const list = values.map((value) => JSON.stringify(value)).join(', ');
  return problemAt(
    root,
    path,
    { zh: '不在允许的取值内', en: 'not one of the allowed values' },
    values.length === 1
      ? { zh: `改为 ${list}`, en: `write ${list}` }
      : { zh: `改为 ${list} 之一`, en: `write one of ${list}` },
  );
}

/** Every problem that one of zod's issues stands for. */
export function explainIssue(root: unknown, issue: Issue, base: Path = []): ConfigProblem[] {
  const path = [...base, ...issue.path];
  const at = (problem: Text, remedy: Text): ConfigProblem[] => [problemAt(root, path, problem, remedy)];
  switch (issue.code) {
    case 'invalid_type': {
      const name = typeName(issue.expected);
      if (valueAt(root, path) === undefined)
        return at({ zh: '缺少', en: 'missing' }, { zh: `补上${name.zh}`, en: `add ${name.en}` });
      return at(
        { zh: '类型不对', en: 'of the wrong type' },
        { zh: `改为${name.zh}`, en: `write ${name.en}` },
      );
    }
    case 'too_big':
    case 'too_small': {
      const allowed = bound(issue);
      return at(
        { zh: '超出范围', en: 'out of range' },
        { zh: `允许：${allowed.zh}`, en: `allowed: ${allowed.en}` },
      );
    }
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        problemAt(
          root,
          [...path, key],
          { zh: '没有这个配置项', en: 'no such setting' },
          {
            zh: `删除，或改正拼写；${seeReference.zh}`,
            en: `remove it or correct its spelling; ${seeReference.en}`,
          },
        ),
      );
    case 'invalid_value':
      return [notAllowed(root, path, issue.values)];
    case 'invalid_format': {
      const form = issue.format === 'regex' ? (issue.pattern ?? '') : issue.format;
      // A schema that says in its own words what it wants is clearer than its pattern.
      const wish = issue.message.startsWith('Invalid') ? form : issue.message;
      return at({ zh: '格式不对', en: 'of the wrong form' }, { zh: `写法：${wish}`, en: `write: ${wish}` });
    }
    case 'invalid_union':
      if ('options' in issue) return [notAllowed(root, path, issue.options ?? [])];
      return explainUnion(root, issue, path);
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return at(
        { zh: '不能使用', en: 'cannot be used' },
        { zh: `${issue.message}；${seeReference.zh}`, en: `${issue.message}; ${seeReference.en}` },
      );
    default:
      return issue satisfies never;
  }
}

/** Of a union, what the branch asks for that was most likely meant; every branch's own wish where none stands out. */
function explainUnion(root: unknown, issue: z.core.$ZodIssueInvalidUnion, path: Path): ConfigProblem[] {
  const ranked = issue.errors
    .map((issues) => ({ issues, depth: depth(issues) }))
    .toSorted((a, b) => b.depth - a.depth);
  const [first, second] = ranked;
  if (first !== undefined && first.depth > 0 && first.depth > (second?.depth ?? 0)) {
    return first.issues.flatMap((inner) => explainIssue(root, inner, path));
  }
  const wishes = issue.errors.flatMap((issues) =>
    issues.flatMap((inner) => explainIssue(root, inner, path)).map((problem) => problem.remedy),
  );
  const unique = [...new Map(wishes.map((wish) => [wish.en, wish])).values()];
  if (unique.length === 0)
    return [problemAt(root, path, { zh: '不能使用', en: 'cannot be used' }, seeReference)];
  return [
    problemAt(
      root,
      path,
      { zh: '不能使用', en: 'cannot be used' },
      { zh: unique.map((wish) => wish.zh).join('；或'), en: unique.map((wish) => wish.en).join('; or ') },
    ),
  ];
}
