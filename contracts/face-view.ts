/**
 * What a page draws and what it may say. The session lives in the station; a page keeps nothing.
 * Scenes bring their own texts, so that a new scene changes no page.
 */
import { z } from 'zod';

import type { CredentialKind } from './credentials.ts';
import type { Direction, FingerPrompt } from './devices.ts';
import type { ErrorCardId } from './error-cards.ts';
import type { FacePrompt } from './face.ts';
import type { FailureCode } from './failures.ts';
import type { Way } from './qualification.ts';
import { languageSchema, type Language, type Text } from './text.ts';

export interface Option {
  readonly id: string;
  readonly label: Text;
  /** Below the label: "3 人等候". */
  readonly detail: Text | null;
  /** Which act is drawn beside the label. */
  readonly drawing?: Way;
  /** False: drawn, but not to be touched, with `detail` saying why. */
  readonly enabled: boolean;
}

export interface Row {
  readonly label: Text;
  readonly value: Text;
}

export type Screen =
  /** What can be touched without a credential, and what is out of order here. */
  | {
      readonly kind: 'idle';
      readonly options: readonly Option[];
      readonly accepts: readonly CredentialKind[];
    }
  | { readonly kind: 'reading'; readonly credential: CredentialKind }
  | { readonly kind: 'identifying'; readonly credential: CredentialKind }
  /** One question, large answers. `greeting` is a masked name (张*). */
  | {
      readonly kind: 'choices';
      readonly greeting: string | null;
      readonly title: Text;
      readonly notes: readonly Text[];
      readonly options: readonly Option[];
      readonly back: boolean;
    }
  /** What will be sent, before it is sent. */
  | {
      readonly kind: 'summary';
      readonly title: Text;
      readonly rows: readonly Row[];
      readonly confirm: Text;
      readonly back: boolean;
    }
  /** What is taken, what for, where it goes and how long it stays: `confirm` agrees, `back` refuses. */
  | {
      readonly kind: 'consent';
      readonly takes: 'face' | 'fingerprint';
      readonly title: Text;
      readonly rows: readonly Row[];
      readonly agree: Text;
      readonly refuse: Text;
    }
  /**
   * The camera's picture, and one thing to do. The page sends what it measures as evidence of `attempt`, and a picture
   * whenever `picture` names a new request.
   */
  | {
      readonly kind: 'face-capture';
      readonly attempt: string;
      readonly title: Text;
      readonly prompt: FacePrompt;
      readonly text: Text;
      /** Actions done, of all that will be asked. */
      readonly done: number;
      readonly steps: number;
      readonly picture: number | null;
      readonly options: readonly Option[];
    }
  | {
      readonly kind: 'finger-capture';
      readonly title: Text;
      readonly prompt: FingerPrompt;
      readonly text: Text;
      readonly options: readonly Option[];
    }
  /** Somebody else's card is waited for: a member of staff's. */
  | {
      readonly kind: 'present-card';
      readonly title: Text;
      readonly detail: Text;
      readonly accepts: readonly CredentialKind[];
      readonly back: boolean;
    }
  /** Digits: `choose` with `digit-0` to `digit-9` or `erase`; `confirm` when `complete`. */
  | {
      readonly kind: 'keypad';
      readonly title: Text;
      /** What was typed so far, in groups to be read. */
      readonly entered: string;
      readonly complete: boolean;
      readonly confirm: Text;
      readonly options: readonly Option[];
    }
  | { readonly kind: 'working'; readonly act: 'number' | 'print' | 'send'; readonly title: Text }
  | {
      readonly kind: 'result';
      readonly title: Text;
      /** The large thing: a ticket number. */
      readonly big: string | null;
      readonly rows: readonly Row[];
      readonly notes: readonly Text[];
      /** The error card that goes with a part that failed (a ticket not printed), null when all went well. */
      readonly trouble: { readonly card: ErrorCardId; readonly code: FailureCode } | null;
      readonly qr: string | null;
      readonly options: readonly Option[];
    }
  /** Notices, questions and answers. */
  | {
      readonly kind: 'reading-matter';
      readonly title: Text;
      readonly items: readonly { readonly heading: Text; readonly body: Text }[];
    }
  | {
      readonly kind: 'gate';
      readonly sign: 'ready' | 'reading' | 'pass' | 'desk' | 'emergency' | 'again';
      readonly direction: Direction;
      readonly text: Text;
    }
  | {
      readonly kind: 'error';
      /** Which credential failed, so that the act can be drawn; null where it was none. */
      readonly credential: CredentialKind | null;
      readonly card: ErrorCardId;
      readonly code: FailureCode;
      readonly options: readonly Option[];
    }
  | { readonly kind: 'goodbye'; readonly cardIn: boolean };

export interface FaceView {
  readonly face: string;
  readonly page: 'kiosk' | 'gate';
  readonly hall: Text;
  /** Where the hall stands, IANA name: whatever the browser's is. */
  readonly timeZone: string;
  /** Counts the changes of screen; an intent names the revision that it was touched on. */
  readonly revision: number;
  readonly language: Language;
  readonly elderMode: boolean;
  readonly seatedMode: boolean;
  /** 0 mute, 1 low, 2 normal, 3 loud. */
  readonly volume: 0 | 1 | 2 | 3;
  /** Text of 关怀版 in dp above the standard 30: 0, 6, 12. */
  readonly textStep: 0 | 1 | 2;
  /** CSS pixels per millimetre of the configured display. */
  readonly pixelsPerMm: number;
  /** Height of the display's lower edge above the floor, millimetres: seated mode keeps controls below 1220 mm. */
  readonly lowerEdgeMm: number;
  /** Keys closer than this come from a wedge scanner, milliseconds. */
  readonly wedgeGapMs: number;
  readonly platform: 'reachable' | 'away';
  /** Devices of this face that are not ready, for a line on the idle screen. */
  readonly troubles: readonly FailureCode[];
  /** `answered`: a member of staff said that they come. */
  readonly help: 'none' | 'called' | 'answered';
  /** Somebody is asked whether they are still there; epoch milliseconds when the screen clears. */
  readonly idleWarning: { readonly endsAt: number; readonly extensionsLeft: number } | null;
  readonly identified: boolean;
  readonly screen: Screen;
}

/** What a touch, a key or a wedge scanner means. Anything on an older revision than the screen's is dropped. */
export const intentSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('choose'), option: z.string().max(64), revision: z.number().int() }),
  z.object({ do: z.literal('confirm'), revision: z.number().int() }),
  z.object({ do: z.literal('back'), revision: z.number().int() }),
  z.object({ do: z.literal('finish'), revision: z.number().int() }),
  z.object({ do: z.literal('stay') }),
  z.object({ do: z.literal('touch') }),
  z.object({ do: z.literal('help') }),
  z.object({ do: z.literal('cancel-help') }),
  z.object({ do: z.literal('language'), language: languageSchema }),
  z.object({ do: z.literal('elder-mode'), on: z.boolean() }),
  z.object({ do: z.literal('seated-mode'), on: z.boolean() }),
  z.object({
    do: z.literal('volume'),
    volume: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  }),
  z.object({ do: z.literal('text-step'), step: z.union([z.literal(0), z.literal(1), z.literal(2)]) }),
  z.object({ do: z.literal('wedge-code'), text: z.string().min(1).max(4096), durationMs: z.number().min(0) }),
  /** A wedge scanner typed, and Caps Lock or the input method spoiled what it read. */
  z.object({ do: z.literal('wedge-spoiled'), by: z.enum(['caps-lock', 'input-method']) }),
]);
export type Intent = z.infer<typeof intentSchema>;

/** `stale`: the screen had changed before the touch came. */
export interface IntentReceipt {
  readonly taken: boolean;
  readonly reason: 'stale' | 'not-offered' | null;
}
