/** Who may ask what, and how often. */
import type { Clock } from '#contracts/clock.ts';
import type { HallCaller } from '#contracts/hall/paths.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import type { Doorkeeper } from './access.ts';
import type { Asking } from './answers.ts';
import type { HallRates } from './limits.ts';
import { Rates } from './rates.ts';
import type { Refusals } from './refusals.ts';

export interface DoorOptions {
  readonly doorkeeper: Doorkeeper;
  readonly rates: HallRates;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly refusals: Pick<Refusals, 'note'>;
}

const ticketPattern = /^\d{8}-[A-Z]{1,3}-\d{1,9}-[\w-]{22}$/;

export class Door {
  readonly #options: DoorOptions;
  readonly #token: Rates;
  readonly #ticket: Rates;
  readonly #phones: Rates;
  readonly #refused: Rates;

  constructor(options: DoorOptions) {
    const { rates, clock } = options;
    this.#options = options;
    this.#token = new Rates(rates.token, clock);
    this.#ticket = new Rates(rates.ticket, clock);
    this.#phones = new Rates(rates.phones, clock);
    this.#refused = new Rates(rates.refused, clock);
  }

  /** A request, by its header. Failures as of `admitToken`. */
  admit(authorization: string | undefined, roles: readonly HallCaller[], address: string): Result<Asking> {
    const token = authorization?.startsWith('Bearer ') === true ? authorization.slice('Bearer '.length) : '';
    return this.admitToken(token, roles, address);
  }

  /** Failures: not-permitted (`detail`: `token` or `role`), too-many-requests. */
  admitToken(token: string, roles: readonly HallCaller[], address: string): Result<Asking> {
    const role = this.#options.doorkeeper.roleOf(token);
    if (role !== null) {
      if (!this.#token.take(token)) return this.#tooMany();
      if (roles.includes(role)) return ok({ role });
      this.#options.refusals.note('role');
      return fail('not-permitted', 'role');
    }
    if (roles.includes('ticket') && ticketPattern.test(token))
      // Whether the hall made it is the hall's to say. A code of 128 bits is not guessed, so that a wrong one shuts nobody out.
      return this.#ticket.take(token) && this.#phones.take(address) ? ok({ ticket: token }) : this.#tooMany();
    if (!this.#refused.take(address)) return this.#tooMany();
    this.#options.refusals.note('token');
    return fail('not-permitted', 'token');
  }

  #tooMany(): Result<never> {
    this.#options.refusals.note('rate');
    return fail('too-many-requests');
  }
}
