/** The parts of a configuration that could be understood, and what every check of them needs. */
import type { z } from 'zod';

import { deviceConfigSchema, type DeviceConfig } from '#contracts/devices.ts';
import { businessSchema, type Business } from '#contracts/hall-api.ts';
import type { Text } from '#contracts/text.ts';

import { problemAt, valueAt, type ConfigProblem } from './problems.ts';
import { codePatternSchema, faceSchema, type CodePattern, type FaceConfig } from './schema.ts';

export type Path = readonly (string | number)[];
export interface Placed<T> {
  readonly path: Path;
  readonly value: T;
}

/** What of a configuration could be understood, each part with its place; parts that could not are left to the schema. */
export interface Parts {
  readonly root: unknown;
  readonly devices: readonly Placed<DeviceConfig>[];
  readonly faces: readonly Placed<FaceConfig>[];
  readonly businesses: readonly Placed<Business>[];
  readonly patterns: readonly Placed<CodePattern>[];
  /** Folder names below `services/`. */
  readonly services: readonly string[];
}

function placed<T>(root: unknown, path: Path, schema: z.ZodType<T>): Placed<T>[] {
  const list = valueAt(root, path);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index) => {
    const parsed = schema.safeParse(entry);
    return parsed.success ? [{ path: [...path, index], value: parsed.data }] : [];
  });
}

export function understand(root: unknown, services: readonly string[]): Parts {
  return {
    root,
    devices: placed(root, ['devices'], deviceConfigSchema),
    faces: placed(root, ['faces'], faceSchema),
    businesses: placed(root, ['hall', 'businesses'], businessSchema),
    patterns: placed(root, ['codes', 'patterns'], codePatternSchema),
    services,
  };
}

/** The same `key` twice among entries, told at the later one. */
export function repeated<T>(
  root: unknown,
  entries: readonly Placed<T>[],
  key: (value: T) => { readonly text: string; readonly path: Path } | null,
  what: Text,
): ConfigProblem[] {
  const seen = new Set<string>();
  return entries.flatMap(({ path, value }) => {
    const found = key(value);
    if (found === null) return [];
    if (!seen.has(found.text)) {
      seen.add(found.text);
      return [];
    }
    return [
      problemAt(
        root,
        [...path, ...found.path],
        { zh: `${what.zh}重复`, en: `${what.en} is used twice` },
        { zh: '换一个，或删除重复的一条', en: 'choose another, or remove the second entry' },
      ),
    ];
  });
}

/** Whether an address (`platform.url`) leads to another machine; false for what is no address. */
export function leadsElsewhere(url: unknown): boolean {
  return typeof url === 'string' && URL.canParse(url) && !isLoopback(new URL(url).hostname);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
