/** Codes for demonstrations: opaque, short-lived, good for one use. */
import type { Clock } from '#contracts/clock.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

/** Seconds. */
export const codeLifeSeconds = 60;

/** A code's first letters by verifier, as config/demo.json routes them. */
const prefixes: Readonly<Record<string, string>> = { yukuai: 'YK', essc: 'SS' };

export class Codes {
  readonly #clock: Clock;
  readonly #token: () => string;
  readonly #live = new Map<
    string,
    { readonly person: number; readonly verifier: string; readonly until: number }
  >();

  /** `token`: at least 20 URL-safe characters that nobody can guess. */
  constructor(clock: Clock, token: () => string) {
    this.#clock = clock;
    this.#token = token;
  }

  /** Null: no such verifier. */
  mint(person: number, verifier: string): string | null {
    const prefix = prefixes[verifier];
    if (prefix === undefined) return null;
    this.#forgetOld();
    const code = prefix + this.#token();
    this.#live.set(code, { person, verifier, until: this.#clock.now() + codeLifeSeconds * 1000 });
    return code;
  }

  /** Uses the code up. Failures: code-expired, code-refused (never minted, used already, another verifier's). */
  use(code: string, verifier: string): Result<number> {
    const live = this.#live.get(code);
    if (live === undefined || live.verifier !== verifier) return fail('code-refused');
    this.#live.delete(code);
    return this.#clock.now() <= live.until ? ok(live.person) : fail('code-expired');
  }

  #forgetOld(): void {
    // Kept for as long again, so that a late code is told that it is late.
    const oldest = this.#clock.now() - codeLifeSeconds * 1000;
    for (const [code, { until }] of this.#live) if (until < oldest) this.#live.delete(code);
  }
}
