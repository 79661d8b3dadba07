/**
 * Qualification authentication on a whole station, with the real face engine: killed with -9 in mid-capture and between
 * decision and submission, the platform away for the whole session, and what is left in files after it.
 */
import { afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';

import { systemClock } from '#contracts/clock.ts';
import type { StandInPerson } from '#contracts/platform-api.ts';
import { VpcdEmulator } from '#drivers/vpcd/emulator.ts';
import { FaceClient } from '#test/support/face-client.ts';
import { freePort } from '#test/support/free-port.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { findNeedles } from '#test/support/needles.ts';
import { goThroughCapture, scriptedFaces, type ScriptedFace } from '#test/support/scripted-face.ts';
import { runStandIn, StationProcess, type StandInHandle } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';

let faces: { readonly first: ScriptedFace; readonly second: ScriptedFace };
let standIn: StandInHandle;
let station: StationProcess;
let client: FaceClient;
let card: VpcdEmulator;

beforeAll(async () => {
  faces = await scriptedFaces();
});

beforeEach(async () => {
  standIn = await runStandIn();
  const port = await freePort();
  card = new VpcdEmulator({ device: 'kiosk-card', host: '127.0.0.1', port, clock: systemClock });
  station = new StationProcess(
    hallConfig({
      platformUrl: standIn.url,
      devices: [{ id: 'kiosk-card', driver: 'vpcd', port }],
      services: ['qualification'],
      kiosk: { camera: 'browser' },
      change: {
        qualification: {
          towns: [{ id: 'east', name: { zh: '东街', en: 'East' } }],
          face: { matcher: 'station', keepImage: true },
        },
      },
    }),
  );
  await start();
});

afterEach(async () => {
  card.pull();
  await client.close();
  await station.remove();
  await standIn.stop();
});

async function start(): Promise<void> {
  await station.start();
  await station.devicesReady();
  client = new FaceClient(station.address('url'));
}

/** kill -9, and a new life on the same data folder. */
async function killAndStart(): Promise<void> {
  await station.program.stop('SIGKILL');
  await client.close();
  card.pull();
  await start();
}

/** Somebody of the age, with a face on file that is the first sitter's. */
function person(skip = 0): StandInPerson {
  const found = standIn.people.filter(
    ({ sitter, cardState, person: { deceased, birthDate }, staff }) =>
      sitter === 'first' && cardState === 'normal' && !deceased && !staff && birthDate < '1960',
  )[skip];
  if (found === undefined) throw new Error('nobody');
  return found;
}

async function toWays(who: StandInPerson, specVersion = '2.00'): Promise<void> {
  await card.insert({ ...who.card, specVersion });
  await client.screen('choices', ({ options }) => options.some(({ id }) => id === 'qualification:begin'));
  await client.choose('qualification:begin');
  await client.screen('choices', ({ options }) => options.some(({ id }) => id === 'self'));
  await client.choose('self');
  await client.screen('choices', ({ options }) => options.some(({ id }) => id === 'face'));
}

async function toCapture(who: StandInPerson): Promise<void> {
  await toWays(who);
  await client.choose('face');
  await client.screen('consent');
  await client.confirm();
  await client.screen('face-capture');
}

/** Attempts that the platform has, oldest first. */
const attempts = async () => (await standIn.events()).filter(({ event }) => event.topic === 'qualification');

it('authenticates the person on file, and nobody else', async () => {
  await toCapture(person());
  await goThroughCapture(client, faces.first);
  const result = await client.screen('result');
  expect(JSON.stringify(result)).toContain('已提交');
  expect((await attempts()).map(({ event }) => event.body)).toMatchObject([
    { result: 'passed', way: 'face', matcher: 'station', reason: null },
  ]);
  card.pull();
  await toCapture(person(1));
  await goThroughCapture(client, faces.second);
  expect(await client.screen('error')).toMatchObject({ card: 'face-not-matched', code: 'face-mismatch' });
});

it('killed in mid-capture, it has told nobody anything, and the person can begin anew at once', async () => {
  await toCapture(person());
  await goThroughCapture(client, faces.first, { until: ({ done }) => done > 0 });
  await killAndStart();
  expect(station.program.log).toContain('"kind":"qualification"');
  expect(await attempts()).toEqual([]);
  await toCapture(person());
  await goThroughCapture(client, faces.first);
  await client.screen('result');
  expect(await attempts()).toHaveLength(1);
});

it('killed between decision and submission, it submits once at the next start', async () => {
  await toCapture(person());
  // The platform takes the attempt and never answers: it is durable here, and nobody knows whether it is there.
  await goThroughCapture(client, faces.first, {
    until: async ({ picture, done }) => {
      // Before the picture is sent that decides.
      if (picture !== null && done > 0) await standIn.misbehave({ mode: 'silent', latencyMs: 0 });
      return false;
    },
  });
  await client.screen('working', ({ title }) => title.zh === '正在提交');
  await killAndStart();
  await standIn.misbehave({ mode: 'none', latencyMs: 0 });
  await until('the platform has it', async () => (await attempts()).length > 0);
  await until('nothing waits', async () => (await station.metrics()).includes('yikatong_outbox_entries 0'));
  expect(await attempts()).toHaveLength(1);
});

it('with the platform away all the while, keeps it honestly, and the platform compares it later', async () => {
  await standIn.misbehave({ mode: 'away', latencyMs: 0 });
  const who = person();
  await toCapture(who);
  await goThroughCapture(client, faces.first);
  const result = await client.screen('result');
  expect(JSON.stringify(result)).toContain('已保存，联网后提交');
  expect(JSON.stringify(result)).not.toContain('认证成功');
  await killAndStart();
  await standIn.misbehave({ mode: 'none', latencyMs: 0 });
  await until('the platform has compared it', async () =>
    station.program.log.includes('qualification-settled'),
  );
  expect(station.program.log).toMatch(/"outcome":"authenticated"/);
  expect((await attempts()).map(({ event }) => event.body)).toMatchObject([
    { result: 'unmatched', matcher: 'station', matchScore: null },
  ]);
});

it('refuses a second attempt within a minute, with the other ways beside it', async () => {
  await toCapture(person());
  await goThroughCapture(client, faces.second);
  await client.screen('error');
  await client.choose('back');
  await client.screen('choices', ({ options }) => options.some(({ id }) => id === 'face'));
  await client.choose('face');
  await client.screen('consent');
  await client.confirm();
  expect(await client.screen('error')).toMatchObject({ card: 'attempt-too-soon' });
});

it('leaves nothing of face, name and number in any file of the station', async () => {
  const who = person();
  await toCapture(who);
  await goThroughCapture(client, faces.first);
  await client.screen('result');
  await until('nothing waits', async () => (await station.metrics()).includes('yikatong_outbox_entries 0'));
  await client.intend({ do: 'finish', revision: client.view?.revision ?? 0 });
  await client.screen('goodbye');
  const picture = Buffer.from(faces.first.jpeg, 'base64');
  const needles = [
    who.person.number,
    who.person.name,
    faces.first.jpeg.slice(2000, 2040),
    picture.subarray(2000, 2032),
    // The sealed picture as well is gone, once the platform has it.
    String((await attempts())[0]?.event.body['image']).slice(1000, 1040),
  ];
  expect(findNeedles(station.folder, needles)).toEqual([]);
  for (const needle of [who.person.number, who.person.name])
    expect(station.program.log).not.toContain(needle);
});
