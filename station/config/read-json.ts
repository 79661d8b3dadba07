/** A JSON file from a technician's hand, or a hostile one: bounded in size and depth before anything looks at it. */
import { readFile, stat } from 'node:fs/promises';

import { err, ok, type Result } from '#contracts/result.ts';
import type { Text } from '#contracts/text.ts';

import { problemAt, type ConfigProblem } from './problems.ts';
import { repeatedKeys } from './repeated-keys.ts';

/** A configuration with 32 devices, notices and questions in two languages stays far below both. */
export const limits = { bytes: 1024 * 1024, depth: 24 } as const;

function wholeFile(problem: Text, remedy: Text): Result<unknown, ConfigProblem[]> {
  return err([{ path: '', value: '', problem, remedy }]);
}

/** How deep brackets nest, strings left out; stops counting beyond the limit. */
function tooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > limits.depth) return true;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return false;
}

/** `__proto__` as a key of its own would be taken for an object's prototype by careless code further on. */
function findPrototypeKeys(root: unknown): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const here = [...path, Array.isArray(value) ? Number(key) : key];
      if (key === '__proto__') {
        problems.push(
          problemAt(
            root,
            here,
            { zh: '不允许的键', en: 'a key that is not allowed' },
            { zh: '删除', en: 'remove it' },
          ),
        );
      } else visit(inner, here);
    }
  };
  visit(root, []);
  return problems;
}

/** The value that `text` stands for. */
export function parseJson(text: string): Result<unknown, ConfigProblem[]> {
  if (tooDeep(text)) {
    return wholeFile(
      { zh: `嵌套超过 ${limits.depth} 层`, en: `nested deeper than ${limits.depth} levels` },
      {
        zh: '这不是本程序的配置文件；从 config/example.json 重新写',
        en: 'this is no configuration of this program; start again from config/example.json',
      },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return wholeFile(
      { zh: `不是 JSON：${reason}`, en: `not JSON: ${reason}` },
      {
        zh: '改正该处（多余或缺少逗号、引号、括号）',
        en: 'correct that place (a comma, quote or bracket too many or too few)',
      },
    );
  }
  const repeated = repeatedKeys(text).map((path) =>
    problemAt(
      value,
      path,
      { zh: '写了两次', en: 'is written twice' },
      { zh: '只留一处', en: 'keep one of the two' },
    ),
  );
  const problems = [...findPrototypeKeys(value), ...repeated];
  return problems.length > 0 ? err(problems) : ok(value);
}

/** What the file holds. */
export async function readJson(file: string): Promise<Result<unknown, ConfigProblem[]>> {
  let bytes: Buffer;
  try {
    const about = await stat(file);
    // A device file such as /dev/zero has size 0 and no end.
    if (!about.isFile()) {
      return wholeFile(
        { zh: '不是普通文件', en: 'not a regular file' },
        { zh: '给出配置文件的路径', en: 'give the path of a configuration file' },
      );
    }
    if (about.size > limits.bytes) {
      return wholeFile(
        { zh: `文件超过 ${limits.bytes / 1024} KB`, en: `the file is larger than ${limits.bytes / 1024} KB` },
        { zh: '检查是不是给错了文件', en: 'check whether this is the right file' },
      );
    }
    bytes = await readFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return wholeFile(
      { zh: `读不了文件：${reason}`, en: `the file cannot be read: ${reason}` },
      { zh: '检查文件名和权限', en: "check the file's name and permissions" },
    );
  }
  let text: string;
  try {
    // Takes away the byte order mark that Windows' editors put first.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return wholeFile(
      { zh: '不是 UTF-8 编码', en: 'not in UTF-8' },
      { zh: '另存为 UTF-8', en: 'save it as UTF-8' },
    );
  }
  return parseJson(text);
}
