import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';

import {
  platformEventAnswerSchema,
  platformPaths,
  standInQualificationSchema,
  type PlatformEvent,
} from '#contracts/platform-api.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { attemptOf, grey, TableEngine, visitOf } from '#test/support/qualification-stand-in.ts';
import { sealToStandIn } from '#test/support/sealed.ts';
import { createStandIn } from './server.ts';

/** 09:00 in China. */
const now = '2026-01-05T01:00:00.000Z';
const today = '2026-01-05';
const hour = 3_600_000;

/** Synthetic people by what they are for: docs/platform.md. */
const due = 2;
const suspended = 3;
const withoutBenefit = 0;
const staff = 180;
const dead = 197;

const own = grey(40);
const other = grey(200);

let clock: HandClock;
let engine: TableEngine;
let app: FastifyInstance;

beforeEach(async () => {
  clock = new HandClock(Date.parse(now));
  engine = new TableEngine();
  engine.know(own, 0);
  engine.know(other, 20);
  app = createStandIn({ clock, token: () => 'token-of-a-test-00000000', terminalKey: null, engine });
  await enrol({ person: due, face: own.toString('base64') });
});
afterEach(() => app.close());

const enrol = (payload: object) => app.inject({ method: 'PUT', url: platformPaths.enrol, payload });

async function send(key: string, event: PlatformEvent) {
  const answer = await app.inject({
    method: 'POST',
    url: platformPaths.events,
    payload: event,
    headers: { 'idempotency-key': key },
  });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

/** The outcome of an attempt or booking that was taken. */
async function outcomeOf(key: string, event: PlatformEvent) {
  const { body } = await send(key, event);
  return platformEventAnswerSchema.parse(body).qualification;
}

async function report() {
  return standInQualificationSchema.parse(
    (await app.inject({ url: platformPaths.receivedQualification })).json(),
  );
}

describe('an attempt that passed', () => {
  it('authenticates for twelve months from the day on which it was made', async () => {
    expect(await outcomeOf('a', await attemptOf(due, now))).toEqual({
      outcome: 'authenticated',
      authenticatedOn: today,
      nextBefore: '2027-01-05',
      resumed: false,
      reference: 'Z20260105-0001',
    });
  });

  it('lets a suspended payment go on', async () => {
    expect(await outcomeOf('a', await attemptOf(suspended, now))).toMatchObject({
      outcome: 'authenticated',
      resumed: true,
    });
  });

  it('gets the same answer again under its key, and counts once', async () => {
    const attempt = await attemptOf(suspended, now);
    const first = await send('a', attempt);
    expect(first.body['repeated']).toBe(false);
    await clock.turn(48 * hour);
    const again = await send('a', attempt);
    expect(again.body).toEqual({ ...first.body, repeated: true });
    expect((await report()).attempts).toHaveLength(1);
  });

  it('breaks the contract under a key that another has', async () => {
    await send('a', await attemptOf(due, now));
    expect(await send('a', await attemptOf(due, now, { audit: 'another' }))).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });

  it('counts for the day on which it was made when it arrives days later', async () => {
    const attempt = await attemptOf(due, now);
    await clock.turn(72 * hour);
    expect(await outcomeOf('a', attempt)).toMatchObject({ authenticatedOn: today, nextBefore: '2027-01-05' });
  });

  it('counts for the day in China', async () => {
    await clock.turn(16 * hour);
    expect(await outcomeOf('a', await attemptOf(due, '2026-01-05T16:30:00.000Z'))).toMatchObject({
      authenticatedOn: '2026-01-06',
    });
  });

  it('counts for no day after today, whatever the station’s clock says', async () => {
    expect(await outcomeOf('a', await attemptOf(due, '2031-01-05T01:00:00.000Z'))).toMatchObject({
      authenticatedOn: today,
    });
  });

  it('is answered by the one elsewhere that counts already', async () => {
    const attempt = await attemptOf(suspended, now);
    await clock.turn(24 * hour);
    await enrol({ person: suspended, authenticatedElsewhere: true });
    expect(await outcomeOf('a', attempt)).toEqual({
      outcome: 'already-authenticated',
      authenticatedOn: '2026-01-06',
      nextBefore: '2027-01-06',
      resumed: false,
      reference: 'Z20260106-0001',
    });
  });

  it('counts on a later day than the newest', async () => {
    await enrol({ person: due, authenticatedElsewhere: true });
    await clock.turn(24 * hour);
    expect(await outcomeOf('a', await attemptOf(due, '2026-01-06T01:00:00.000Z'))).toMatchObject({
      outcome: 'authenticated',
      authenticatedOn: '2026-01-06',
    });
  });

  it.each([
    ['somebody recorded as dead', dead],
    ['somebody without a benefit', withoutBenefit],
    ['nobody whom the platform knows', 999],
  ])('is refused for %s', async (_who, person) => {
    expect(await outcomeOf('a', await attemptOf(person, now))).toEqual({
      outcome: 'refused',
      authenticatedOn: null,
      nextBefore: null,
      resumed: false,
      reference: 'Z20260105-0001',
    });
  });
});

describe('an attempt that failed', () => {
  it('is noted and changes nothing', async () => {
    const failed = await attemptOf(suspended, now, { result: 'failed', reason: 'face-not-live' });
    expect(await outcomeOf('a', failed)).toMatchObject({ outcome: 'recorded', authenticatedOn: null });
    // Still suspended: the next one resumes it.
    expect(await outcomeOf('b', await attemptOf(suspended, now))).toMatchObject({ resumed: true });
  });
});

describe('staff who confirm by sight', () => {
  const bySight = (id: string | null, person = due) =>
    attemptOf(person, now, { way: 'staff', matcher: 'sight', ground: 'mobility', staff: id });

  it('are believed where the platform knows them', async () => {
    expect(await outcomeOf('a', await bySight('W-0180'))).toMatchObject({ outcome: 'authenticated' });
  });

  it.each(['W-0002', 'W-9999', '', null])('are refused as %j', async (id) => {
    expect(await outcomeOf('a', await bySight(id))).toMatchObject({ outcome: 'refused' });
  });
});

describe('a picture that no station could compare', () => {
  const unmatched = async (picture: Buffer, person = due) =>
    attemptOf(person, now, {
      result: 'unmatched',
      matcher: null,
      matchScore: null,
      image: await sealToStandIn('image', picture),
    });

  it('authenticates the person on it', async () => {
    expect(await outcomeOf('a', await unmatched(own))).toMatchObject({ outcome: 'authenticated' });
  });

  it('authenticates nobody else', async () => {
    expect(await outcomeOf('a', await unmatched(other))).toMatchObject({ outcome: 'refused' });
  });

  it('authenticates nobody where it shows two, or nobody', async () => {
    const two = grey(90);
    engine.know(two, 0, 0);
    expect(await outcomeOf('a', await unmatched(two))).toMatchObject({ outcome: 'refused' });
    expect(await outcomeOf('b', await unmatched(grey(91)))).toMatchObject({ outcome: 'refused' });
  });

  it('authenticates nobody without a face on file', async () => {
    await enrol({ person: due, face: null });
    expect(await outcomeOf('a', await unmatched(own))).toMatchObject({ outcome: 'refused' });
    expect(engine.asked).toBe(0);
  });

  it.each([
    ['no picture', Buffer.from('not a picture')],
    ['half a header', own.subarray(0, 20)],
    ['nothing', Buffer.alloc(0)],
  ])('is refused for good where it is %s, so that it holds nothing up', async (_what, bytes) => {
    expect(await outcomeOf('a', await unmatched(bytes))).toMatchObject({ outcome: 'refused' });
    expect(engine.asked).toBe(0);
  });

  it('is refused where it is missing or was sealed as something else', async () => {
    const missing = await attemptOf(due, now, { result: 'unmatched' });
    expect(await outcomeOf('a', missing)).toMatchObject({ outcome: 'refused' });
    const disguised = await attemptOf(due, now, {
      result: 'unmatched',
      image: await sealToStandIn('identity', own),
    });
    expect(await outcomeOf('b', disguised)).toMatchObject({ outcome: 'refused' });
  });

  it('is asked for again when the engine failed', async () => {
    const attempt = await unmatched(own);
    engine.failure = 'face-models-missing';
    expect(await send('a', attempt)).toMatchObject({ status: 500, body: { code: 'internal' } });
    engine.failure = null;
    const { body } = await send('a', attempt);
    expect(platformEventAnswerSchema.parse(body)).toMatchObject({
      repeated: false,
      qualification: { outcome: 'authenticated' },
    });
  });

  it('is compared once, however often it comes while it is', async () => {
    const attempt = await unmatched(own);
    const answers = await Promise.all([send('a', attempt), send('a', attempt), send('a', attempt)]);
    // The photograph on file and the picture.
    expect(engine.asked).toBe(2);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body['qualification']))).size).toBe(1);
    expect(answers.filter(({ body }) => body['repeated'] === false)).toHaveLength(1);
  });

  it('is not confused with another that comes under its key meanwhile', async () => {
    const answers = await Promise.all([send('a', await unmatched(own)), send('a', await unmatched(other))]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
  });
});

describe('a home visit', () => {
  const details = { address: 'home', phoneOnFile: 'mobile', phone: null };

  it('is put on the town’s list, its details opened', async () => {
    const visit = await visitOf(due, now, details, { proxy: true });
    expect(await outcomeOf('v', visit)).toEqual({
      outcome: 'recorded',
      authenticatedOn: null,
      nextBefore: null,
      resumed: false,
      reference: 'S20260105-0001',
    });
    expect((await send('v', visit)).body).toMatchObject({ repeated: true });
    expect((await report()).visits).toEqual([
      {
        reference: 'S20260105-0001',
        station: 'demo-1',
        at: now,
        person: due,
        proxy: true,
        town: '示例镇',
        wish: 'weekday-morning',
        details,
      },
    ]);
  });

  it('takes a number that was typed, and no address', async () => {
    const typed = { address: null, phoneOnFile: null, phone: '02312333' };
    await send('v', await visitOf(due, now, typed));
    expect((await report()).visits).toMatchObject([{ details: typed }]);
  });

  it('is refused for somebody recorded as dead, and stands on no list', async () => {
    expect(await outcomeOf('v', await visitOf(dead, now, details))).toMatchObject({ outcome: 'refused' });
    expect((await report()).visits).toEqual([]);
  });

  it.each([
    ['both telephones', { address: null, phoneOnFile: 'mobile', phone: '02312333' }],
    ['no telephone', { address: 'home', phoneOnFile: null, phone: null }],
    ['an address that is not on file', { ...details, address: 'castle' }],
    ['a telephone that is not on file', { ...details, phoneOnFile: 'other' }],
    ['letters for a number', { address: null, phoneOnFile: null, phone: 'call me' }],
    ['no details', 'nothing'],
  ])('breaks the contract with %s', async (_what, wrong) => {
    expect((await send('v', await visitOf(due, now, wrong))).status).toBe(400);
    expect((await report()).visits).toEqual([]);
  });

  it('breaks the contract with details that are sealed as something else, or are no JSON', async () => {
    const disguised = await sealToStandIn('image', JSON.stringify(details));
    expect((await send('v', await visitOf(due, now, details, { details: disguised }))).status).toBe(400);
    const text = await sealToStandIn('home-visit', '{');
    expect((await send('w', await visitOf(due, now, details, { details: text }))).status).toBe(400);
  });
});

describe('what stations send', () => {
  it('is shown as it was taken', async () => {
    await send('a', await attemptOf(due, now));
    await send('b', await attemptOf(dead, now, { way: 'fingerprint' }));
    await send('c', await attemptOf(999, now, { result: 'failed' }));
    expect((await report()).attempts).toEqual([
      {
        reference: 'Z20260105-0001',
        station: 'demo-1',
        at: now,
        person: due,
        way: 'face',
        result: 'passed',
        outcome: 'authenticated',
      },
      expect.objectContaining({ reference: 'Z20260105-0002', person: dead, outcome: 'refused' }),
      expect.objectContaining({ reference: 'Z20260105-0003', person: null, outcome: 'recorded' }),
    ]);
  });

  it.each([
    ['an identity in clear', { identity: '11010519491231002X' }],
    ['a way that is none', { way: 'shouting' }],
    ['no result', { result: null }],
  ])('is refused for good with %s', async (_what, wrong) => {
    const event = await attemptOf(due, now);
    const { status, body } = await send('a', { ...event, body: { ...event.body, ...wrong } });
    expect([status, body['code']]).toEqual([400, 'invalid-request']);
    expect((await report()).attempts).toEqual([]);
  });

  it('is refused for good with an identity that is sealed as something else', async () => {
    const identity = await sealToStandIn('image', '11010519491231002X');
    expect((await send('a', await attemptOf(due, now, { identity }))).status).toBe(400);
  });

  it('is taken without an outcome where it is no attempt', async () => {
    const { body } = await send('r', {
      topic: 'person-refused',
      station: 'demo-1',
      at: now,
      person: null,
      body: {},
    });
    expect(body).toEqual({ accepted: true, repeated: false });
  });

  it('may be as long as a picture, and no longer', async () => {
    const event = await attemptOf(due, now, { image: `stand-in.a.${'A'.repeat(399_000)}` });
    expect((await send('a', event)).status).toBe(200);
    const tooLong = { ...event, body: { ...event.body, more: 'A'.repeat(300_000) } };
    expect((await send('b', tooLong)).status).toBe(400);
  });
});

it('ends the engine when it ends', async () => {
  await app.close();
  expect(engine.stopped).toBe(true);
});

it('knows members of staff who draw nothing', async () => {
  expect(await outcomeOf('a', await attemptOf(staff, now))).toMatchObject({ outcome: 'refused' });
});
