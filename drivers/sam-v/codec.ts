/**
 * SAM_V: the frames between a terminal and the security module of an identity-card reader (GA 450).
 * Request `AA AA AA 96 69 | length | CMD PARA | data | CHK`, answer `AA AA AA 96 69 | length | SW1 SW2 SW3 | data | CHK`;
 * length counts everything after itself, CHK is the XOR of everything after the preamble except itself.
 */
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import { ByteReader } from '#drivers/core/byte-reader.ts';

const preamble = Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69);
const lengthBytes = 2;
/** The longest answer that is known, base and fingerprint, has 2314; a garbled length may not swallow the line for long. */
const longestLength = 4096;

/** Puts preamble, length and checksum round a body. */
export function buildFrame(body: Uint8Array): Uint8Array {
  const length = body.length + 1;
  if (length > longestLength) throw new RangeError(`a body of ${body.length} bytes fits no frame`);
  const frame = new Uint8Array(preamble.length + lengthBytes + length);
  frame.set(preamble);
  frame.set([length >> 8, length & 0xff], preamble.length);
  frame.set(body, preamble.length + lengthBytes);
  frame[frame.length - 1] = xor(frame.subarray(preamble.length, -1));
  return frame;
}

function xor(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}

export type Parsed =
  /** `body`: what stands between length and checksum. */
  | { readonly type: 'frame'; readonly frame: Uint8Array; readonly body: Uint8Array }
  /** Bytes thrown away to find the next frame. */
  | { readonly type: 'garbage'; readonly bytes: number };

/** Finds frames in a stream that is split and joined anywhere, and finds its feet again after garbage. */
export class FrameParser {
  #pending = new Uint8Array();

  /** Takes what came and says what it completes, in order. */
  push(bytes: Uint8Array): Parsed[] {
    this.#pending = concat(this.#pending, bytes);
    const parsed: Parsed[] = [];
    let garbage = 0;
    for (;;) {
      const start = findPreamble(this.#pending);
      garbage += start;
      this.#pending = this.#pending.subarray(start);
      const length = announcedLength(this.#pending);
      if (length === null) break;
      const end = preamble.length + lengthBytes + length;
      const fits = length >= 1 && length <= longestLength;
      if (fits && this.#pending.length < end) break;
      if (!fits || xor(this.#pending.subarray(preamble.length, end)) !== 0) {
        // A true frame may begin inside of what claimed to be one: only the first byte is surely wrong.
        garbage += 1;
        this.#pending = this.#pending.subarray(1);
        continue;
      }
      if (garbage > 0) parsed.push({ type: 'garbage', bytes: garbage });
      garbage = 0;
      const frame = this.#pending.slice(0, end);
      parsed.push({ type: 'frame', frame, body: frame.subarray(preamble.length + lengthBytes, -1) });
      this.#pending = this.#pending.subarray(end);
    }
    if (garbage > 0) parsed.push({ type: 'garbage', bytes: garbage });
    return parsed;
  }

  /** Forgets an unfinished frame; says how many bytes that threw away. */
  reset(): number {
    const dropped = this.#pending.length;
    this.#pending = new Uint8Array();
    return dropped;
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** Where a preamble starts, or where the bytes may still become one; the end if nowhere. */
function findPreamble(bytes: Uint8Array): number {
  for (let start = 0; start < bytes.length; start += 1) {
    const there = bytes.subarray(start, start + preamble.length);
    if (there.every((byte, place) => byte === preamble[place])) return start;
  }
  return bytes.length;
}

function announcedLength(bytes: Uint8Array): number | null {
  const reader = new ByteReader(bytes);
  return reader.take(preamble.length) === null ? null : reader.uint16be();
}

export interface Answer {
  /** SW1 SW2 SW3 as one number; SW1 and SW2 are 0 in every word that is known. */
  readonly status: number;
  readonly data: Uint8Array;
}

/** The body of an answer's frame; null if it is too short for a status word. */
export function parseAnswer(body: Uint8Array): Answer | null {
  const reader = new ByteReader(body);
  const status = reader.take(3);
  if (status === null) return null;
  const [sw1 = 0, sw2 = 0, sw3 = 0] = status;
  return { status: (sw1 << 16) | (sw2 << 8) | sw3, data: body.subarray(3) };
}

export function buildAnswer(status: number, data: Uint8Array = new Uint8Array()): Uint8Array {
  const head = Uint8Array.of(status >> 16, (status >> 8) & 0xff, status & 0xff);
  return buildFrame(concat(head, data));
}

/** Status words that commands look for by name. */
export const sw = {
  ok: 0x90,
  found: 0x9f,
  readFailed: 0x41,
  unlicensed: 0x66,
  unknownCommand: 0x21,
  findFailed: 0x80,
  selectFailed: 0x81,
} as const;

/** What a status word means, and what it is called beyond the command that it answers. */
const statusWords: ReadonlyMap<number, readonly [meaning: string, failure: Failure['code']]> = new Map([
  [0x10, ['checksum of the request is wrong', 'device-garbled']],
  [0x11, ['length of the request is wrong', 'device-garbled']],
  [0x21, ['unknown command', 'sam-refused']],
  [0x23, ['unauthorised', 'sam-refused']],
  [0x24, ['unknown error', 'sam-refused']],
  [0x31, ['card failed to authenticate the SAM', 'identity-card-unreadable']],
  [0x32, ['SAM failed to authenticate the card', 'identity-card-unreadable']],
  [0x33, ['verification failed', 'identity-card-unreadable']],
  [0x37, ['fingerprint not readable', 'identity-card-unreadable']],
  [0x40, ['unknown card type', 'identity-card-unsupported']],
  [0x41, ['read failed', 'identity-card-unreadable']],
  [0x47, ['no random number', 'sam-refused']],
  [0x60, ['self-test failed', 'sam-refused']],
  [0x66, ['unlicensed', 'sam-refused']],
  [0x80, ['find failed', 'identity-card-unreadable']],
  [0x81, ['select failed', 'identity-card-unreadable']],
  [0x91, ['no such item', 'identity-card-unreadable']],
] as const);

function statusText(status: number): string {
  return `SW ${status.toString(16).toUpperCase().padStart(6, '0')}`;
}

/** A status word that is not the one hoped for, as a failure. */
export function statusFailure(status: number): Failure {
  const [meaning, code] = statusWords.get(status) ?? ['unknown status word', 'device-garbled'];
  return { code, detail: `${statusText(status)}: ${meaning}` };
}

/** For the live trace: `SW 00009F: card found`. */
export function describeAnswer(answer: Answer): string {
  if (answer.status === sw.ok) return `${statusText(answer.status)}: ok, ${answer.data.length} bytes`;
  if (answer.status === sw.found) return `${statusText(answer.status)}: card found`;
  return `${statusText(answer.status)}: ${statusWords.get(answer.status)?.[0] ?? 'unknown status word'}`;
}

/** What a card reader's command is: bytes to send, which answers are its own, what they say. */
export interface SamVCommand<T> {
  readonly name: string;
  readonly command: readonly [cmd: number, para: number];
  /**
   * Whether an answer can be this command's. The protocol numbers nothing, so that an answer that came after its
   * deadline would be taken for the next command's; the answers' shapes tell them apart.
   */
  readonly mayAnswer: (answer: Answer) => boolean;
  readonly parse: (answer: Answer) => Result<T>;
}

/** Text, UTF-16LE, and photo (WLT), as they stand on the card. */
export interface BaseAnswer {
  readonly text: Uint8Array;
  readonly photo: Uint8Array;
}

const samIdLength = 16;
const baseLengths = 4;
/** A text of 256 bytes and its lengths: no other answer is as long. */
const shortestBase = baseLengths + 256;

const isOwn = new Set<number>([sw.ok, sw.found, sw.readFailed, sw.findFailed, sw.selectFailed]);
/** Words that any command may be answered with. */
function isGeneral(answer: Answer): boolean {
  return !isOwn.has(answer.status);
}

export const samStatus: SamVCommand<void> = {
  name: 'SAM status',
  command: [0x11, 0xff],
  mayAnswer: (answer) => (answer.status === sw.ok && answer.data.length === 0) || isGeneral(answer),
  parse: ({ status }) =>
    status === sw.ok ? ok(undefined) : { ok: false, error: atSam(statusFailure(status)) },
};

/** With no card in play, whatever is refused is refused by the SAM itself. */
function atSam(failure: Failure): Failure {
  return failure.code === 'device-garbled' ? failure : { ...failure, code: 'sam-refused' };
}

/** `%02d.%02d-%08d-%010d-%010d`, as it is printed on the readers. */
export const samId: SamVCommand<string> = {
  name: 'SAM id',
  command: [0x12, 0xff],
  mayAnswer: (answer) => (answer.status === sw.ok && answer.data.length === samIdLength) || isGeneral(answer),
  parse: ({ status, data }) => {
    if (status !== sw.ok) return { ok: false, error: atSam(statusFailure(status)) };
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const number = (value: number, digits: number): string => String(value).padStart(digits, '0');
    return ok(
      [
        `${number(view.getUint16(0, true), 2)}.${number(view.getUint16(2, true), 2)}`,
        number(view.getUint32(4, true), 8),
        number(view.getUint32(8, true), 10),
        number(view.getUint32(12, true), 10),
      ].join('-'),
    );
  },
};

/** False: no card, or one that refuses to be found a second time until it is lifted. */
export const findCard: SamVCommand<boolean> = {
  name: 'find card',
  command: [0x20, 0x01],
  mayAnswer: ({ status, data }) =>
    status === sw.found || status === sw.findFailed || isGeneral({ status, data }),
  parse: ({ status }) => {
    if (status === sw.found || status === sw.findFailed) return ok(status === sw.found);
    return { ok: false, error: statusFailure(status) };
  },
};

/** False: the card cannot be selected, or is gone. */
export const selectCard: SamVCommand<boolean> = {
  name: 'select card',
  command: [0x20, 0x02],
  mayAnswer: ({ status, data }) =>
    (status === sw.ok && data.length < shortestBase && data.length !== samIdLength) ||
    status === sw.selectFailed ||
    isGeneral({ status, data }),
  parse: ({ status }) => {
    if (status === sw.ok || status === sw.selectFailed) return ok(status === sw.ok);
    return { ok: false, error: statusFailure(status) };
  },
};

/** Null: the card could not be read, or is gone. */
export const readBase: SamVCommand<BaseAnswer | null> = {
  name: 'read base',
  command: [0x30, 0x01],
  mayAnswer: ({ status, data }) =>
    (status === sw.ok && data.length >= shortestBase) ||
    status === sw.readFailed ||
    isGeneral({ status, data }),
  parse: ({ status, data }) => {
    if (status === sw.readFailed) return ok(null);
    if (status !== sw.ok) return { ok: false, error: statusFailure(status) };
    const reader = new ByteReader(data);
    const textLength = reader.uint16be() ?? 0;
    const photoLength = reader.uint16be() ?? 0;
    if (textLength + photoLength !== reader.remaining) {
      return fail(
        'device-garbled',
        `base answer of ${data.length} bytes announces ${textLength} and ${photoLength}`,
      );
    }
    return ok({
      text: reader.take(textLength) ?? new Uint8Array(),
      photo: reader.take(photoLength) ?? new Uint8Array(),
    });
  },
};

export function buildRequest(command: SamVCommand<unknown>): Uint8Array {
  return buildFrame(Uint8Array.from(command.command));
}

/** The data of a base answer. */
export function buildBase({ text, photo }: BaseAnswer): Uint8Array {
  const lengths = Uint8Array.of(text.length >> 8, text.length & 0xff, photo.length >> 8, photo.length & 0xff);
  return concat(concat(lengths, text), photo);
}

/** The data of a SAM id's answer, for an emulator: the inverse of what `samId` reads. */
export function buildSamId(id: string): Uint8Array {
  const parts = /^(\d{2})\.(\d{2})-(\d{8})-(\d{10})-(\d{10})$/.exec(id);
  if (parts === null) throw new TypeError(`not a SAM id: ${id}`);
  const data = new Uint8Array(samIdLength);
  const view = new DataView(data.buffer);
  view.setUint16(0, Number(parts[1]), true);
  view.setUint16(2, Number(parts[2]), true);
  view.setUint32(4, Number(parts[3]), true);
  view.setUint32(8, Number(parts[4]), true);
  view.setUint32(12, Number(parts[5]), true);
  return data;
}
