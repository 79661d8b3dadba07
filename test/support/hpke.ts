/**
 * The receiving side of HPKE (RFC 9180), base mode, with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-GCM, on Node's
 * own cryptography: a second opinion on the library's sealing, itself checked by the vector in the RFC.
 */
import { createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';

export interface Recipient {
  /** X25519, 32 bytes each. */
  readonly privateKey: Buffer;
  readonly publicKey: Buffer;
  /** 16: AES-128-GCM; 32: AES-256-GCM. */
  readonly keyBytes: 16 | 32;
}

export interface SealedParts {
  readonly enc: Buffer;
  /** With the tag of 16 bytes at its end. */
  readonly ciphertext: Buffer;
  readonly info: Buffer;
  readonly aad: Buffer;
}

/** Throws where the tag is wrong. */
export function openBase(recipient: Recipient, { enc, ciphertext, info, aad }: SealedParts): Buffer {
  const kem = Buffer.from('KEM\x00\x20', 'latin1');
  const aeadId = recipient.keyBytes === 16 ? 1 : 2;
  const hpke = Buffer.from([...Buffer.from('HPKE'), 0, 0x20, 0, 1, 0, aeadId]);

  // 4.1, Decap
  const x = recipient.publicKey.toString('base64url');
  const d = recipient.privateKey.toString('base64url');
  const dh = diffieHellman({
    privateKey: createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', d, x }, format: 'jwk' }),
    publicKey: createPublicKey({
      key: { kty: 'OKP', crv: 'X25519', x: enc.toString('base64url') },
      format: 'jwk',
    }),
  });
  const eaePrk = labeledExtract(kem, Buffer.alloc(0), 'eae_prk', dh);
  const kemContext = Buffer.concat([enc, recipient.publicKey]);
  const shared = labeledExpand(kem, eaePrk, 'shared_secret', kemContext, 32);

  // 5.1, KeySchedule in mode 0, without a pre-shared key
  const none = Buffer.alloc(0);
  const context = Buffer.concat([
    Buffer.from([0]),
    labeledExtract(hpke, none, 'psk_id_hash', none),
    labeledExtract(hpke, none, 'info_hash', info),
  ]);
  const secret = labeledExtract(hpke, shared, 'secret', none);
  const key = labeledExpand(hpke, secret, 'key', context, recipient.keyBytes);
  const nonce = labeledExpand(hpke, secret, 'base_nonce', context, 12);

  const cipher = createDecipheriv(recipient.keyBytes === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, nonce);
  cipher.setAAD(aad);
  cipher.setAuthTag(ciphertext.subarray(-16));
  return Buffer.concat([cipher.update(ciphertext.subarray(0, -16)), cipher.final()]);
}

const hmac = (key: Buffer, ...data: Buffer[]): Buffer =>
  createHmac('sha256', key).update(Buffer.concat(data)).digest();

function labeledExtract(suite: Buffer, salt: Buffer, label: string, ikm: Buffer): Buffer {
  return hmac(salt, Buffer.from('HPKE-v1'), suite, Buffer.from(label), ikm);
}

/** One block of HKDF-Expand is enough: `length` is at most 32. */
function labeledExpand(suite: Buffer, prk: Buffer, label: string, info: Buffer, length: number): Buffer {
  const named = [Buffer.from([0, length]), Buffer.from('HPKE-v1'), suite, Buffer.from(label), info];
  return hmac(prk, ...named, Buffer.from([1])).subarray(0, length);
}
