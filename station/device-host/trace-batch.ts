/** The live trace on its way to the station: nothing unless somebody watches, and then in batches. */
import type { Clock } from '#contracts/clock.ts';
import type { TraceEntry } from '#contracts/devices.ts';

/** `everyMs`: soon enough to look live. `entries`: beyond that a page could not be read; what is left out is said. */
export const traceBatch = { everyMs: 100, entries: 200 } as const;

export class TraceBatch {
  readonly #clock: Clock;
  readonly #send: (entries: TraceEntry[]) => void;
  #on = false;
  #entries: TraceEntry[] = [];
  #leftOut = 0;
  #cancelTimer: (() => void) | null = null;

  constructor(clock: Clock, send: (entries: TraceEntry[]) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  watch(on: boolean): void {
    this.#on = on;
    if (on) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#entries = [];
    this.#leftOut = 0;
  }

  add(entry: Omit<TraceEntry, 'at'>): void {
    if (!this.#on) return;
    if (this.#entries.length < traceBatch.entries) this.#entries.push({ at: this.#clock.now(), ...entry });
    else this.#leftOut += 1;
    this.#cancelTimer ??= this.#clock.after(traceBatch.everyMs, () => this.#flush(entry.device));
  }

  #flush(device: string): void {
    this.#cancelTimer = null;
    const entries = this.#entries;
    if (this.#leftOut > 0) {
      const meaning = `${this.#leftOut} more lines left out`;
      entries.push({ at: this.#clock.now(), device, direction: 'note', hex: '', meaning });
    }
    this.#entries = [];
    this.#leftOut = 0;
    this.#send(entries);
  }
}
