/**
 * What EF01 fingerprint modules are asked and what they answer: the payloads of their packets, in both directions.
 * A command is its code and its fields; an acknowledge is a status and, if that is 00, the answer's fields.
 * All fields are unsigned and big-endian.
 */

/** Bytes of each field, in the order of the wire. */
type Fields = Readonly<Record<string, 1 | 2 | 4>>;
interface Layout {
  readonly code: number;
  readonly asks: Fields;
  readonly answers: Fields;
}

/** `buffer`: 1 or 2, the two places for characteristics; `page`: a place in the module's library. */
const layouts = {
  /** Takes a picture of the finger that lies there. */
  GetImage: { code: 0x01, asks: {}, answers: {} },
  /** Makes characteristics out of the picture. */
  GenChar: { code: 0x02, asks: { buffer: 1 }, answers: {} },
  /** Compares the two buffers. */
  Match: { code: 0x03, asks: {}, answers: { score: 2 } },
  /** Compares a buffer with `count` pages of the library. */
  Search: { code: 0x04, asks: { buffer: 1, page: 2, count: 2 }, answers: { page: 2, score: 2 } },
  /** Merges both buffers into a template, which then is in both. */
  RegModel: { code: 0x05, asks: {}, answers: {} },
  StoreChar: { code: 0x06, asks: { buffer: 1, page: 2 }, answers: {} },
  LoadChar: { code: 0x07, asks: { buffer: 1, page: 2 }, answers: {} },
  /** The buffer follows the answer as data packets. */
  UpChar: { code: 0x08, asks: { buffer: 1 }, answers: {} },
  /** The buffer follows from the terminal as data packets, which are not acknowledged. */
  DownChar: { code: 0x09, asks: { buffer: 1 }, answers: {} },
  Delete: { code: 0x0c, asks: { page: 2, count: 2 }, answers: {} },
  Empty: { code: 0x0d, asks: {}, answers: {} },
  ReadSysPara: {
    code: 0x0f,
    asks: {},
    answers: {
      register: 2,
      system: 2,
      /** Pages of the library. */
      capacity: 2,
      /** 1 to 5: how alike two fingers must be for the module's own search. */
      security: 2,
      address: 4,
      /** Of data packets: 32 bytes shifted left by this, 0 to 3. */
      packetSize: 2,
      /** In units of 9600. */
      baud: 2,
    },
  },
  VfyPwd: { code: 0x13, asks: { password: 4 }, answers: {} },
  /** How many templates the library holds. */
  TemplateNum: { code: 0x1d, asks: {}, answers: { count: 2 } },
  HandShake: { code: 0x40, asks: {}, answers: {} },
} as const satisfies Record<string, Layout>;

export type CommandName = keyof typeof layouts;
type Values<F> = { readonly [K in keyof F]: number };
export type Asks<N extends CommandName> = Values<(typeof layouts)[N]['asks']>;
export type Answers<N extends CommandName> = Values<(typeof layouts)[N]['answers']>;
/** Each command with its fields. */
export type Command = {
  readonly [N in CommandName]: { readonly name: N; readonly asks: Asks<N> };
}[CommandName];

/** What a module says to a command. */
export const status = {
  ok: 0x00,
  packet: 0x01,
  noFinger: 0x02,
  imageFailed: 0x03,
  messy: 0x06,
  fewFeatures: 0x07,
  noMatch: 0x08,
  notFound: 0x09,
  mergeFailed: 0x0a,
  location: 0x0b,
  read: 0x0c,
  upload: 0x0d,
  receive: 0x0e,
  imageUpload: 0x0f,
  delete: 0x10,
  clear: 0x11,
  password: 0x13,
  noImage: 0x15,
  flash: 0x18,
} as const;

const meanings: ReadonlyMap<number, string> = new Map([
  [status.ok, 'ok'],
  [status.packet, 'the packet came garbled'],
  [status.noFinger, 'no finger'],
  [status.imageFailed, 'no picture of the finger'],
  [status.messy, 'the picture is messy'],
  [status.fewFeatures, 'the picture has too few features'],
  [status.noMatch, 'no match'],
  [status.notFound, 'nobody found'],
  [status.mergeFailed, 'two different fingers'],
  [status.location, 'there is no such page'],
  [status.read, 'nothing that can be read on the page'],
  [status.upload, 'the buffer cannot be sent'],
  [status.receive, 'the data did not come whole'],
  [status.imageUpload, 'the picture cannot be sent'],
  [status.delete, 'not deleted'],
  [status.clear, 'not cleared'],
  [status.password, 'wrong password'],
  [status.noImage, 'there is no picture'],
  [status.flash, 'the flash could not be written'],
]);

/** `00: ok`, `13: wrong password`. */
export function describeStatus(code: number): string {
  const hex = code.toString(16).toUpperCase().padStart(2, '0');
  return `${hex}: ${meanings.get(code) ?? 'unknown status'}`;
}

/** The payload of a command packet. */
export function buildCommand<N extends CommandName>(name: N, asks: Asks<N>): Uint8Array {
  const { code, asks: fields }: Layout = layouts[name];
  return Uint8Array.of(code, ...write(fields, asks));
}

/** For an emulator: null for a command that is unknown or whose fields are not of its length. */
export function parseCommand(payload: Uint8Array): Command | null {
  for (const [name, layout] of Object.entries(layouts)) {
    if (layout.code !== payload[0]) continue;
    const asks = read<Fields>(layout.asks, payload.subarray(1));
    const command = { name, asks };
    return isCommand(command) ? command : null;
  }
  return null;
}

/** The table ties each name to its fields; the compiler cannot follow that through its entries. */
function isCommand(command: { readonly name: string; readonly asks: object | null }): command is Command {
  return command.asks !== null && Object.hasOwn(layouts, command.name);
}

export type Answer<N extends CommandName> =
  | { readonly status: 0; readonly answers: Answers<N> }
  /** What was not to be done, with the fields that came along all the same; null for none. */
  | { readonly status: number; readonly answers: Answers<N> | null };

/** The payload of an acknowledge packet, for an emulator. */
export function buildAnswer<N extends CommandName>(name: N, answers: Answers<N>): Uint8Array {
  const { answers: fields }: Layout = layouts[name];
  return Uint8Array.of(status.ok, ...write(fields, answers));
}

/**
 * What an acknowledge packet's payload says to `name`; null if it cannot be an answer to that, because the status is 00
 * and the fields are not of its length. Other statuses may come with fields or without.
 */
export function parseAnswer<N extends CommandName>(name: N, payload: Uint8Array): Answer<N> | null {
  const [code] = payload;
  if (code === undefined) return null;
  const answers = read<(typeof layouts)[N]['answers']>(layouts[name].answers, payload.subarray(1));
  return code === status.ok && answers === null ? null : { status: code, answers };
}

/** Bytes in a data packet, as ReadSysPara says it; null for a size that modules do not have. */
export function packetBytes(packetSize: number): number | null {
  return packetSize <= 3 ? 32 << packetSize : null;
}

function write(fields: Fields, values: Readonly<Record<string, number>>): number[] {
  return Object.entries(fields).flatMap(([field, bytes]) => {
    const value = values[field];
    if (value === undefined || !Number.isInteger(value) || value < 0 || value >= 256 ** bytes)
      throw new RangeError(`${field} of ${String(value)} does not fit ${bytes} bytes`);
    return Array.from({ length: bytes }, (_, place) => Math.floor(value / 256 ** (bytes - 1 - place)) % 256);
  });
}

/** Null if the bytes are not of the fields' length. */
function read<F extends Fields>(fields: F, bytes: Uint8Array): Values<F> | null {
  const values: Record<string, number> = {};
  let at = 0;
  for (const [field, length] of Object.entries(fields)) {
    values[field] = bytes.subarray(at, at + length).reduce((value, byte) => value * 256 + byte, 0);
    at += length;
  }
  return at === bytes.length && hasAll(fields, values) ? values : null;
}

function hasAll<F extends Fields>(
  fields: F,
  values: Readonly<Record<string, number>>,
): values is Record<string, number> & Values<F> {
  return Object.keys(fields).every((field) => values[field] !== undefined);
}
