/** Takes numbers of a hall over HTTP, one after another under keys that are kept until they are answered, as a kiosk does. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { z } from 'zod';

import { ticketGivenSchema } from '#contracts/hall/answers.ts';
import { hallAddressesSchema } from '#contracts/hall/launch.ts';
import { hallRoutes } from '#contracts/hall/paths.ts';

import { until } from './until.ts';

/** Before the next try, milliseconds. */
const pauseMs = 20;

const tokensSchema = z.looseObject({ kiosk: z.array(z.string()).min(1) });

export class KioskLine {
  /** Keys of the numbers that were given. */
  readonly given: string[] = [];
  readonly #business: string;
  #at: { readonly url: string; readonly token: string } | null = null;
  #on = true;
  readonly #running: Promise<void>;

  /** `business`: one that gives numbers without a person. */
  constructor(business: string) {
    this.#business = business;
    this.#running = this.#run();
  }

  /** Where the hall is from now on; `addresses` as whoever serves it printed them. */
  use(addresses: unknown): void {
    const { url, tokensFile } = hallAddressesSchema.parse(addresses);
    const { kiosk } = tokensSchema.parse(JSON.parse(readFileSync(tokensFile, 'utf8')));
    this.#at = { url, token: kiosk[0] ?? '' };
  }

  /** Resolves when so many more were given than now. */
  async more(count: number): Promise<void> {
    const wanted = this.given.length + count;
    await until(`${count} more numbers`, () => this.given.length >= wanted, 60_000);
  }

  async end(): Promise<void> {
    this.#on = false;
    await this.#running;
  }

  async #run(): Promise<void> {
    let key = randomUUID();
    while (this.#on) {
      const isGiven = await this.#ask(key).catch(() => false);
      if (isGiven) {
        this.given.push(key);
        key = randomUUID();
      } else await pause(pauseMs);
    }
  }

  async #ask(key: string): Promise<boolean> {
    if (this.#at === null) return false;
    const { url, token } = this.#at;
    const [method, path] = hallRoutes.issue;
    const request = {
      key,
      business: this.#business,
      person: null,
      priority: null,
      origin: 'kiosk-1',
      audit: key,
    };
    const answer = await fetch(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    return answer.ok && ticketGivenSchema.parse(await answer.json()).ticket.id === key;
  }
}
