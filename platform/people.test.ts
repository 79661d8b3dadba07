import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';

import { standInPersonSchema } from '#contracts/platform-api.ts';
import { isIdentityNumber } from '#contracts/identity-number.ts';
import { peopleCount, syntheticPeople } from './people.ts';

const people = syntheticPeople();

describe('synthetic people', () => {
  it('are two hundred, the same every time, each by the contract', () => {
    expect(people).toHaveLength(peopleCount);
    expect(syntheticPeople()).toEqual(people);
    for (const person of people) expect(standInPersonSchema.parse(person)).toEqual(person);
  });

  it('have numbers with the right check character, each once', () => {
    expect(people.filter(({ person }) => !isIdentityNumber(person.number))).toEqual([]);
    expect(new Set(people.map(({ person }) => person.number)).size).toBe(peopleCount);
  });

  it('have numbers that say the same sex and birth date as the person', () => {
    for (const { person } of people) {
      expect(person.number.slice(6, 14)).toBe(person.birthDate.replaceAll('-', ''));
      expect(Number(person.number[16]) % 2).toBe(person.sex === 'male' ? 1 : 0);
    }
  });

  it('have cards that no two share', () => {
    expect(new Set(people.map(({ card }) => card.cardIdentificationCode)).size).toBe(peopleCount);
    expect(new Set(people.map(({ card }) => card.cardNumber)).size).toBe(peopleCount);
  });

  it('hold the names that decoders find hard', () => {
    const bytes = people.map(({ person }) => iconv.encode(person.name, 'gb18030'));
    expect(bytes.some(({ length }) => length > 30 && length <= 50)).toBe(true);
    expect(people.some(({ person }) => [...person.name].some((one) => one.length === 2))).toBe(true);
    // The name field ends inside a character, whose rest is in the extension.
    expect(bytes.some((name) => iconv.decode(name.subarray(0, 30), 'gb18030').includes('\uFFFD'))).toBe(true);
  });

  it('fit their identity cards: a name of 30 bytes, an address of 70, an issuer of 30, in UTF-16', () => {
    for (const { identityCard } of people) {
      expect(identityCard.name.length).toBeLessThanOrEqual(15);
      expect((identityCard.address ?? '').length).toBeLessThanOrEqual(35);
      expect((identityCard.issuer ?? '').length).toBeLessThanOrEqual(15);
    }
  });

  it('hold everyone whom a rule refuses, and many who are old', () => {
    const states = new Set(people.map(({ cardState }) => cardState));
    expect([...states].toSorted()).toEqual([
      'cancelled',
      'lost',
      'normal',
      'not-activated',
      'pre-lost',
      'void',
    ]);
    expect(people.some(({ person }) => person.deceased)).toBe(true);
    expect(people.some(({ person }) => person.disabled)).toBe(true);
    expect(people.filter(({ person }) => person.birthDate < '1961').length).toBeGreaterThan(80);
  });
});
