/**
 * What a restarted driver leaves without an end: a card that was in, an opening that waits for its passage.
 * Used on both sides: in the device host for one driver that is restarted, in the station for the whole host.
 */
import type { DeviceEvent, Direction } from '#contracts/devices.ts';
import type { Failure } from '#contracts/result.ts';

interface Insertions {
  /** Added to what the driver counts, which begins at 1 again with each start. */
  base: number;
  /** The newest generation told so far. */
  newest: number;
  /** null: nothing is in. */
  open: 'reading' | 'done' | null;
}

export class Interruptions {
  readonly #insertions = new Map<string, Insertions>();
  readonly #openings = new Map<string, { readonly device: string; readonly direction: Direction }>();

  /** `event` with its generation counted over all restarts; null for one of an earlier generation than the newest. */
  pass(event: DeviceEvent): DeviceEvent | null {
    if (event.type === 'gate-passage') this.#openings.delete(event.opening);
    if (!('generation' in event)) return event;
    const insertions = this.#insertionsOf(event.device);
    const generation = insertions.base + event.generation;
    if (generation < insertions.newest) return null;
    insertions.newest = generation;
    if (event.type === 'card-inserted') insertions.open = 'reading';
    else insertions.open = event.type === 'card-removed' ? null : 'done';
    return { ...event, generation };
  }

  /** A gate was asked to open: a passage will follow. */
  opening(opening: string, device: string, direction: Direction): void {
    this.#openings.set(opening, { device, direction });
  }

  /** The gate did not open after all. */
  notOpened(opening: string): void {
    this.#openings.delete(opening);
  }

  /**
   * The driver of `device` is gone: the events that end what it had begun. A card is told as removed, since nobody knows
   * any more whether it is in; if it is, the new driver tells a new insertion, of a higher generation.
   */
  interrupt(device: string, failure: Failure): DeviceEvent[] {
    const events: DeviceEvent[] = [];
    const insertions = this.#insertionsOf(device);
    const generation = insertions.newest;
    if (insertions.open === 'reading') events.push({ type: 'card-failed', device, generation, failure });
    if (insertions.open !== null) events.push({ type: 'card-removed', device, generation });
    insertions.open = null;
    insertions.base = insertions.newest;
    for (const [opening, { device: gate, direction }] of this.#openings) {
      if (gate !== device) continue;
      this.#openings.delete(opening);
      events.push({ type: 'gate-passage', device, opening, direction, result: 'no-answer' });
    }
    return events;
  }

  #insertionsOf(device: string): Insertions {
    const known = this.#insertions.get(device);
    if (known !== undefined) return known;
    const fresh: Insertions = { base: 0, newest: 0, open: null };
    this.#insertions.set(device, fresh);
    return fresh;
  }
}
