/**
 * Fingers as the emulated module knows them. Its template is any bytes; each capture of the finger that a template was
 * made of agrees with it in four of five bytes, and with those of other fingers hardly at all.
 */

/** Bytes that a stranger's characteristics have, as most modules' do. */
const strangerBytes = 512;
const strangerSeed = 0x5eed;
/** Of 256 values a noise byte may have, those that spoil a byte of the capture: one in five. */
const spoils = 51;
/** From this share of agreeing bytes on the module itself says that two fingers are the same. */
const alike = 0.4;

/** The template of the one finger that nobody has on file. */
export function strangersTemplate(): Uint8Array {
  const next = noise(strangerSeed);
  return Uint8Array.from({ length: strangerBytes }, next);
}

/** What the module makes of a picture of the finger. No two captures (`nth` from 1) are the same. */
export function capture(template: Uint8Array, nth: number): Uint8Array {
  const next = noise(nth);
  return template.map((byte) => (next() < spoils ? byte ^ (1 + (next() % 255)) : byte));
}

/** 0 to 200, as much as the two agree; `same`: whether that is enough for the module. */
export function compare(a: Uint8Array, b: Uint8Array): { readonly score: number; readonly same: boolean } {
  const agreeing = a.filter((byte, place) => byte === b[place]).length;
  const share = a.length === 0 ? 0 : agreeing / Math.max(a.length, b.length);
  return { score: Math.round(200 * share), same: share >= alike };
}

/** Bytes that look random and are the same for the same seed (xorshift32). */
function noise(seed: number): () => number {
  let state = (seed * 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return (state >>> 8) & 0xff;
  };
}
