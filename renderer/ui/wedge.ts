/**
 * Tells a scanner that types (a keyboard wedge) from fingers: its keys come closer together than anybody types, and
 * Enter ends them. Prefer scanners in HID POS or serial mode: what a wedge types goes through Caps Lock and the input
 * method, and arrives changed or not at all. That much is noticed here, and no such code is passed on.
 */

export interface WedgeKey {
  /** `KeyboardEvent.key`. */
  readonly key: string;
  /** Milliseconds that only grow: `KeyboardEvent.timeStamp`. */
  readonly at: number;
  /** `getModifierState('CapsLock')`. */
  readonly capsLock: boolean;
  /** `KeyboardEvent.isComposing`: the key goes to an input method. */
  readonly composing: boolean;
}

export type WedgeOutcome =
  | { readonly type: 'code'; readonly text: string; readonly durationMs: number }
  /** A scanner typed, and what arrived is not what it read. */
  | { readonly type: 'spoiled'; readonly by: 'caps-lock' | 'input-method' };

/** Fewer quick keys before Enter may be two fingers. */
const shortestCode = 6;
/** What the station takes. */
const longestCode = 4096;

export class WedgeRecogniser {
  readonly #gapMs: number;
  #text = '';
  #keys = 0;
  #startedAt = 0;
  #lastAt = -Infinity;
  #capsLock = false;
  #composed = false;

  /** `gapMs`: keys closer than this come from a scanner (`codes.wedgeGapMs` of the configuration). */
  constructor(gapMs: number) {
    this.#gapMs = gapMs;
  }

  /** Takes a key that went down. Null while there is nothing to say, and for keys that fingers typed. */
  key({ key, at, capsLock, composing }: WedgeKey): WedgeOutcome | null {
    // Capitals come with a Shift of their own, which is part of the typing and says nothing.
    if (key === 'Shift' || key === 'CapsLock') return null;
    if (at - this.#lastAt > this.#gapMs) this.#begin(at);
    this.#lastAt = at;
    if (key === 'Enter') return this.#end(at);
    // An input method swallows the key and hands "Process" on.
    const isTaken = composing || key === 'Process';
    this.#composed ||= isTaken;
    this.#capsLock ||= capsLock;
    this.#keys += 1;
    // One more than is taken tells that it was too long; a stuck key shall not fill the memory.
    const isText = !isTaken && Array.from(key).length === 1;
    if (isText && this.#text.length <= longestCode) this.#text += key;
    return null;
  }

  #begin(at: number): void {
    this.#text = '';
    this.#keys = 0;
    this.#startedAt = at;
    this.#capsLock = false;
    this.#composed = false;
  }

  #end(at: number): WedgeOutcome | null {
    const [text, keys, capsLock, composed] = [this.#text, this.#keys, this.#capsLock, this.#composed];
    const durationMs = at - this.#startedAt;
    this.#begin(at);
    if (keys < shortestCode || text.length > longestCode) return null;
    if (composed) return { type: 'spoiled', by: 'input-method' };
    if (capsLock && text.toLowerCase() !== text.toUpperCase()) return { type: 'spoiled', by: 'caps-lock' };
    return text.length < shortestCode ? null : { type: 'code', text, durationMs };
  }
}
