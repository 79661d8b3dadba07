/** The citizen identification number of GB 11643-1999, for whoever checks one and whoever makes synthetic ones. */

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';

/** The 18th character for the first 17 digits (ISO 7064 MOD 11-2); null if they are not 17 digits. */
export function identityNumberCheckCharacter(first17: string): string | null {
  if (!/^\d{17}$/.test(first17)) return null;
  const sum = weights.reduce((total, weight, place) => total + weight * Number(first17[place]), 0);
  return checkCharacters.charAt(sum % 11);
}

/**
 * Whether `text` is a well-formed number: 17 digits, a birth date of the calendar, the right check character.
 * The region is not looked at: abolished GB/T 2260 codes live on in the numbers given out under them.
 */
export function isIdentityNumber(text: string): boolean {
  return (
    text.length === 18 &&
    identityNumberCheckCharacter(text.slice(0, 17)) === text[17] &&
    isoDate(text.slice(6, 14)) !== null
  );
}

/** `19491231` as `1949-12-31`; null if the calendar has no such day. Years 0001 to 9999. */
export function isoDate(compact: string): string | null {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(compact);
  if (parts === null) return null;
  const iso = `${parts[1]}-${parts[2]}-${parts[3]}`;
  const date = new Date(`${iso}T00:00:00Z`);
  // Date carries 30 February over into March; what comes back differs then.
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
  return exists && parts[1] !== '0000' ? iso : null;
}
