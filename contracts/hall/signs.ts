/** What stands at each window for everybody to see: for a screen that may know no member of staff and no ticket's token. */
import { z } from 'zod';

export const signsViewSchema = z.object({
  seq: z.number().int().min(0).describe('The last event that this view knows'),
  windows: z.array(
    z.object({
      window: z.string(),
      number: z.number().int().describe('On the sign and spoken'),
      current: z
        .string()
        .nullable()
        .describe('The number that is called there or is being served; null: none'),
    }),
  ),
});
export type SignsView = z.infer<typeof signsViewSchema>;
