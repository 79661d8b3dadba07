import { describe, expect, it } from '@jest/globals';

import { standInSealingKey } from '#contracts/platform-api.ts';
import { sealToStandIn } from '#test/support/sealed.ts';
import { unseal } from './unseal.ts';

/** Flips the lowest bit of a byte of the part: 1 the encapsulated key, 2 the ciphertext. */
function flipped(text: string, part: 1 | 2, byte: number): string {
  const parts = text.split('.');
  const bytes = Buffer.from(parts[part] ?? '', 'base64url');
  bytes[byte] = (bytes[byte] ?? 0) ^ 1;
  parts[part] = bytes.toString('base64url');
  return parts.join('.');
}

/** Sealed once and for all, so that both sides cannot change together unnoticed: the example of docs/platform.md. */
const example =
  'stand-in.I0f35aJHkxLPe7r4jlsbU95Arg4MuvuOKy1qf505i2M.ewLz9VGijyQwWeebpR0HGyZTOb2Y5Z3Nj6UD9GpLF_irjQ';

describe('unsealing', () => {
  it('opens what a station sealed', async () => {
    expect(await unseal('identity', await sealToStandIn('identity', '11010519491231002X'))).toEqual(
      Buffer.from('11010519491231002X'),
    );
    const picture = Buffer.alloc(150_000, 0xd8);
    expect(await unseal('image', await sealToStandIn('image', picture))).toEqual(picture);
  });

  it('opens the example of the documentation', async () => {
    expect((await unseal('identity', example))?.toString()).toBe('11010519491231002X');
  });

  it('opens nothing as something else', async () => {
    const text = await sealToStandIn('identity', 'x');
    expect(await unseal('image', text)).toBeNull();
    expect(await unseal('home-visit', text)).toBeNull();
    expect(await unseal('identity', text)).not.toBeNull();
  });

  it.each([
    [1, 0],
    [1, 31],
    [2, 0],
    [2, 17],
  ] as const)('notices a flipped bit in part %i, byte %i', async (part, byte) => {
    const text = await sealToStandIn('identity', 'xy');
    expect(await unseal('identity', flipped(text, part, byte))).toBeNull();
  });

  it('opens nothing under another key id', async () => {
    const [, enc = '', ciphertext = ''] = (await sealToStandIn('identity', 'x')).split('.');
    expect(await unseal('identity', ['other', enc, ciphertext].join('.'))).toBeNull();
    expect(await unseal('identity', [standInSealingKey.id, enc, ciphertext].join('.'))).not.toBeNull();
  });

  it.each([
    '',
    'stand-in',
    'stand-in..',
    'stand-in.AAAA.AAAA',
    `stand-in.${'A'.repeat(43)}.AAAA`,
    '..',
    'stand-in.a.b.c',
  ])('is not troubled by %j', async (text) => {
    expect(await unseal('identity', text)).toBeNull();
  });
});
