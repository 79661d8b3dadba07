/**
 * Which card lies on the reader, as a pure state machine: (presence, what a look saw) -> presence and events.
 *
 * A SAM_V says nothing on its own and tells no two cards apart, so that removal and swapping must be looked for:
 * the card that was read is still there while it can be read again and gives the same text. Only a digest of that
 * text is kept.
 */
import type { IdentityCard } from '#contracts/credentials.ts';
import type { Failure, Result } from '#contracts/result.ts';
import type { CardReaderEvent } from '#drivers/core/capabilities.ts';

export type Look =
  | { readonly saw: 'nothing' }
  /** A card that answers but could not be read: askew, moving, not an identity card. */
  | { readonly saw: 'unreadable'; readonly failure: Failure }
  | { readonly saw: 'card'; readonly digest: string; readonly card: Result<IdentityCard> };

export interface Presence {
  readonly generation: number;
  /** `unread`: noticed, and not read yet or unreadable so far. */
  readonly lies:
    null | { readonly state: 'unread' | 'unreadable' } | { readonly state: 'read'; readonly digest: string };
}

interface Step {
  readonly presence: Presence;
  readonly events: readonly CardReaderEvent[];
}

export const nothingYet: Presence = { generation: 0, lies: null };

/** A card answered where there was none. */
export function noticed({ generation }: Presence): Step {
  const next = generation + 1;
  return {
    presence: { generation: next, lies: { state: 'unread' } },
    events: [{ type: 'card-inserted', generation: next }],
  };
}

export function looked(presence: Presence, look: Look): Step {
  const { generation, lies } = presence;
  if (lies === null) {
    if (look.saw === 'nothing') return { presence, events: [] };
    const insertion = noticed(presence);
    const reading = looked(insertion.presence, look);
    return { presence: reading.presence, events: [...insertion.events, ...reading.events] };
  }
  switch (look.saw) {
    case 'nothing':
      return lost(presence, { code: 'card-removed' });
    case 'unreadable':
      // A card that was read and now lies askew is still that card, until it is gone or reads differently.
      if (lies.state !== 'unread') return { presence, events: [] };
      return {
        presence: { generation, lies: { state: 'unreadable' } },
        events: [{ type: 'card-failed', generation, failure: look.failure }],
      };
    case 'card': {
      if (lies.state === 'read' && lies.digest === look.digest) return { presence, events: [] };
      if (lies.state !== 'unread') {
        // Another card, or one that was put straight: both are a new insertion.
        const gone = lost(presence, { code: 'card-removed' });
        const again = looked(gone.presence, look);
        return { presence: again.presence, events: [...gone.events, ...again.events] };
      }
      return {
        presence: { generation, lies: { state: 'read', digest: look.digest } },
        events: [
          look.card.ok
            ? { type: 'card-read', generation, card: look.card.value }
            : { type: 'card-failed', generation, failure: look.card.error },
        ],
      };
    }
    default:
      return look satisfies never;
  }
}

/** The card is gone, or the reader that would know is: whatever comes next is a new insertion. */
export function lost(presence: Presence, failure: Failure): Step {
  const { generation, lies } = presence;
  if (lies === null) return { presence, events: [] };
  const removed = { type: 'card-removed', generation } as const;
  return {
    presence: { generation, lies: null },
    events: lies.state === 'unread' ? [{ type: 'card-failed', generation, failure }, removed] : [removed],
  };
}
