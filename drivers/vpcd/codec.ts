/** The virtual reader's wire (vsmartcard's vpcd): frames of a big-endian 16-bit length and a body, over TCP. */

/** Bodies of one byte are control codes; an APDU has four bytes and more. */
export const control = { 'power-off': 0x00, 'power-on': 0x01, reset: 0x02, atr: 0x04 } as const;
type ControlKind = keyof typeof control;
const controlKinds = ['power-off', 'power-on', 'reset', 'atr'] as const satisfies readonly ControlKind[];

export type ReaderFrame =
  { readonly kind: ControlKind } | { readonly kind: 'apdu'; readonly apdu: Uint8Array };

/** At most 65,535 bytes. Length and body go in one piece: apart, each costs a delayed acknowledgement of 44 ms. */
export function encodeFrame(body: Uint8Array): Uint8Array {
  if (body.length > 0xffff) throw new RangeError(`a frame of ${body.length} bytes`);
  return Uint8Array.from([body.length >> 8, body.length & 0xff, ...body]);
}

/** What a reader asks of a card; `null` for a control code that vpcd does not have. */
export function parseReaderFrame(body: Uint8Array): ReaderFrame | null {
  if (body.length !== 1) return { kind: 'apdu', apdu: body };
  const code = body[0];
  const kind = controlKinds.find((name) => control[name] === code);
  return kind === undefined ? null : { kind };
}

/** Puts frames together from bytes split anywhere; holds at most one frame. */
export class FrameAssembler {
  #pending: Uint8Array = new Uint8Array(0);

  /** Whole frames' bodies, in order. */
  push(bytes: Uint8Array): readonly Uint8Array[] {
    const all = Buffer.concat([this.#pending, bytes]);
    const bodies: Uint8Array[] = [];
    let start = 0;
    while (all.length - start >= 2) {
      const end = start + 2 + all.readUInt16BE(start);
      if (end > all.length) break;
      bodies.push(Uint8Array.from(all.subarray(start + 2, end)));
      start = end;
    }
    this.#pending = Uint8Array.from(all.subarray(start));
    return bodies;
  }
}
