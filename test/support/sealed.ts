/** What a station would send to the stand-in of the platform. */
import { standInSealingKey } from '#contracts/platform-api.ts';
import { createSealer } from '#station/identify/seal.ts';

export const sealToStandIn = createSealer(standInSealingKey);
