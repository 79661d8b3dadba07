/** Reads fields off bytes from the front; says `null` instead of reading past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  uint8(): number | null {
    const value = this.#bytes[this.#position];
    if (value === undefined) return null;
    this.#position += 1;
    return value;
  }

  uint16be(): number | null {
    const bytes = this.take(2);
    return bytes === null ? null : ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  }

  /** The next `length` bytes, a view and no copy. */
  take(length: number): Uint8Array | null {
    if (length < 0 || length > this.remaining) return null;
    const bytes = this.#bytes.subarray(this.#position, this.#position + length);
    this.#position += length;
    return bytes;
  }
}
