import { DeserializeError, EncapError } from '@hpke/core';
import { describe, expect, it } from '@jest/globals';

import { sealedSchema } from '#contracts/qualification.ts';
import { openBase, type SealedParts } from '#test/support/hpke.ts';

import { createSealer } from './seal.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

// RFC 9180, A.1: a recipient whose private key is printed there.
const recipient = {
  privateKey: hex('4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8'),
  publicKey: hex('3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d'),
  keyBytes: 32,
} as const;
/** Of Node's cryptography. */
const wrongTag = 'unable to authenticate data';

const seal = createSealer({ id: 'city-1', publicKey: recipient.publicKey.toString('base64url') });

const parts = (text: string): SealedParts => {
  const [id = '', enc = '', ciphertext = ''] = text.split('.');
  return {
    enc: Buffer.from(enc, 'base64url'),
    ciphertext: Buffer.from(ciphertext, 'base64url'),
    info: Buffer.from('identity'),
    aad: Buffer.from(id),
  };
};

describe('the other side, by which sealing is checked', () => {
  it('opens the first message of RFC 9180, A.1.1.1', () => {
    const opened = openBase(
      { ...recipient, keyBytes: 16 },
      {
        info: hex('4f6465206f6e2061204772656369616e2055726e'),
        enc: hex('37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431'),
        aad: hex('436f756e742d30'),
        ciphertext: hex(
          'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
        ),
      },
    );
    expect(opened.toString()).toBe('Beauty is truth, truth beauty');
  });
});

describe('sealing', () => {
  it('gives key id, encapsulated key and ciphertext, which the recipient opens', async () => {
    const text = await seal('identity', '11010519491231002X');
    expect(sealedSchema.parse(text)).toBe(text);
    expect(text).toMatch(/^city-1\.[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{46}$/);
    expect(openBase(recipient, parts(text)).toString()).toBe('11010519491231002X');
  });

  it('takes bytes, also those inside a larger buffer', async () => {
    const picture = Buffer.from([1, 0xff, 0xd8, 0xff, 0xe0, 2]).subarray(1, 5);
    const text = await seal('image', picture);
    expect(openBase(recipient, { ...parts(text), info: Buffer.from('image') })).toEqual(hex('ffd8ffe0'));
  });

  it('binds what it is and to which key', async () => {
    const sealed = parts(await seal('identity', 'x'));
    expect(() => openBase(recipient, { ...sealed, info: Buffer.from('image') })).toThrow(wrongTag);
    expect(() => openBase(recipient, { ...sealed, aad: Buffer.from('city-2') })).toThrow(wrongTag);
    expect(openBase(recipient, sealed).toString()).toBe('x');
  });

  it('never gives the same text twice', async () => {
    const [one, two] = [parts(await seal('identity', 'x')), parts(await seal('identity', 'x'))];
    expect(one.enc).not.toEqual(two.enc);
    expect(one.ciphertext).not.toEqual(two.ciphertext);
  });

  it.each([
    ['too short', 'AAAA', DeserializeError],
    // The neutral element: its shared secret is known to everybody (RFC 9180, 7.1.4).
    ['zero', Buffer.alloc(32).toString('base64url'), EncapError],
  ])('throws for a key that is %s', async (_what, publicKey, error) => {
    await expect(createSealer({ id: 'k', publicKey })('identity', 'x')).rejects.toThrow(error);
  });
});
