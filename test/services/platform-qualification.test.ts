/** The station's client and sealing against the stand-in: two readings of one contract. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';

import { systemClock } from '#contracts/clock.ts';
import { createStandIn } from '#platform/server.ts';
import { standInAt } from '#station/stand-in.ts';
import { PlatformClient } from '#station/platform-client/client.ts';
import { attemptOf, grey, sealedNumber, TableEngine, visitOf } from '#test/support/qualification-stand-in.ts';

const never = new AbortController().signal;
/** Synthetic people by what they are for: docs/platform.md. */
const [due, suspended, notEnrolled, staff, dead] = [2, 3, 13, 180, 197];
const face = grey(40);

let app: FastifyInstance;
let url = '';
let platform: PlatformClient;

beforeAll(async () => {
  const engine = new TableEngine();
  engine.know(face, 0);
  app = createStandIn({
    clock: systemClock,
    token: () => 'token-of-a-test-00000000',
    terminalKey: null,
    engine,
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  platform = new PlatformClient({
    url,
    key: null,
    requestMs: 20_000,
    clock: systemClock,
    log: { event: () => undefined },
  });
});
afterAll(() => app.close());

const failure = (code: string) => ({ ok: false, error: { code } });

describe('what the station asks', () => {
  it('is answered: status, face, finger, staff', async () => {
    const identity = await sealedNumber(due);
    expect(await platform.qualificationStatus({ identity }, never)).toMatchObject({
      ok: true,
      value: { benefits: [{ kind: 'civil-service' }], enrolled: { face: true } },
    });
    expect(await platform.faceReference({ identity }, never)).toMatchObject({
      ok: true,
      value: { kind: 'photo' },
    });
    expect(await platform.fingerprintTemplate({ identity, format: 'ef01' }, never)).toMatchObject({
      ok: true,
    });
    expect(await platform.confirmStaff({ identity: await sealedNumber(staff) }, never)).toEqual({
      ok: true,
      value: { staff: 'W-0180' },
    });
  });

  it('is refused by name', async () => {
    const [ofDead, ofNotEnrolled] = [await sealedNumber(dead), await sealedNumber(notEnrolled)];
    expect(await platform.qualificationStatus({ identity: ofDead }, never)).toMatchObject(
      failure('person-deceased'),
    );
    expect(await platform.faceReference({ identity: ofNotEnrolled }, never)).toMatchObject(
      failure('not-enrolled'),
    );
    expect(
      await platform.fingerprintTemplate({ identity: ofNotEnrolled, format: 'ef01' }, never),
    ).toMatchObject(failure('not-enrolled'));
    expect(await platform.confirmStaff({ identity: ofNotEnrolled }, never)).toMatchObject(
      failure('staff-unknown'),
    );
    expect(await platform.qualificationStatus({ identity: 'city-1.AAAA.AAAA' }, never)).toMatchObject(
      failure('platform-refused'),
    );
  });
});

describe('what the dock does', () => {
  it('puts a face on file, by which the person is known again', async () => {
    const jpeg = face.toString('base64');
    expect(await standInAt(url).enrol({ person: due, face: jpeg })).toEqual({ ok: true, value: undefined });
    expect(await platform.matchFace({ identity: await sealedNumber(due), jpeg }, never)).toEqual({
      ok: true,
      value: { matched: true, score: 1, threshold: 0.5 },
    });
  });

  it('has somebody authenticated elsewhere: the attempt that comes after is a conflict', async () => {
    const attempt = await attemptOf(suspended, new Date().toISOString());
    await standInAt(url).enrol({ person: suspended, authenticatedElsewhere: true });
    expect(await platform.sendEvent('conflict', attempt, never)).toMatchObject({
      ok: true,
      value: { taken: true, repeated: false, qualification: { outcome: 'already-authenticated' } },
    });
  });
});

describe('what the station sends', () => {
  it('comes back with one outcome, however often it is sent', async () => {
    const attempt = await attemptOf(due, new Date().toISOString());
    const first = await platform.sendEvent('attempt', attempt, never);
    expect(first).toMatchObject({ ok: true, value: { qualification: { outcome: 'authenticated' } } });
    const again = await platform.sendEvent('attempt', attempt, never);
    expect(again).toEqual(first.ok ? { ok: true, value: { ...first.value, repeated: true } } : null);
  });

  it('books a visit', async () => {
    const visit = await visitOf(due, new Date().toISOString(), {
      address: 'home',
      phoneOnFile: 'mobile',
      phone: null,
    });
    expect(await platform.sendEvent('visit', visit, never)).toMatchObject({
      ok: true,
      value: { qualification: { outcome: 'recorded' } },
    });
  });

  it('is refused for good where nobody can open it', async () => {
    const attempt = await attemptOf(due, new Date().toISOString(), { identity: 'city-1.AAAA.AAAA' });
    expect(await platform.sendEvent('unreadable', attempt, never)).toEqual({
      ok: true,
      value: { taken: false, code: 'platform-refused' },
    });
  });
});
