/** What may be printed of a person without `--reveal`. */

/** The family name's first character, a star for each of the others: 张* for 张三; a lone character is a star. */
export function maskName(name: string): string {
  const [first, ...others] = name;
  return others.length === 0 ? '*' : `${first ?? ''}${'*'.repeat(others.length)}`;
}

/** First and last character, stars between: the birth date inside a number is hidden as well. */
export function maskNumber(number: string): string {
  return number.length < 3
    ? '*'.repeat(number.length)
    : `${number.slice(0, 1)}${'*'.repeat(number.length - 2)}${number.slice(-1)}`;
}

/** The first three characters, the province or city, and no more than that there is more. */
export function maskAddress(address: string): string {
  return `${Array.from(address).slice(0, 3).join('')}***`;
}
