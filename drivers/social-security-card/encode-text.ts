/** Text as issuers write it onto a card; for virtual cards. */
import iconv from 'iconv-lite';

/** Where GB 18030-2022 has these ideographs, iconv-lite's edition of 2005 has characters of the private use area. */
const movedIn2022: Readonly<Record<string, string>> = {
  龴: '\uE81E',
  龵: '\uE826',
  龶: '\uE82B',
  龷: '\uE82C',
  龸: '\uE832',
  龹: '\uE843',
  龺: '\uE854',
  龻: '\uE864',
};

/** Left-aligned and filled with zeros. `null` where `text` does not fit into `length` bytes. */
export function encodeText(text: string, length: number): Uint8Array | null {
  const edition2005 = [...text].map((character) => movedIn2022[character] ?? character).join('');
  const bytes = iconv.encode(edition2005, 'gb18030');
  if (bytes.length > length) return null;
  const field = new Uint8Array(length);
  field.set(bytes);
  return field;
}

/** As issuers fill a field that is too short, in version 1.00 a name's 30 bytes: the characters that fit as a whole. */
export function fillField(text: string, length: number): Uint8Array {
  const characters = [...text];
  for (let count = characters.length; count > 0; count -= 1) {
    const bytes = encodeText(characters.slice(0, count).join(''), length);
    if (bytes !== null) return bytes;
  }
  return new Uint8Array(length);
}
