import { describe, expect, it } from '@jest/globals';

import { hallOperations } from '#contracts/hall/operations.ts';
import { hallOperationNames, hallRoutes } from '#contracts/hall/paths.ts';
import { OpenApiCheck, type MediaType } from '#test/support/openapi-check.ts';

import { requestExamples } from './openapi-examples.ts';
import { openApiDocument } from './openapi.ts';

const check = new OpenApiCheck(openApiDocument());
const { paths, components } = check.document;
const operations = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

/** Every place in the document, with what stands there. */
function* places(value: unknown, at: readonly string[] = []): Generator<[readonly string[], unknown]> {
  yield [at, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* places(inner, [...at, key]);
}

describe('the OpenAPI document', () => {
  it('is made once, however often it is asked for', () => {
    expect(openApiDocument()).toBe(openApiDocument());
  });

  it('leads somewhere with every reference, and has no schema that nothing refers to', () => {
    const references = new Set<string>();
    for (const [at, value] of places(check.document)) {
      const isReference = at.at(-1) === '$ref' || at.at(-2) === 'mapping';
      if (!isReference || typeof value !== 'string') continue;
      references.add(value);
      expect([value, check.at(value.slice(2).split('/'))]).toEqual([value, expect.anything()]);
    }
    const named = Object.keys(components['schemas'] ?? {}).map((name) => `#/components/schemas/${name}`);
    expect(named.filter((name) => !references.has(name))).toEqual([
      '#/components/schemas/StreamBegin',
      '#/components/schemas/StreamMessage',
    ]);
  });

  it('has schemas of JSON Schema 2020-12', () => {
    for (const name of Object.keys(components['schemas'] ?? {}))
      expect(() => check.mistakes(['components', 'schemas', name], null)).not.toThrow();
  });

  it('has every operation of the contract once, for its roles, by a scheme that it explains', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual([...hallOperationNames, 'speech', 'statisticsCsv', 'stream'].toSorted());
    for (const name of hallOperationNames) {
      const [method, path] = hallRoutes[name];
      const { security } = paths[path]?.[method.toLowerCase()] ?? { security: [] };
      expect([name, security.flatMap((one) => Object.keys(one))]).toEqual([name, hallOperations[name].roles]);
    }
    const roles = new Set(operations.flatMap(({ operation }) => operation.security.flatMap(Object.keys)));
    expect(Object.keys(components['securitySchemes'] ?? {}).toSorted()).toEqual([...roles].toSorted());
  });

  it('gives every body and answer a name', () => {
    const bodies = operations.flatMap(({ operation }) => [
      operation.requestBody?.content['application/json'],
      operation.responses['200']?.content?.['application/json'],
    ]);
    const nameless = bodies.filter(
      (body) => body !== undefined && (body.schema?.$ref ?? body.schema?.items?.$ref) === undefined,
    );
    expect(nameless).toEqual([]);
  });

  it('limits all that can be sent', () => {
    const sent = new Set<string>();
    const unlimited: string[] = [];
    const look = (schema: unknown, where: string): void => {
      for (const [at, value] of places(schema)) {
        if (at.at(-1) === '$ref' && typeof value === 'string' && !sent.has(value)) {
          sent.add(value);
          look(check.at(value.slice(2).split('/')), value);
        }
        if (!isSchema(value) || isLimited(value)) continue;
        unlimited.push(`${where}/${at.join('/')}`);
      }
    };
    for (const { path, operation } of operations) {
      look(operation.requestBody?.content['application/json']?.schema, path);
      for (const { name, schema } of operation.parameters ?? []) look(schema, `${path}?${name}`);
    }
    expect(sent.size).toBeGreaterThan(20);
    expect(unlimited).toEqual([]);
  });

  it('says what each failure of an operation looks like', () => {
    const problem = ['components', 'schemas', 'Problem'];
    for (const { path, operation } of operations)
      for (const [status, response] of Object.entries(operation.responses)) {
        const said = response.$ref === undefined ? response : check.at(response.$ref.slice(2).split('/'));
        const media = Reflect.get(Object(said), 'content')?.['application/problem+json'] as
          MediaType | undefined;
        for (const { $ref = '' } of Object.values(media?.examples ?? {})) {
          const example = check.at([...$ref.slice(2).split('/'), 'value']);
          expect(check.mistakes(problem, example)).toEqual([]);
          expect([path, example]).toMatchObject([path, { status: Number(status) }]);
        }
      }
  });

  it('has examples that are what they stand for', () => {
    let examples = 0;
    for (const { path, method, operation } of operations) {
      const { examples: requests = {} } = operation.requestBody?.content['application/json'] ?? {};
      for (const { value } of Object.values(requests)) {
        expect(check.requestMistakes(method, path, value)).toEqual([]);
        examples += 1;
      }
      const { example } = operation.responses['200']?.content?.['application/json'] ?? {};
      if (example === undefined) continue;
      expect(check.answerMistakes(method, path, 200, 'application/json', example)).toEqual([]);
      examples += 1;
    }
    expect(examples).toBeGreaterThan(Object.keys(requestExamples).length);
  });
});

function isSchema(value: unknown): value is { readonly type: string } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/**
 * A text by its length and a pattern without U+0000 (PostgreSQL takes none), or by its choices; a list by its length; a number by
 * both ends or 64 bits.
 */
function isLimited(schema: { readonly type: string; readonly pattern?: string }): boolean {
  const has = (...keywords: readonly string[]): boolean => keywords.some((keyword) => keyword in schema);
  switch (schema.type) {
    case 'string':
      return (
        has('format', 'enum', 'const') ||
        (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test('a\u0000'))
      );
    case 'array':
      return has('maxItems');
    case 'integer':
      return has('format') || (has('minimum') && has('maximum'));
    default:
      return ['object', 'boolean', 'null'].includes(schema.type);
  }
}
