/** Every setting with its type, range, default and meaning, as docs/configuration.md lists them: out of the schema itself. */
import { z } from 'zod';

import { configSchema } from './schema.ts';

export interface Setting {
  /** `devices[].map.coilIn`. */
  readonly path: string;
  readonly type: string;
  /** What is allowed; empty where anything of the type is. */
  readonly range: string;
  /** JSON; null where it has to be written, empty where it may be left out. */
  readonly standard: string | null;
  readonly meaning: string;
}

export interface SettingGroup {
  /** A top-level key; for devices also the driver. */
  readonly heading: string;
  readonly settings: readonly Setting[];
}

/** The part of JSON Schema that zod writes for a configuration. */
interface Node {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: string;
}

export function settingGroups(): SettingGroup[] {
  // Through JSON, since zod's own type allows all of JSON Schema; what it writes for this schema is the part above.
  const root: Node = JSON.parse(JSON.stringify(z.toJSONSchema(configSchema, { io: 'input' })));
  return Object.entries(root.properties ?? {}).flatMap(([key, node]) => {
    const required = root.required?.includes(key) === true;
    const drivers = node.items?.oneOf;
    if (drivers === undefined) return [{ heading: key, settings: settingsOf(key, node, required) }];
    return [
      { heading: key, settings: [setting(key, node, required)] },
      ...drivers.map((driver) => ({
        heading: `${key}: ${String(driver.properties?.['driver']?.const)}`,
        settings: childrenOf(`${key}[]`, driver).filter(({ path }) => path !== `${key}[].driver`),
      })),
    ];
  });
}

function settingsOf(path: string, node: Node, required: boolean): Setting[] {
  if (isText(node)) return [setting(path, node, required)];
  const own =
    node.properties === undefined || node.description !== undefined ? [setting(path, node, required)] : [];
  return [...own, ...childrenOf(path, node)];
}

function childrenOf(path: string, node: Node): Setting[] {
  const properties = Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    settingsOf(`${path}.${key}`, child, node.required?.includes(key) === true),
  );
  const items = node.items === undefined || isText(node.items) ? [] : childrenOf(`${path}[]`, node.items);
  const branches = (node.anyOf ?? []).flatMap((branch) => childrenOf(path, branch));
  return [...properties, ...items, ...branches];
}

function setting(path: string, node: Node, required: boolean): Setting {
  const standard = node.default === undefined ? (required ? null : '') : JSON.stringify(node.default);
  return { path, type: typeOf(node), range: rangeOf(node), standard, meaning: node.description ?? '' };
}

/** `{ "zh": …, "en": … }` is one setting to whoever writes it. */
function isText(node: Node): boolean {
  return Object.keys(node.properties ?? {}).join() === 'zh,en';
}

function typeOf(node: Node): string {
  if (isText(node)) return 'text in every language';
  if (node.anyOf !== undefined) return node.anyOf.map((branch) => branchType(branch)).join(' or ');
  if (node.type === 'array') return `list of ${node.items === undefined ? 'values' : typeOf(node.items)}`;
  return node.type ?? 'object';
}

function branchType(node: Node): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.properties !== undefined) return `{ ${Object.keys(node.properties).join(', ')} }`;
  return node.format === 'uri' ? 'address' : typeOf(node);
}

function rangeOf(node: Node): string {
  const { minimum, maximum, minItems, maxItems, minLength, maxLength, pattern } = node;
  const values = node.enum ?? (node.const === undefined ? null : [node.const]);
  if (values !== null) return values.map((value) => JSON.stringify(value)).join(', ');
  if (minimum !== undefined || maximum !== undefined) return span(minimum, maximum, '');
  if (minItems !== undefined || maxItems !== undefined) return span(minItems, maxItems, ' entries');
  if (pattern !== undefined) return pattern;
  if (minLength === 1 && maxLength === undefined) return 'not empty';
  if (minLength !== undefined || maxLength !== undefined) return span(minLength, maxLength, ' characters');
  return '';
}

function span(least: number | undefined, most: number | undefined, unit: string): string {
  if (most === undefined) return `at least ${least}${unit}`;
  return least === undefined ? `at most ${most}${unit}` : `${least} to ${most}${unit}`;
}

/** The settings as Markdown: a heading and a table for each group. */
export function settingsMarkdown(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const code = (text: string): string => (text === '' ? '' : `\`${cell(text)}\``);
  return settingGroups()
    .map(({ heading, settings }) => {
      const rows = settings.map(({ path, type, range, standard, meaning }) =>
        [
          code(path),
          cell(type),
          code(range),
          standard === null ? 'required' : code(standard),
          cell(meaning),
        ].join(' | '),
      );
      const head = ['setting | type | allowed | default | meaning', '--- | --- | --- | --- | ---'];
      return [`### ${heading}`, '', ...[...head, ...rows].map((row) => `| ${row} |`)].join('\n');
    })
    .join('\n\n');
}
