import { expect, it } from '@jest/globals';

import { firstThatFits } from './still.ts';

/** Characters of base64 by quality. */
function encoder(sizes: (quality: number) => number) {
  const tried: number[] = [];
  const encode = (quality: number): Promise<string> => {
    tried.push(quality);
    return Promise.resolve('A'.repeat(sizes(quality)));
  };
  return { encode, tried };
}

it('a picture goes as good as it may be', async () => {
  const { encode, tried } = encoder(() => 200_000);
  expect(await firstThatFits(encode)).toHaveLength(200_000);
  expect(tried).toEqual([0.92]);
});

it('what is too large is tried again with less quality', async () => {
  const { encode, tried } = encoder((quality) => (quality > 0.8 ? 200_001 : 150_000));
  expect(await firstThatFits(encode)).toHaveLength(150_000);
  expect(tried).toEqual([0.92, 0.85, 0.75]);
});

it('what never fits is no picture', async () => {
  const { encode, tried } = encoder(() => 200_001);
  expect(await firstThatFits(encode)).toBeNull();
  expect(tried).toHaveLength(6);
});
