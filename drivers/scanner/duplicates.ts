/** Hands-free scanners read a code again and again while it is held before them: all of that is one scan. */
import { createHash } from 'node:crypto';

/** Keeps a digest, never the code: a code is good for whoever has it. */
export class DuplicateWindow {
  readonly #windowMs: number;
  #digest: string | null = null;
  #seenAt = 0;

  /** `windowMs`: a code counts as new once it has not been seen for so long. */
  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Whether the code was seen within the window before `now` (milliseconds that only grow); it has been seen then. */
  isRepeat(code: string, now: number): boolean {
    const digest = createHash('sha256').update(code).digest('base64');
    const isRepeat = digest === this.#digest && now - this.#seenAt < this.#windowMs;
    this.#digest = digest;
    this.#seenAt = now;
    return isRepeat;
  }
}
