import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { standInSealingKey } from '#contracts/platform-api.ts';

import { checkConfig } from './load.ts';

/** X25519, RFC 7748, 6.1: Bob's public key. */
const cityKey = {
  id: 'city-1',
  publicKey: Buffer.from('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f', 'hex').toString(
    'base64url',
  ),
};
const towns = [{ id: 'east', name: { zh: '东街道', en: 'East' } }];

/** What is wrong with the shipped example where its kiosk offers qualification (or `services`), as `path = value: remedy`. */
function problemsOf(
  platform: object,
  qualification: object,
  services: readonly string[] = ['qualification'],
): string[] {
  const config = JSON.parse(readFileSync(join(import.meta.dirname, '../../config/example.json'), 'utf8'));
  Object.assign(config.faces[0], { services });
  const checked = checkConfig({ ...config, platform: { ...config.platform, ...platform }, qualification }, [
    'entry',
    'ticket',
    'information',
    'qualification',
  ]);
  return checked.ok ? [] : checked.error.map(({ path, value, remedy }) => `${path} = ${value}: ${remedy.en}`);
}

const askForKey = 'ask the platform for its public key';

describe('a face that offers qualification', () => {
  it("needs the platform's key and a town for home visits, and no camera or finger reader", () => {
    expect(problemsOf({ sealingKey: cityKey }, { towns })).toEqual([]);
  });

  it('is told everything that is missing at once', () => {
    expect(problemsOf({}, {})).toEqual([
      'platform.sealingKey = : write the sealingKey that the platform gave out, or remove the service qualification',
      'qualification.towns = : write one town at least, or take home-visit out of qualification.ways',
    ]);
  });

  it('needs no key beside the stand-in, whose key is known, and no town where nobody visits', () => {
    expect(problemsOf({ url: 'stand-in' }, { ways: ['face', 'staff'] })).toEqual([]);
  });

  it('needs nothing where no face offers it', () => {
    expect(problemsOf({}, {}, ['ticket'])).toEqual([]);
  });
});

describe('the way to the platform', () => {
  const remedy = 'write an address that begins with https';

  it('is encrypted, since pictures and templates of fingers travel on it', () => {
    expect(problemsOf({ sealingKey: cityKey, url: 'http://platform.example.cn' }, { towns })).toEqual([
      `platform.url = "http://platform.example.cn": ${remedy}`,
    ]);
    expect(problemsOf({ url: 'HTTP://10.0.0.8', sealingKey: cityKey }, { towns })).toEqual([
      `platform.url = "HTTP://10.0.0.8": ${remedy}`,
    ]);
  });

  it('may be plain on this machine, and where no face offers it', () => {
    expect(problemsOf({ sealingKey: cityKey, url: 'http://127.0.0.1:8800' }, { towns })).toEqual([]);
    expect(problemsOf({ url: 'http://platform.example.cn' }, {}, ['ticket'])).toEqual([]);
  });
});

describe("the platform's key", () => {
  it.each([
    ['all zeros, as a placeholder has', 'A'.repeat(43)],
    ['one, another point of low order', `AQ${'A'.repeat(41)}`],
  ])('is not %s', (_what, publicKey) => {
    expect(problemsOf({ sealingKey: { id: 'city-1', publicKey } }, { towns })).toEqual([
      `platform.sealingKey.publicKey = "${publicKey}": ${askForKey}`,
    ]);
  });

  it("is not the stand-in's, whose private half everybody has, unless the platform is on this machine", () => {
    const sealingKey = standInSealingKey;
    expect(problemsOf({ sealingKey }, { towns })).toEqual([
      `platform.sealingKey.publicKey = "${standInSealingKey.publicKey}": ${askForKey}`,
    ]);
    expect(problemsOf({ sealingKey, url: 'http://127.0.0.1:8800' }, { towns })).toEqual([]);
  });
});

it('names each town once', () => {
  expect(problemsOf({ sealingKey: cityKey }, { towns: [...towns, ...towns] })).toEqual([
    'qualification.towns[1].id = "east": choose another, or remove the second entry',
  ]);
});
