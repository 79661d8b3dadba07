import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { encodeCommand, parseResponse } from '../apdu/codec.ts';
import { fromHex, toHex } from '../core/hex.ts';
import {
  cardRecords,
  decodeBcd,
  decodeDate,
  decodeName,
  decodeSex,
  decodeSpecVersion,
  decodeText,
  encodeFci,
  holderRecords,
  isBlank,
  nameMayContinue,
  parseAlgorithm,
  parseRecord,
  readRecord,
  selectApplication,
} from './codec.ts';
import { encodeText } from './encode-text.ts';

/** A name field's bytes, filled with `fill` to 30. */
function nameField(hex: string, fill = 0x00, length = 30): Uint8Array {
  const field = new Uint8Array(length).fill(fill);
  field.set(fromHex(hex));
  return field;
}

describe('commands', () => {
  it('select the application by its name', () => {
    expect(toHex(encodeCommand(selectApplication, 'T=0'))).toBe('00A404000F7378312E73682EC9E7BBE1B1A3D5CF');
    expect(toHex(encodeCommand(selectApplication, 'T=1'))).toBe('00A404000F7378312E73682EC9E7BBE1B1A3D5CF00');
  });

  it('read a record by its identifier in the file, with the exact Le', () => {
    expect(toHex(encodeCommand(readRecord(cardRecords.specVersion), 'T=0'))).toBe('00B2032806');
    expect(toHex(encodeCommand(readRecord(cardRecords.identificationCode), 'T=0'))).toBe('00B2012812');
    expect(toHex(encodeCommand(readRecord(holderRecords.nameExtension), 'T=0'))).toBe('00B24E3016');
  });
});

describe('a record', () => {
  it.each([
    [
      '0110330300D15600000599110145FFFFFFFF9000',
      cardRecords.identificationCode,
      '330300D15600000599110145FFFFFFFF',
    ],
    ['0304332E30309000', cardRecords.specVersion, '332E3030'],
    ['0304332E303000009000', cardRecords.specVersion, '332E3030'],
  ])('of the public test bytes: %s', (answer, field, value) => {
    const response = parseResponse(fromHex(answer));
    if (!response.ok) throw new Error('no response');
    const record = parseRecord(field, response.value.data);
    expect(record).toEqual({ ok: true, value: fromHex(value) });
  });

  it.each(['', '03', '0204332E3030', '0304332E30', '03FF332E3030'])('is not %p', (hex) => {
    expect(parseRecord(cardRecords.specVersion, fromHex(hex))).toMatchObject({
      ok: false,
      error: { code: 'card-damaged' },
    });
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(holderRecords)),
        fc.uint8Array({ maxLength: 300 }),
        (field, bytes) => {
          const record = parseRecord(field, bytes);
          return record.ok ? record.value.length === bytes[1] : record.error.code === 'card-damaged';
        },
      ),
    );
  });
});

describe('the algorithm in the FCI', () => {
  it.each([
    ['6F19840F7378312E73682EC9E7BBE1B1A3D5CFA5069F0C03860101', '3des'],
    ['6F19840F7378312E73682EC9E7BBE1B1A3D5CFA5069F0C03860102', 'ssf33'],
    ['6F19840F7378312E73682EC9E7BBE1B1A3D5CFA5069F0C03860103', 'sm4'],
    ['6F11840F7378312E73682EC9E7BBE1B1A3D5CF', '3des'],
    ['', '3des'],
    // The bytes of the tag inside another value are no tag.
    ['6F088406 9F0C03860103', '3des'],
  ])('%s is %s', (fci, algorithm) => {
    expect(parseAlgorithm(fromHex(fci))).toEqual({ ok: true, value: algorithm });
  });

  it('that nobody published is said so', () => {
    expect(parseAlgorithm(fromHex('6F08A5069F0C03860104'))).toEqual({
      ok: false,
      error: { code: 'card-damaged', detail: 'FCI/9F0C: algorithm 04' },
    });
  });

  it.each(['3des', 'ssf33', 'sm4'] as const)('%s comes back as it was written', (algorithm) => {
    expect(parseAlgorithm(encodeFci(algorithm))).toEqual({ ok: true, value: algorithm });
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const algorithm = parseAlgorithm(bytes);
        return algorithm.ok || algorithm.error.code === 'card-damaged';
      }),
    );
  });
});

describe('a name', () => {
  it.each([
    ['filled with zeros', nameField('D5C5C8FD'), null, '张三'],
    ['filled with spaces', nameField('D5C5C8FD', 0x20), null, '张三'],
    ['with spaces before it', nameField('2020D5C5C8FD', 0x20), null, '张三'],
    ['with a four-byte character', nameField('C5B7D1F49534B235'), null, '欧阳𠮷'],
    ['with characters that are rare', nameField('FE9FFE59FD93'), null, '䶮龴龘'],
    ['of Latin letters', nameField('4D4152494120474152434941'), null, 'MARIA GARCIA'],
    ['with the dot of a Uighur name', nameField('B0AECBB9BFA8B6FBA1A4CEACCEE1B6FB'), null, '爱斯卡尔·维吾尔'],
    [
      'that goes on between two characters',
      nameField(`D5C5${'C8FD'.repeat(14)}`),
      nameField('CBC4', 0, 20),
      `张${'三'.repeat(14)}四`,
    ],
    [
      'that goes on inside a four-byte character',
      nameField(`${'C8FD'.repeat(14)}9534`),
      nameField('B235C8FD', 0, 20),
      `${'三'.repeat(14)}𠮷三`,
    ],
    [
      'that goes on inside a two-byte character',
      nameField(`41${'C8FD'.repeat(14)}D5`),
      nameField('C5', 0x20, 20),
      `A${'三'.repeat(14)}张`,
    ],
    [
      'that goes on after a filled byte',
      nameField(`41${'C8FD'.repeat(14)}00`),
      nameField('D5C5', 0, 20),
      `A${'三'.repeat(14)}张`,
    ],
    [
      'with a space at the break',
      nameField(`${'41'.repeat(29)}20`),
      nameField('42', 0, 20),
      `${'A'.repeat(29)} B`,
    ],
  ])('%s', (_what, name, extension, text) => {
    expect(decodeName(name, extension)).toBe(text);
  });

  it.each([
    ['is empty', nameField('')],
    ['is cut inside a character', nameField(`${'C8FD'.repeat(14)}9534`)],
    ['holds bytes that are no GB18030', nameField('FFFFD5C5')],
    ['holds control characters', nameField('41070A42')],
  ])('%s: not a name', (_what, name) => {
    expect(decodeName(name, null)).toBeNull();
  });

  it.each([
    ['four bytes of filling end it', nameField('D5C5C8FD'), false],
    ['so do four spaces', nameField('D5C5C8FD', 0x20), false],
    ['three bytes are left where a four-byte character did not fit', nameField('41'.repeat(27)), true],
    ['a full field', nameField('41'.repeat(30)), true],
    ['a field of no length', new Uint8Array(0), true],
  ])('may go on in 4E: %s', (_what, name, goesOn) => {
    expect(nameMayContinue(name)).toBe(goesOn);
  });

  it('comes back whatever characters it has and wherever it breaks', () => {
    const characters = fc.constantFrom('张', '三', '𠮷', '㐂', '龘', '䶮', '龴', '龻', '·', 'A', 'b', '1');
    fc.assert(
      fc.property(fc.array(characters, { minLength: 1, maxLength: 24 }), (list) => {
        const text = list.join('');
        const bytes = encodeText(text, 50);
        if (bytes === null) return;
        const name = bytes.subarray(0, 30);
        const extension = nameMayContinue(name) ? bytes.subarray(30) : null;
        expect(decodeName(name, extension)).toBe(text);
      }),
    );
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const text = decodeText(bytes);
        expect(text === null || text.length > 0).toBe(true);
      }),
    );
  });

  it('does not fit where it does not fit', () => {
    expect(encodeText('张三', 3)).toBeNull();
    expect(toHex(encodeText('张三', 6) ?? new Uint8Array())).toBe('D5C5C8FD0000');
  });
});

describe('digits and dates', () => {
  it.each([
    ['500110', '500110'],
    ['56', '56'],
    ['5A', null],
    ['FF', null],
  ])('cn %s is %p', (hex, digits) => {
    expect(decodeBcd(fromHex(hex))).toBe(digits);
  });

  it.each([
    ['20210315', '2021-03-15'],
    ['20240229', '2024-02-29'],
    ['00010101', '0001-01-01'],
    ['20230229', null],
    ['20211301', null],
    ['20210100', null],
    ['00000000', null],
    ['FFFFFFFF', null],
    ['202103', null],
  ])('%s is the day %p', (hex, date) => {
    expect(decodeDate(fromHex(hex))).toBe(date);
  });

  it('empty fields are zeros or Fs all through', () => {
    expect(isBlank(fromHex('000000'))).toBe(true);
    expect(isBlank(fromHex('FFFFFF'))).toBe(true);
    expect(isBlank(fromHex('00FF00'))).toBe(false);
  });
});

describe('codes', () => {
  it.each([
    ['31', 'male'],
    ['32', 'female'],
    ['30', 'unknown'],
    ['39', 'unspecified'],
    ['00', 'unknown'],
    ['20', 'unknown'],
    ['33', null],
    ['4D', null],
  ])('sex %s is %p', (hex, sex) => {
    expect(decodeSex(fromHex(hex))).toBe(sex);
  });

  it.each(['1.00', '2.00', '3.00'])('version %s is known', (version) => {
    expect(decodeSpecVersion(Buffer.from(version))).toEqual({ ok: true, value: version });
  });

  it('another version is named, in hexadecimal where it cannot be written', () => {
    expect(decodeSpecVersion(Buffer.from('4.00'))).toEqual({
      ok: false,
      error: { code: 'unsupported-version', detail: '4.00' },
    });
    expect(decodeSpecVersion(fromHex('00FF'))).toEqual({
      ok: false,
      error: { code: 'unsupported-version', detail: '00FF' },
    });
    expect(decodeSpecVersion(new Uint8Array(0))).toMatchObject({
      ok: false,
      error: { code: 'unsupported-version' },
    });
  });
});
