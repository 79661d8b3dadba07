/** How another process finds a hall server that runs: its one line of JSON on stdout. */
import { z } from 'zod';

/** Each page's address holds the token of its role in the fragment. */
export const hallAddressesSchema = z.object({
  /** Base address for stations and other makers' programs. */
  url: z.url(),
  callerUrl: z.url(),
  boardUrl: z.url(),
  statisticsUrl: z.url(),
  administratorUrl: z.url(),
  ratingUrl: z.url(),
  phoneUrl: z.url(),
  /** Every token, by role: mode 0600. */
  tokensFile: z.string(),
});
export type HallAddresses = z.infer<typeof hallAddressesSchema>;

export const hallReadySchema = hallAddressesSchema.extend({
  event: z.literal('ready'),
  pid: z.number().int().positive(),
});
