/**
 * How long can a pattern keep the station busy? JavaScript's engine backtracks: `(a+)+$` over forty characters takes
 * minutes, and codes come from anybody's phone. So a pattern's ways of matching are counted before it is used.
 */

/** A code's longest length, beyond which it is refused before any pattern is tried. */
const longestCode = 1024;

/** Ways to try for one code; two runs of any length make 1024 x 1024, which takes some milliseconds. */
const mostWays = 2_000_000;

export type PatternFault = 'not-a-pattern' | 'looks-around' | 'too-costly';

/** What is wrong with a code's pattern (Unicode mode), null where it can be used. */
export function patternFault(pattern: string): PatternFault | null {
  try {
    RegExp(pattern, 'u');
  } catch {
    return 'not-a-pattern';
  }
  const ways = new PatternReader(pattern).alternatives();
  if (ways === null) return 'looks-around';
  return ways > mostWays ? 'too-costly' : null;
}

/** Reads a pattern that is known to be well formed. Each part answers in how many ways it can match; null: not allowed. */
class PatternReader {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#characters = Array.from(pattern);
  }

  /** Up to the end or the bracket that closes this group. */
  alternatives(): number | null {
    let sum = 0;
    let product = 1;
    while (this.#at < this.#characters.length && this.#peek() !== ')') {
      if (this.#take() === '|') {
        sum += product;
        product = 1;
        continue;
      }
      this.#at -= 1;
      const atom = this.#atom();
      if (atom === null) return null;
      product *= this.#quantified(atom);
    }
    return sum + product;
  }

  #atom(): number | null {
    const character = this.#take();
    if (character === '[') {
      while (this.#peek() !== ']') if (this.#take() === '\\') this.#at += 1;
      this.#at += 1;
      return 1;
    }
    if (character === '\\') {
      const escaped = this.#take();
      // References back cost what cannot be counted.
      if (escaped === 'k' || /[1-9]/.test(escaped)) return null;
      if (/[pPu]/.test(escaped) && this.#peek() === '{') while (this.#take() !== '}');
      return 1;
    }
    if (character !== '(') return 1;
    if (this.#peek() === '?') {
      this.#at += 1;
      const kind = this.#take();
      if (kind === '=' || kind === '!') return null;
      if (kind === '<') {
        if (this.#peek() === '=' || this.#peek() === '!') return null;
        while (this.#take() !== '>');
      } else {
        // `:`, or flags up to it.
        this.#at -= 1;
        while (this.#take() !== ':');
      }
    }
    const inner = this.alternatives();
    this.#at += 1;
    return inner;
  }

  /** The ways of an atom of `ways`, repeated as the quantifier after it says. */
  #quantified(ways: number): number {
    const [least, most] = this.#quantifier();
    // Each number of repetitions is a way, and each repetition has the atom's own.
    return (most - least + 1) * ways ** most;
  }

  #quantifier(): readonly [least: number, most: number] {
    const range = this.#range();
    // A lazy quantifier tries the same ways in another order.
    if (range !== null && this.#peek() === '?') this.#at += 1;
    return range ?? [1, 1];
  }

  #range(): readonly [least: number, most: number] | null {
    const character = this.#peek();
    if (character === '*' || character === '+' || character === '?') {
      this.#at += 1;
      return [character === '+' ? 1 : 0, character === '?' ? 1 : longestCode];
    }
    if (character !== '{') return null;
    let text = '';
    while (this.#take() !== '}') text += this.#characters[this.#at - 1];
    const [least = '', most = least] = text.slice(1).split(',');
    const bounded = (number: string): number => Math.min(Number(number), longestCode);
    return [bounded(least), most === '' ? longestCode : bounded(most)];
  }

  #peek(): string {
    return this.#characters[this.#at] ?? '';
  }

  #take(): string {
    this.#at += 1;
    return this.#characters[this.#at - 1] ?? '';
  }
}
