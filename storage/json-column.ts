/** A text column that holds JSON of a known shape; what does not parse is damage like any other misfit. */
import { z } from 'zod';

export function jsonColumn<Value>(schema: z.ZodType<Value>) {
  return z.string().transform((text, context): Value => {
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    context.addIssue('not the expected JSON');
    return z.NEVER;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No schema takes undefined, so that the column is reported as what it is: damaged.
    return undefined;
  }
}
