/** Opens what stations sealed to the stand-in (docs/platform.md, "Sealed text"). */
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';

import { standInSealingKey, type Sealed } from '#contracts/platform-api.ts';

/** Known to everybody, as its people do not exist: it guards nothing. */
const privateKey = { kty: 'OKP', crv: 'X25519', d: 'ANVklhQh-DubNr1Pw0VvGVNUdldktrR8tKJdMA9oXHM' } as const;

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** Null: sealed to another key or as something else, changed on the way, or no sealed text at all. */
export async function unseal(kind: Sealed, text: string): Promise<Buffer | null> {
  const [id, enc, ciphertext, ...more] = text.split('.');
  if (id !== standInSealingKey.id || enc === undefined || ciphertext === undefined || more.length > 0)
    return null;
  try {
    const recipientKey = await suite.kem.importKey(
      'jwk',
      { ...privateKey, x: standInSealingKey.publicKey, key_ops: ['deriveBits'] },
      false,
    );
    const sender = { recipientKey, enc: Buffer.from(enc, 'base64url'), info: Buffer.from(kind, 'utf8') };
    const plain = await suite.open(sender, Buffer.from(ciphertext, 'base64url'), Buffer.from(id, 'utf8'));
    return Buffer.from(plain);
  } catch {
    // The library tells by its exceptions in which step it failed, which is nobody's business.
    return null;
  }
}
