/** What stations report, each once: a repeated key with the same event is acknowledged again and not counted. */
import { auditHeadSchema, type AnchoredAuditHead, type PlatformEvent } from '#contracts/platform-api.ts';

export interface ReceivedEvent {
  readonly key: string;
  readonly event: PlatformEvent;
}

export class ReceivedEvents {
  readonly #byKey = new Map<string, PlatformEvent>();

  /** False: no key, or a key that another event has, which breaks the contract. */
  fits(key: unknown, event: PlatformEvent): key is string {
    if (typeof key !== 'string' || key.length === 0 || key.length > 64) return false;
    const known = this.#byKey.get(key);
    return known === undefined || JSON.stringify(known) === JSON.stringify(event);
  }

  /** Null: it does not fit its key. */
  take(key: unknown, event: PlatformEvent): 'first' | 'again' | null {
    if (!this.fits(key, event)) return null;
    if (this.#byKey.has(key)) return 'again';
    this.#byKey.set(key, event);
    return 'first';
  }

  all(): readonly ReceivedEvent[] {
    return [...this.#byKey].map(([key, event]) => ({ key, event }));
  }

  /** The newest head of each chain that the station told, newest told last. */
  auditHeads(station: string): readonly AnchoredAuditHead[] {
    const heads = new Map<string, AnchoredAuditHead>();
    for (const event of this.#byKey.values()) {
      if (event.topic !== 'audit-head' || event.station !== station) continue;
      const head = auditHeadSchema.safeParse({ ...event.body, at: event.at });
      if (!head.success) continue;
      heads.delete(head.data.chain);
      heads.set(head.data.chain, head.data);
    }
    return [...heads.values()];
  }
}
