import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { decode } from 'jpeg-js';

import { faceReferenceAnswerSchema, platformPaths } from '#contracts/platform-api.ts';
import { qualificationStatusSchema } from '#contracts/qualification.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { grey, sealedNumber, TableEngine } from '#test/support/qualification-stand-in.ts';
import { sealToStandIn } from '#test/support/sealed.ts';
import { syntheticPeople } from './people.ts';
import { createStandIn } from './server.ts';

const people = syntheticPeople();
const today = '2026-01-05';
/** Synthetic people by what they are for: docs/platform.md. */
const [due, suspended, withoutPhone, notEnrolled, staff, dead, nobody] = [2, 3, 6, 13, 180, 197, 999];

const own = grey(40);
const other = grey(200);

let engine: TableEngine;
let app: FastifyInstance;

beforeEach(() => {
  engine = new TableEngine();
  engine.know(own, 0);
  engine.know(other, 20);
  app = createStandIn({
    clock: new HandClock(Date.parse('2026-01-05T01:00:00.000Z')),
    token: () => 'token-of-a-test-00000000',
    terminalKey: null,
    engine,
  });
});
afterEach(() => app.close());

async function ask(path: string, payload: object, method: 'POST' | 'PUT' = 'POST') {
  const answer = await app.inject({ method, url: path, payload });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

const enrol = (payload: object) => ask(platformPaths.enrol, payload, 'PUT');
const refused = (status: number, code: string) => ({ status, body: { status, code } });

describe.each([
  ['the status', platformPaths.qualificationStatus, {}],
  ['a face', platformPaths.faceReference, {}],
  ['a comparison', platformPaths.matchFace, { jpeg: own.toString('base64') }],
  ['a finger', platformPaths.fingerprintTemplate, { format: 'ef01' }],
] as const)('whoever asks for %s', (_what, path, more) => {
  it('hears of nobody whom the platform does not know, or knows as dead', async () => {
    expect(await ask(path, { ...more, identity: await sealedNumber(nobody) })).toMatchObject(
      refused(404, 'unknown-person'),
    );
    expect(await ask(path, { ...more, identity: await sealedNumber(dead) })).toMatchObject(
      refused(409, 'person-deceased'),
    );
  });

  it.each([
    ['a number in clear', () => Promise.resolve(people[due]?.person.number)],
    ['a number sealed as something else', () => sealToStandIn('image', people[due]?.person.number ?? '')],
    ['a sealed text that was changed', async () => (await sealedNumber(due)).replace(/.$/, '~')],
    ['another key', async () => (await sealedNumber(due)).replace('stand-in', 'city-1')],
    ['nothing', () => Promise.resolve()],
  ])('must not bring %s', async (_wrong, identity) => {
    expect(await ask(path, { ...more, identity: await identity() })).toMatchObject(
      refused(400, 'invalid-request'),
    );
  });

  it('must have the terminal’s key, where there is one', async () => {
    const locked = createStandIn({
      clock: new HandClock(),
      token: () => 'token-of-a-test-00000000',
      terminalKey: 'a-key',
      engine,
    });
    const answer = await locked.inject({ method: 'POST', url: path, payload: {} });
    expect(answer.statusCode).toBe(401);
    await locked.close();
  });
});

describe('the status', () => {
  const status = async (person: number) => {
    const { body } = await ask(platformPaths.qualificationStatus, { identity: await sealedNumber(person) });
    return qualificationStatusSchema.parse(body);
  };

  it('says what is due, what is on file, and how the person can be found', async () => {
    expect(await status(due)).toEqual({
      benefits: [
        {
          kind: 'civil-service',
          authenticatedOn: '2025-03-19',
          validUntil: '2026-03-19',
          dueSince: '2025-12-19',
          suspendedSince: null,
        },
      ],
      enrolled: { face: true, fingerprints: ['ef01'] },
      addresses: [
        { id: 'home', masked: '重庆市南岸区样例街**号' },
        { id: 'living', masked: '重庆市渝北区示例镇**组**号' },
      ],
      phones: [{ id: 'mobile', masked: '170****5838' }],
    });
  });

  it('says that a payment is suspended, and since when', async () => {
    const [pension, injury] = (await status(suspended)).benefits;
    expect(pension).toMatchObject({ validUntil: '2025-11-28', suspendedSince: '2025-11-29' });
    expect(injury).toMatchObject({ kind: 'work-injury', suspendedSince: null, dueSince: null });
  });

  it('says that nothing is on file', async () => {
    expect((await status(notEnrolled)).enrolled).toEqual({ face: false, fingerprints: [] });
    expect((await status(withoutPhone)).phones).toEqual([]);
  });

  it('never shows a house number or the middle of a telephone number', async () => {
    for (const { index, person } of people) {
      if (person.deceased) continue;
      const { addresses, phones } = await status(index);
      expect(addresses.length).toBeGreaterThan(0);
      for (const { masked } of addresses) expect(masked).not.toMatch(/\d/);
      for (const { masked } of phones) expect(masked).toMatch(/^1\d\d\*{4}\d{4}$/);
    }
  });

  it('knows of an authentication elsewhere', async () => {
    const { body } = await enrol({ person: suspended, authenticatedElsewhere: true });
    const after = await status(suspended);
    expect(body).toEqual(after);
    expect(after.benefits).toHaveLength(2);
    for (const benefit of after.benefits)
      expect(benefit).toMatchObject({
        authenticatedOn: today,
        validUntil: '2027-01-05',
        dueSince: null,
        suspendedSince: null,
      });
  });
});

describe('a face on file', () => {
  const reference = async (person: number) => {
    const { body } = await ask(platformPaths.faceReference, { identity: await sealedNumber(person) });
    const face = faceReferenceAnswerSchema.parse(body);
    if (face.kind !== 'photo') throw new Error('no photograph');
    return Buffer.from(face.jpeg, 'base64');
  };

  it('is a photograph of the person’s sitter', async () => {
    const [first, second] = [await reference(2), await reference(3)];
    for (const photo of [first, second]) expect(decode(photo)).toMatchObject({ width: 152, height: 160 });
    expect(first.equals(second)).toBe(false);
    expect((await reference(4)).equals(first)).toBe(true);
  });

  it('is what an office took last, or nothing', async () => {
    const identity = await sealedNumber(due);
    expect((await enrol({ person: due, face: own.toString('base64') })).status).toBe(200);
    expect((await reference(due)).equals(own)).toBe(true);
    await enrol({ person: due, face: null });
    expect(await ask(platformPaths.faceReference, { identity })).toMatchObject(refused(404, 'not-enrolled'));
    const jpeg = own.toString('base64');
    expect(await ask(platformPaths.matchFace, { identity, jpeg })).toMatchObject(
      refused(404, 'not-enrolled'),
    );
  });
});

describe('a comparison', () => {
  const compare = async (picture: Buffer) =>
    ask(platformPaths.matchFace, { identity: await sealedNumber(due), jpeg: picture.toString('base64') });
  beforeEach(() => enrol({ person: due, face: own.toString('base64') }));

  it('tells the person from another', async () => {
    expect((await compare(own)).body).toEqual({ matched: true, score: 1, threshold: 0.5 });
    expect((await compare(other)).body).toEqual({ matched: false, score: 0, threshold: 0.5 });
  });

  it('looks once at what is on file, until that changes', async () => {
    await compare(own);
    await compare(other);
    expect(engine.asked).toBe(3);
    await enrol({ person: due, face: other.toString('base64') });
    expect((await compare(own)).body['matched']).toBe(false);
    expect((await compare(other)).body['matched']).toBe(true);
  });

  it('takes no picture that is none', async () => {
    expect(await compare(Buffer.from('<svg/>'))).toMatchObject(refused(400, 'invalid-request'));
    expect(engine.asked).toBe(0);
  });

  it('is no answer without the engine', async () => {
    engine.failure = 'face-models-missing';
    expect(await compare(own)).toMatchObject(refused(500, 'internal'));
  });

  it('may bring a picture as long as the contract says, and no longer', async () => {
    const identity = await sealedNumber(due);
    // Bytes after the end of a JPEG are nobody's concern.
    const long = Buffer.concat([own, Buffer.alloc(300_000 - own.length)]);
    engine.know(long, 0);
    const ask300 = (jpeg: string) => ask(platformPaths.matchFace, { identity, jpeg });
    expect((await ask300(long.toString('base64'))).status).toBe(200);
    expect((await ask300('A'.repeat(400_004))).status).toBe(400);
    expect((await ask300('A'.repeat(1_000_000))).status).toBe(400);
  });
});

describe('a finger', () => {
  const finger = async (person: number, format: string) =>
    ask(platformPaths.fingerprintTemplate, { identity: await sealedNumber(person), format });

  it('is on file for the reader that the office has', async () => {
    expect((await finger(due, 'ef01')).body).toEqual({ template: people[due]?.fingerTemplate });
    expect(await finger(due, 'fprint')).toMatchObject(refused(404, 'not-enrolled'));
    expect(await finger(notEnrolled, 'ef01')).toMatchObject(refused(404, 'not-enrolled'));
    expect(await finger(due, 'wax')).toMatchObject(refused(400, 'invalid-request'));
  });

  it('can be taken for another reader', async () => {
    const fingerprint = { format: 'fprint', template: 'RlAz' };
    expect((await enrol({ person: due, fingerprint })).body['enrolled']).toEqual({
      face: true,
      fingerprints: ['ef01', 'fprint'],
    });
    expect((await finger(due, 'fprint')).body).toEqual({ template: 'RlAz' });
    expect((await finger(due, 'ef01')).body).toEqual({ template: people[due]?.fingerTemplate });
  });
});

describe('staff', () => {
  const confirm = (identity: string) => ask(platformPaths.confirmStaff, { identity });

  it('are known by the platform’s own id', async () => {
    expect((await confirm(await sealedNumber(staff))).body).toEqual({ staff: 'W-0180' });
  });

  it.each([due, dead, nobody])('are nobody else: %i', async (person) => {
    expect(await confirm(await sealedNumber(person))).toMatchObject(refused(404, 'not-staff'));
  });

  it('are named by a sealed number alone', async () => {
    expect(await confirm('W-0180')).toMatchObject(refused(400, 'invalid-request'));
    expect(
      await confirm(await sealToStandIn('home-visit', people[staff]?.person.number ?? '')),
    ).toMatchObject(refused(400, 'invalid-request'));
  });
});

describe('putting on file', () => {
  it.each([
    ['nobody', { person: nobody }, refused(404, 'unknown-person')],
    ['no picture', { person: due, face: 'AAAA' }, refused(400, 'invalid-request')],
    ['no base64', { person: due, face: '%%%' }, refused(400, 'invalid-request')],
    [
      'an unknown reader',
      { person: due, fingerprint: { format: 'x', template: '' } },
      refused(400, 'invalid-request'),
    ],
  ])('refuses %s, and changes nothing', async (_what, payload, answer) => {
    expect(await enrol(payload)).toMatchObject(answer);
    expect((await enrol({ person: due })).body['enrolled']).toEqual({ face: true, fingerprints: ['ef01'] });
  });
});
