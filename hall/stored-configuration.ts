/** The configuration as a database holds it. Names of one that was kept before they had limits would close its hall for ever. */
import { z } from 'zod';

import { businessSchema } from '#contracts/hall-api.ts';
import { hallConfigurationSchema, noticeSchema, staffSchema } from '#contracts/hall/configuration.ts';
import { asLine, longestLine } from '#contracts/line.ts';

function kept(most: number) {
  return z.string().transform((text) => asLine(text, most));
}

const name = z.strictObject({ zh: kept(longestLine.name), en: kept(longestLine.name) });
const notice = z.strictObject({ zh: kept(longestLine.notice), en: kept(longestLine.notice) });

export const storedConfigurationSchema = hallConfigurationSchema.extend({
  name,
  businesses: z.array(businessSchema.extend({ name })),
  staff: z.array(staffSchema.extend({ name: kept(longestLine.staffName) })),
  notices: z.array(noticeSchema.extend({ text: notice })),
});
