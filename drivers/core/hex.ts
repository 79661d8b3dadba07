/** Bytes as upper-case hexadecimal and back. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase();
}

/** Blanks are allowed between bytes; anything else that is not hexadecimal is a broken invariant. */
export function fromHex(text: string): Uint8Array {
  const compact = text.replaceAll(/\s/g, '');
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(compact)) throw new TypeError('not hexadecimal');
  return Uint8Array.from(Buffer.from(compact, 'hex'));
}
