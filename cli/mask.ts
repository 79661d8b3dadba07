/** What may be printed of a person without `--reveal`. */
export { maskName } from '#station/identify/mask.ts';

/** First and last character, stars between: the birth date inside a number is hidden as well. */
export function maskNumber(number: string): string {
  if (number.length < 3) return '*'.repeat(number.length);
  return `${number.slice(0, 1)}${'*'.repeat(number.length - 2)}${number.slice(-1)}`;
}

/** The first three characters, the province or city, and no more than that there is more. */
export function maskAddress(address: string): string {
  return `${Array.from(address).slice(0, 3).join('')}***`;
}
