/** The tokens of a hall: a file that the machines' installer reads, and who may do what by them. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { hallRoles, type HallRole } from '#contracts/hall/paths.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { writeFileDurably } from '#storage/disk.ts';
import { failStore } from '#storage/failures.ts';

export const accessFiles = { tokens: 'hall-tokens.json', personKey: 'hall-person.key' } as const;

/** 256 bits. */
const secretBytes = 32;

const tokenSchema = z.string().regex(/^[\w-]{20,200}$/);
/** Several for a role while machines change from one to the next. */
const ofRole = z.array(tokenSchema).min(1).max(20);
const tokensSchema = z.strictObject({
  kiosk: ofRole,
  caller: ofRole,
  board: ofRole,
  administrator: ofRole,
  statistics: ofRole,
  rating: ofRole,
} satisfies Readonly<Record<HallRole, typeof ofRole>>);
/** Halls of earlier versions had no such role. */
const storedSchema = tokensSchema.partial({ rating: true });
export type HallTokens = z.infer<typeof tokensSchema>;

export type RandomBytes = (length: number) => Uint8Array;

export interface HallAccess {
  readonly tokens: HallTokens;
  /** Where they stand. */
  readonly tokensFile: string;
  /** 32 bytes, for HMAC-SHA-256 of identity numbers. */
  readonly personKey: Uint8Array;
}

/**
 * Reads tokens and key of a folder, and makes what is missing (mode 0600): a file, or the tokens of a role that is newer than the
 * file, whose other tokens stay. Servers of one hall are given the same two files.
 * Failures: store-damaged, store-unwritable, disk-full.
 */
export function openHallAccess(folder: string, randomBytes: RandomBytes): Result<HallAccess> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const personKey = readOrMakeKey(join(folder, accessFiles.personKey), randomBytes);
    return personKey.ok ? openHallTokens(folder, personKey.value, randomBytes) : personKey;
  } catch (error) {
    return failStore(error, folder);
  }
}

/** For a hall in a station's process, whose key of people is the station's. The same failures. */
export function openHallTokens(
  folder: string,
  personKey: Uint8Array,
  randomBytes: RandomBytes,
): Result<HallAccess> {
  try {
    const tokensFile = join(folder, accessFiles.tokens);
    const tokens = readOrMakeTokens(tokensFile, randomBytes);
    return tokens.ok ? ok({ tokens: tokens.value, tokensFile, personKey }) : tokens;
  } catch (error) {
    return failStore(error, folder);
  }
}

function makeTokens(randomBytes: RandomBytes): HallTokens {
  return {
    kiosk: [newToken(randomBytes)],
    caller: [newToken(randomBytes)],
    board: [newToken(randomBytes)],
    administrator: [newToken(randomBytes)],
    statistics: [newToken(randomBytes)],
    rating: [newToken(randomBytes)],
  };
}

function newToken(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(secretBytes)).toString('base64url');
}

function readOrMakeTokens(file: string, randomBytes: RandomBytes): Result<HallTokens> {
  if (!existsSync(file)) return ok(keepTokens(file, makeTokens(randomBytes)));
  const read = storedSchema.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!read.success) return fail('store-damaged', `${file} holds no list of tokens for each role`);
  const all = Object.values(read.data).flat();
  if (new Set(all).size !== all.length) return fail('store-damaged', `${file} holds one token twice`);
  const { rating, ...others } = read.data;
  return ok(
    rating === undefined
      ? keepTokens(file, { ...others, rating: [newToken(randomBytes)] })
      : { ...others, rating },
  );
}

function keepTokens(file: string, tokens: HallTokens): HallTokens {
  writeFileDurably(file, Buffer.from(`${JSON.stringify(tokens, null, 2)}\n`), 0o600);
  return tokens;
}

function readOrMakeKey(file: string, randomBytes: RandomBytes): Result<Uint8Array> {
  if (!existsSync(file)) {
    const made = randomBytes(secretBytes);
    writeFileDurably(file, made, 0o600);
    return ok(made);
  }
  const key = readFileSync(file);
  return key.length === secretBytes
    ? ok(key)
    : fail('store-damaged', `${file} does not hold ${secretBytes} bytes`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Role by token. Looked up by the token's digest, so that the time it takes says nothing of any token. */
export class Doorkeeper {
  readonly #roles = new Map<string, HallRole>();

  constructor(tokens: HallTokens) {
    for (const role of hallRoles) for (const token of tokens[role]) this.#roles.set(digest(token), role);
  }

  roleOf(token: string): HallRole | null {
    return this.#roles.get(digest(token)) ?? null;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
