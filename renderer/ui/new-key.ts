/** Idempotency keys. `crypto.randomUUID` is only there over HTTPS, and a hall's own network may have none. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
