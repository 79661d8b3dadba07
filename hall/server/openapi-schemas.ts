/** Schemas of the contract as JSON Schema, each named shape once, below `components/schemas`. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

import { membersOf, names } from './openapi-names.ts';

const place = '#/components/schemas/';

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  readonly required?: readonly string[];
}

export class Schemas {
  /** Every shape that was named in what was asked for so far. */
  readonly components: Record<string, object> = {};

  /** A reference where the schema has a name; otherwise the schema, with references to what is named in it. */
  of(schema: z.ZodType, io: keyof typeof names): object {
    const {
      $schema: _,
      $defs = {},
      ...rest
    } = z.toJSONSchema(schema, { metadata: names[io], io, override: (made) => finish(made, io) });
    for (const [name, component] of Object.entries($defs)) {
      const placed = placedRefs(component);
      if (!isDeepStrictEqual(this.components[name] ?? placed, placed))
        throw new TypeError(`${name} is one thing as input and another as output: it needs two names`);
      this.components[name] = placed;
    }
    return placedRefs(rest);
  }

  /** A flat object as the parameters of a query. */
  parameters(schema: z.ZodType): object[] {
    const { properties = {}, required = [] }: ObjectSchema = this.of(schema, 'input');
    return Object.entries(properties).map(([name, { description, ...property }]) => ({
      name,
      in: 'query',
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: property,
    }));
  }
}

type Made = Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0];

function finish({ zodSchema, jsonSchema }: Made, io: keyof typeof names): void {
  const said = z.globalRegistry.get(zodSchema)?.description;
  if (said !== undefined) jsonSchema.description = said;
  // The pattern of a date says nothing that its format does not, in 200 characters.
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.type === 'integer') finishInteger(jsonSchema);
  // Answers may gain fields, and a generated client must not refuse them.
  if (io === 'output' && zodSchema instanceof z.ZodObject && zodSchema.def.catchall === undefined)
    delete jsonSchema.additionalProperties;
  if (zodSchema instanceof z.ZodDiscriminatedUnion) {
    const members = membersOf(zodSchema).map(([kind, member]) => [
      kind,
      `${place}${names[io].get(member)?.id}`,
    ]);
    jsonSchema['discriminator'] = {
      propertyName: zodSchema.def.discriminator,
      mapping: Object.fromEntries(members),
    };
  }
}

/** What only says that JavaScript can hold it becomes what generators call it: 64 bits. */
function finishInteger(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum !== Number.MAX_SAFE_INTEGER) return;
  delete schema.maximum;
  schema.format = 'int64';
}

function placedRefs(schema: object): object {
  const placed: object = JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', place) : value,
  );
  return placed;
}
