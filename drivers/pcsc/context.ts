/**
 * The connection to the PC/SC service that all readers of a process share: pcsc-mini watches at most four readers, and
 * each is given to one device. It is built anew, with back-off, whenever the service fails.
 */
import type { Client, Reader, ReaderStatusFlags } from 'pcsc-mini';

import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { Failure } from '#contracts/result.ts';

import { closeClient } from './close-client.ts';
import { serviceFailure } from './errors.ts';
import { pcscLibrary } from './library.ts';

/** pcsc-mini watches no more readers than this (its MAX_READERS), and says nothing of further ones. */
export const mostReaders = 4;

/** Milliseconds. */
export const contextDelays = {
  /** Back-off while the service is away, doubled from the first to the longest. */
  firstRetryMs: 250,
  longestRetryMs: 5000,
  /** A service that lived so long is well again: the next loss begins with the first wait. */
  provenMs: 2000,
  /** Readers that are plugged in are told one by one within milliseconds; so much later, one that is not told is not there. */
  settleMs: 300,
} as const;

/** One configured device that needs a reader. */
export interface ReaderUser {
  /** Part of the reader's name; null takes the first that nobody else names. */
  readonly wanted: string | null;
  readerFound(reader: Reader): void;
  readerStatus(status: ReaderStatusFlags): void;
  /** Called without `readerFound` before as well. Failures: no-reader, reader-lost, too-many-readers, pcsc-unavailable. */
  readerLost(failure: Failure): void;
}

export class PcscContext {
  readonly #clock: Clock;
  readonly #makeClient: () => Client;
  readonly #users: ReaderUser[] = [];
  readonly #given = new Map<ReaderUser, Reader>();
  readonly #readers = new Map<string, { readonly reader: Reader; status: ReaderStatusFlags | null }>();
  #client: Client | null = null;
  #startedAt = 0;
  /** The readers that were plugged in at the start have been told. */
  #settled = false;
  #waitMs: number = contextDelays.firstRetryMs;
  #cancelTimer: () => void = () => undefined;

  /** `makeClient` makes the library's client; it is not used before the first user. */
  constructor(clock: Clock, makeClient = makeLibraryClient) {
    this.#clock = clock;
    this.#makeClient = makeClient;
  }

  /** Begins to look for the user's reader; the first user connects to the service. */
  attach(user: ReaderUser): void {
    this.#users.push(user);
    if (this.#users.length === 1) this.#connect();
    else {
      this.#assign();
      this.#tellMissing();
    }
  }

  /** The last user to leave disconnects from the service; resolves once that is done. */
  async detach(user: ReaderUser): Promise<void> {
    const at = this.#users.indexOf(user);
    if (at < 0) return;
    this.#users.splice(at, 1);
    this.#given.delete(user);
    if (this.#users.length > 0) this.#assign();
    else await this.#disconnect();
  }

  /** For a user whose calls fail in a way that only a new connection mends, as when pcsc-mini's session slots ran out. */
  rebuild(cause: Failure): void {
    if (this.#client !== null) this.#fail(cause);
  }

  #connect(): void {
    this.#cancelTimer();
    this.#startedAt = this.#clock.monotonic();
    try {
      const client = this.#makeClient();
      client.on('error', (error) => {
        if (this.#client === client) this.#fail(serviceFailure(error));
      });
      client.on('reader', (reader) => {
        if (this.#client === client) this.#readerFound(reader);
      });
      this.#client = client;
      client.start();
    } catch (error) {
      this.#fail(serviceFailure(error));
      return;
    }
    this.#cancelTimer = startDeadline(this.#clock, contextDelays.settleMs, () => {
      this.#settled = true;
      this.#tellMissing();
    });
  }

  #readerFound(reader: Reader): void {
    const entry: { readonly reader: Reader; status: ReaderStatusFlags | null } = { reader, status: null };
    this.#readers.set(reader.name(), entry);
    reader.on('change', (status) => {
      entry.status = status;
      this.#userOf(reader)?.readerStatus(status);
    });
    reader.on('disconnect', () => {
      this.#readers.delete(reader.name());
      const user = this.#userOf(reader);
      if (user === null) return;
      this.#given.delete(user);
      user.readerLost({ code: 'reader-lost', detail: reader.name() });
      this.#assign();
    });
    this.#assign();
    this.#tellMissing();
  }

  /** Gives free readers to the users that have none: to those that name one first. */
  #assign(): void {
    for (const user of this.#users) {
      if (user.wanted !== null && !this.#given.has(user))
        this.#give(
          user,
          this.#find((name) => name.includes(user.wanted ?? '')),
        );
    }
    for (const user of this.#users) {
      if (user.wanted === null && !this.#given.has(user))
        this.#give(
          user,
          this.#find((name) => !this.#isNamed(name)),
        );
    }
  }

  #give(
    user: ReaderUser,
    found: { readonly reader: Reader; readonly status: ReaderStatusFlags | null } | undefined,
  ): void {
    if (found === undefined) return;
    this.#given.set(user, found.reader);
    user.readerFound(found.reader);
    if (found.status !== null) user.readerStatus(found.status);
  }

  #find(
    accepts: (name: string) => boolean,
  ): { readonly reader: Reader; readonly status: ReaderStatusFlags | null } | undefined {
    const taken = new Set(this.#given.values());
    return [...this.#readers.values()].find(({ reader }) => !taken.has(reader) && accepts(reader.name()));
  }

  #isNamed(name: string): boolean {
    return this.#users.some(({ wanted }) => wanted !== null && name.includes(wanted));
  }

  #userOf(reader: Reader): ReaderUser | null {
    for (const [user, given] of this.#given) if (given === reader) return user;
    return null;
  }

  #tellMissing(): void {
    if (!this.#settled) return;
    // All that can be watched are watched and this one is not among them: nobody will ever tell of it.
    const full = this.#readers.size >= mostReaders;
    for (const user of this.#users) {
      if (this.#given.has(user)) continue;
      const wanted = user.wanted === null ? 'a free reader' : `"${user.wanted}"`;
      if (full)
        user.readerLost({
          code: 'too-many-readers',
          detail: `${wanted} is not among the ${mostReaders} that can be watched`,
        });
      else user.readerLost({ code: 'no-reader', detail: wanted });
    }
  }

  #fail(failure: Failure): void {
    if (this.#clock.monotonic() - this.#startedAt >= contextDelays.provenMs)
      this.#waitMs = contextDelays.firstRetryMs;
    void this.#disconnect();
    for (const user of this.#users) user.readerLost(failure);
    this.#cancelTimer = this.#clock.after(this.#waitMs, () => this.#connect());
    this.#waitMs = Math.min(this.#waitMs * 2, contextDelays.longestRetryMs);
  }

  /** Forgets all readers; resolves once the connection is closed. */
  #disconnect(): Promise<void> {
    this.#cancelTimer();
    const client = this.#client;
    this.#client = null;
    this.#settled = false;
    this.#given.clear();
    for (const { reader } of this.#readers.values()) reader.removeAllListeners();
    this.#readers.clear();
    return client === null ? Promise.resolve() : closeClient(client, this.#clock);
  }
}

/** @throws PcscLibraryMissing */
export function makeLibraryClient(): Client {
  const { Client: LibraryClient } = pcscLibrary();
  return new LibraryClient();
}
