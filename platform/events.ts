/** What stations report, each once: a repeated key with the same event is acknowledged again and not counted. */
import { auditHeadSchema, type AnchoredAuditHead, type PlatformEvent } from '#contracts/platform-api.ts';

export interface ReceivedEvent {
  readonly key: string;
  readonly event: PlatformEvent;
}

export class ReceivedEvents {
  readonly #byKey = new Map<string, PlatformEvent>();

  /** Null: no key, or the same key with another event, which breaks the contract. */
  take(key: unknown, event: PlatformEvent): 'first' | 'again' | null {
    if (typeof key !== 'string' || key.length === 0 || key.length > 64) return null;
    const known = this.#byKey.get(key);
    if (known === undefined) {
      this.#byKey.set(key, event);
      return 'first';
    }
    return JSON.stringify(known) === JSON.stringify(event) ? 'again' : null;
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
