/** The stand-in's own comparison: the real engine and models, on pictures of the package that brings them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { decode, encode } from 'jpeg-js';

import {
  matchFaceAnswerSchema,
  platformEventAnswerSchema,
  platformPaths,
  type PlatformEvent,
} from '#contracts/platform-api.ts';
import { startStandInServer, type StandInServer } from '#platform/start.ts';
import { attemptOf, sealedNumber } from '#test/support/qualification-stand-in.ts';
import { sealToStandIn } from '#test/support/sealed.ts';

const assets = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/human')), '../assets');
const sheet = decode(readFileSync(join(assets, 'screenshot-facedetect.jpg')));

/** Another picture than the one on file: mirrored, darker, nearer, and encoded worse. */
function taken(left: number, top: number, width: number, height: number): Buffer {
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (let channel = 0; channel < 3; channel += 1) {
        const from = ((top + y) * sheet.width + left + width - 1 - x) * 4 + channel;
        data[(y * width + x) * 4 + channel] = (sheet.data[from] ?? 0) * 0.85;
      }
  return encode({ data, width, height }, 70).data;
}

const man = taken(12, 350, 140, 146);
const woman = taken(478, 350, 140, 146);
/** A whole row of people. */
const several = taken(7, 345, 460, 150);
/** The sheet's black margin. */
const nobody = taken(0, 250, 140, 60);
/** Synthetic people with the man's and the woman's photograph on file. */
const [withMan, withWoman] = [2, 3];

let server: StandInServer;
beforeAll(async () => {
  server = await startStandInServer({ port: 0, terminalKey: null });
});
afterAll(() => server.close());

async function post(path: string, body: object, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(new URL(path, server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return answer.json();
}

async function match(person: number, picture: Buffer) {
  const body = { identity: await sealedNumber(person), jpeg: picture.toString('base64') };
  return matchFaceAnswerSchema.parse(await post(platformPaths.matchFace, body));
}

describe('the platform’s comparison', () => {
  it.each([
    ['the man', withMan, man],
    ['the woman', withWoman, woman],
  ])('knows %s again', async (_who, person, picture) => {
    const { matched, score } = await match(person, picture);
    expect(matched).toBe(true);
    expect(score).toBeGreaterThan(0.8);
    expect(score).toBeLessThan(1);
  });

  it.each([
    ['the woman for the man', withMan, woman],
    ['the man for the woman', withWoman, man],
    ['a group for one of it', withMan, several],
    ['a wall for anybody', withMan, nobody],
  ])('does not take %s', async (_who, person, picture) => {
    const { matched, score, threshold } = await match(person, picture);
    expect(matched).toBe(false);
    expect(score).toBeLessThan(threshold);
  });
});

describe('a picture that no station could compare', () => {
  const send = async (key: string, event: PlatformEvent) =>
    platformEventAnswerSchema.parse(await post(platformPaths.events, event, { 'idempotency-key': key }));
  const unmatched = async (picture: Buffer) =>
    attemptOf(withMan, new Date().toISOString(), {
      result: 'unmatched',
      image: await sealToStandIn('image', picture),
    });

  it('authenticates the right person, and only that one', async () => {
    expect((await send('wrong', await unmatched(woman))).qualification).toMatchObject({
      outcome: 'refused',
    });
    const right = await unmatched(man);
    const { qualification } = await send('right', right);
    expect(qualification).toMatchObject({ outcome: 'authenticated' });
    expect(await send('right', right)).toEqual({ accepted: true, repeated: true, qualification });
  });
});
