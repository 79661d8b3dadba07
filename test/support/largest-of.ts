/** The longest value that a schema takes, so that a limit on bytes can be held against it. */
import { z } from 'zod';

/** Of texts whose pattern alone says how long they are. */
const texts = ['b'.repeat(32), '2026-01-01', '00:00', 'AA'];

const shapeSchema = z.looseObject({
  type: z.string(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  maxItems: z.number().optional(),
  maxLength: z.number().optional(),
  maximum: z.number().optional(),
  pattern: z.string().optional(),
});

/** Throws where it has none, or is of a kind that is not known here. */
export function largestOf<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  return schema.parse(largest(z.toJSONSchema(schema, { io: 'input' })));
}

function largest(schema: unknown): unknown {
  const { type, properties, items, maxItems, maxLength, maximum, pattern } = shapeSchema.parse(schema);
  if (type === 'object' && properties !== undefined)
    return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, largest(inner)]));
  if (type === 'array' && maxItems !== undefined) return Array<unknown>(maxItems).fill(largest(items));
  // Three bytes in UTF-8; what has four is two UTF-16 units.
  if (type === 'string' && maxLength !== undefined) return '社'.repeat(maxLength);
  const text = texts.find((one) => pattern !== undefined && new RegExp(pattern, 'u').test(one));
  if (type === 'string' && text !== undefined) return text;
  if (type === 'integer' && maximum !== undefined) return maximum;
  if (type === 'boolean') return false;
  throw new Error(`no longest value of ${JSON.stringify(schema)}`);
}
