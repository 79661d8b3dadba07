/**
 * Stands where pcsc-mini's native addon stands, so that the library's own JavaScript and all of ours run: for what
 * pcscd's virtual readers cannot do, above all being unplugged.
 */
import type { Client } from 'pcsc-mini';

import { pcscLibrary } from '#drivers/pcsc/library.ts';

type OnChange = (name: string, status: number, atr: Uint8Array) => void;
type OnError = (error: Error) => void;

export interface FakeCard {
  readonly atr: Uint8Array;
  readonly protocol: 'T=0' | 'T=1';
  readonly respond: (apdu: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

interface FakeReader {
  /** pcscd's count of insertions and removals. */
  counter: number;
  card: FakeCard | null;
  mute: boolean;
}

export class FakePcsc {
  /** Connections to the service that were asked for, and those closed. */
  started = 0;
  stopped = 0;
  /** What `start` throws; null starts. */
  startError: string | null = null;
  /** What the next calls of `connect` reject with, in order. */
  readonly connectErrors: string[] = [];
  connects = 0;
  disconnects = 0;
  readonly #readers = new Map<string, FakeReader>();
  #onChange: OnChange | null = null;
  #onError: OnError | null = null;

  /** A client of the library over this addon. */
  makeClient = (): Client => {
    const addon = { newClient: () => this.#client() };
    const { Client: LibraryClient } = pcscLibrary();
    return new LibraryClient(addon as unknown as ConstructorParameters<typeof Client>[0]);
  };

  plug(name: string): void {
    this.#readers.set(name, { counter: 0, card: null, mute: false });
    this.#tell(name);
  }

  unplug(name: string): void {
    this.#readers.delete(name);
    this.#onChange?.(
      name,
      pcscLibrary().ReaderStatus.CHANGED | pcscLibrary().ReaderStatus.UNKNOWN,
      new Uint8Array(),
    );
  }

  insert(name: string, card: FakeCard, mute = false): void {
    const reader = this.#reader(name);
    // A swap that nobody saw: out and in again, two events in the count.
    reader.counter += reader.card === null ? 1 : 2;
    reader.card = card;
    reader.mute = mute;
    this.#tell(name);
  }

  pull(name: string): void {
    const reader = this.#reader(name);
    reader.counter += 1;
    reader.card = null;
    this.#tell(name);
  }

  /** Tells the reader's state once more, as when a program connects to the card. */
  tellAgain(name: string): void {
    this.#tell(name);
  }

  /** The watching ends with an error. */
  fail(code: string): void {
    this.#onError?.(errorOf(code));
  }

  #reader(name: string): FakeReader {
    const reader = this.#readers.get(name);
    if (reader === undefined) throw new Error(`no reader ${name}`);
    return reader;
  }

  #tell(name: string): void {
    const { counter, card, mute } = this.#reader(name);
    const state =
      card === null
        ? pcscLibrary().ReaderStatus.EMPTY
        : pcscLibrary().ReaderStatus.PRESENT | (mute ? pcscLibrary().ReaderStatus.MUTE : 0);
    this.#onChange?.(name, (counter << 16) | pcscLibrary().ReaderStatus.CHANGED | state, new Uint8Array());
  }

  #client(): object {
    let mine: OnChange | null = null;
    return {
      start: (onChange: OnChange, onError: OnError): void => {
        this.started += 1;
        if (this.startError !== null) throw errorOf(this.startError);
        mine = onChange;
        this.#onChange = onChange;
        this.#onError = onError;
        // pcsc-mini watches the first four.
        setImmediate(() => {
          for (const name of [...this.#readers.keys()].slice(0, 4))
            if (this.#onChange === onChange) this.#tell(name);
        });
      },
      stop: (): void => {
        this.stopped += 1;
        if (this.#onChange === mine) this.#onChange = null;
      },
      connect: (name: string): Promise<object> => {
        this.connects += 1;
        const error = this.connectErrors.shift();
        const reader = this.#readers.get(name);
        if (error !== undefined) return Promise.reject(errorOf(error));
        if (reader === undefined) return Promise.reject(errorOf('UnknownReader'));
        if (reader.card === null) return Promise.reject(errorOf('NoSmartCard'));
        return Promise.resolve(this.#card(name, reader.card));
      },
    };
  }

  #card(name: string, card: FakeCard): object {
    const alive = (): void => {
      const reader = this.#readers.get(name);
      if (reader === undefined) throw errorOf('ReaderUnavailable');
      if (reader.card !== card) throw errorOf('NotTransacted');
    };
    return {
      disconnect: (): Promise<void> => {
        this.disconnects += 1;
        return Promise.resolve();
      },
      state: async (): Promise<object> => {
        await Promise.resolve();
        alive();
        const protocol = card.protocol === 'T=1' ? pcscLibrary().Protocol.T1 : pcscLibrary().Protocol.T0;
        return { atr: card.atr, protocol, readerName: name, status: 0 };
      },
      transmit: async (_protocol: undefined, apdu: Uint8Array): Promise<Uint8Array> => {
        alive();
        const answer = await card.respond(apdu);
        alive();
        return answer;
      },
    };
  }
}

function errorOf(code: string): Error {
  return Object.assign(new Error(code), { code });
}
