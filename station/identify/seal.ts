/**
 * What only the platform may read (identity numbers, pictures, where a visitor finds somebody), sealed to its public
 * key: HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. The station itself cannot open
 * it again, so that it may lie in the journal until the platform is there.
 */
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';

import type { Sealed } from '#contracts/platform-api.ts';

/** Gives `key id.encapsulated key.ciphertext` (`sealedSchema`); a text is sealed as UTF-8. */
export type Sealer = (what: Sealed, plain: Uint8Array | string) => Promise<string>;

/**
 * `publicKey`: X25519, 32 bytes as base64url. The sealer throws for a key that is none (too short, or one of the few
 * points whose secret everybody knows).
 */
export function createSealer(key: { readonly id: string; readonly publicKey: string }): Sealer {
  const suite = new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
  const aad = Buffer.from(key.id, 'utf8');
  return async (what, plain) => {
    const recipientPublicKey = await suite.kem.deserializePublicKey(Buffer.from(key.publicKey, 'base64url'));
    const info = Buffer.from(what, 'utf8');
    const { enc, ct } = await suite.seal({ recipientPublicKey, info }, Buffer.from(plain), aad);
    return [key.id, base64url(enc), base64url(ct)].join('.');
  };
}

function base64url(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString('base64url');
}
