import { expect, it } from '@jest/globals';

import { largestOf } from '#test/support/largest-of.ts';

import { configurationChangeSchema, longestChangeBytes } from './configuration.ts';

it('no change of a configuration is longer than who carries it is told', () => {
  const bytes = Buffer.byteLength(JSON.stringify(largestOf(configurationChangeSchema)));
  expect(bytes).toBeLessThanOrEqual(longestChangeBytes);
  // Nor is it a limit in name only.
  expect(bytes).toBeGreaterThan(longestChangeBytes * 0.9);
});
