/**
 * From the last action of the challenge to the decision on the screen, on a whole station that compares by itself: return
 * to rest, second picture, engine, decision, journal, and the platform's word on the attempt. Beside it what one picture
 * costs the engine alone, and how soon the engine is ready after the first person has touched the face.
 */
import { systemClock } from '#contracts/clock.ts';
import type { StandInPerson } from '#contracts/platform-api.ts';
import { VpcdEmulator } from '#drivers/vpcd/emulator.ts';
import type { Screen } from '#contracts/face-view.ts';
import { FaceEngineClient } from '#face/client.ts';
import { FaceClient } from '#test/support/face-client.ts';
import { freePort } from '#test/support/free-port.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { goThroughCapture, scriptedFaces, type ScriptedFace } from '#test/support/scripted-face.ts';
import { runStandIn, StationProcess, type StandInHandle } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';
import { percentile, row, type BenchRow } from './bench.ts';

const attempts = 20;
const enginePictures = 20;
const engineStarts = 5;

export async function run(): Promise<readonly BenchRow[]> {
  const { first: face } = await scriptedFaces();
  const alone = await engineAlone(face);
  const standIn = await runStandIn();
  const port = await freePort();
  const station = new StationProcess(
    hallConfig({
      platformUrl: standIn.url,
      devices: [{ id: 'kiosk-card', driver: 'vpcd', port }],
      services: ['qualification'],
      kiosk: { camera: 'browser' },
      change: {
        delays: { goodbyeMs: 1000 },
        qualification: {
          attemptGapSeconds: 0,
          towns: [{ id: 'east', name: { zh: '东街', en: 'East' } }],
          face: { matcher: 'station' },
        },
      },
    }),
  );
  const card = new VpcdEmulator({ device: 'kiosk-card', host: '127.0.0.1', port, clock: systemClock });
  try {
    await station.start();
    await station.devicesReady();
    const client = new FaceClient(station.address('url'));
    try {
      const decisions: Decision[] = [];
      const [somebody, ...people] = sitters(standIn);
      if (somebody === undefined) throw new Error('nobody with this face on file');
      // The engine is started by whoever comes first, and stays while somebody comes within two minutes.
      const ready = await readyAfterConsent(station, client, card, somebody, face);
      for (const person of Array.from({ length: attempts }, (_, index) => people[index % people.length]))
        if (person !== undefined) decisions.push(await attempt(client, card, person, face));
      return rows(decisions, ready, alone);
    } finally {
      await client.close();
    }
  } finally {
    card.pull();
    await station.remove();
    await standIn.stop();
  }
}

function rows(decisions: readonly Decision[], ready: number, alone: EngineAlone): readonly BenchRow[] {
  const p50 = (samples: readonly number[]): number => percentile(samples, 0.5);
  const shown = decisions.map((decision) => decision.shown);
  const beside = `${decisions.length} attempts, matcher station`;
  return [
    row('challenge done to decision on the screen, p50', 'ms', p50(shown), null, beside),
    row('challenge done to decision on the screen, p95', 'ms', percentile(shown, 0.95), 1500, beside),
    row(
      'of it, until the second picture has come, p50',
      'ms',
      p50(decisions.map(({ pictured }) => pictured)),
      null,
      'a camera of 16 pictures a second, of which one shows the face at rest and the next is asked for the picture',
    ),
    row(
      'of it, until the engine has looked and the attempt is durable, p50',
      'ms',
      p50(decisions.map(({ pictured, judged }) => judged - pictured)),
      null,
      'the first picture and the photograph on file were looked at before',
    ),
    row(
      "of it, until the platform's word is on the screen, p50",
      'ms',
      p50(decisions.map(({ judged, shown: end }) => end - judged)),
      null,
      'stand-in on loopback; a platform that does not answer ends the wait after delays.submitMs',
    ),
    row(
      "one picture in the face engine's process, median",
      'ms',
      p50(alone.pictures),
      null,
      `${enginePictures} pictures of 300 x 300; two are looked at in an attempt, the first of them during the challenge`,
    ),
    row('first picture of a new face engine, median', 'ms', p50(alone.first), null, `${engineStarts} starts`),
    row(
      'face engine ready after its start, median',
      'ms',
      p50(alone.ready),
      null,
      `${engineStarts} starts: process, models, each run once`,
    ),
    row(
      'first consent on the screen to engine ready',
      'ms',
      ready,
      3000,
      'the person reads and touches meanwhile; nobody waits for it before the first picture',
    ),
  ];
}

/** People of the age whose face on file is the scripted one's. */
function sitters({ people }: StandInHandle): readonly StandInPerson[] {
  return people.filter(
    ({ sitter, cardState, person: { deceased, birthDate }, staff }) =>
      sitter === 'first' && cardState === 'normal' && !deceased && !staff && birthDate < '1960',
  );
}

async function toConsent(client: FaceClient, card: VpcdEmulator, person: StandInPerson): Promise<void> {
  const inserted = await card.insert(person.card);
  if (!inserted.ok) throw new Error(inserted.error.code);
  await client.screen('choices', ({ options }) => options.some(({ id }) => id === 'qualification:begin'));
  await client.choose('qualification:begin');
  await client.screen('choices', ({ options }) => options.some(({ id }) => id === 'self'));
  await client.choose('self');
  await client.screen('choices', ({ options }) => options.some(({ id }) => id === 'face'));
  await client.choose('face');
  await client.screen('consent');
}

/** Milliseconds after the last action that the station saw. */
interface Decision {
  /** The face was at rest again, and the second picture has come. */
  readonly pictured: number;
  /** The engine has looked, the station has decided, and the attempt is durable. */
  readonly judged: number;
  /** The platform has taken it, and the screen says so. */
  readonly shown: number;
}

/** Goes through the capture, and away. */
async function decide(client: FaceClient, card: VpcdEmulator, face: ScriptedFace): Promise<Decision> {
  await client.confirm();
  await client.screen('face-capture');
  const begun = client.views.length;
  const captured = goThroughCapture(client, face);
  const done = await seen((screen) => screen.kind === 'face-capture' && screen.done === screen.steps);
  const pictured = await seen((screen) => screen.kind === 'working' && screen.title.zh === '正在核对');
  const judged = await seen((screen) => screen.kind === 'working' && screen.title.zh === '正在提交');
  const shown = await seen(ended);
  await captured;
  if (client.view?.screen.kind !== 'result') throw new Error(JSON.stringify(client.view?.screen));
  card.pull();
  await client.intend({ do: 'finish', revision: client.view.revision });
  await client.screen('idle');
  return { pictured: pictured - done, judged: judged - done, shown: shown - done };

  /** When a screen of this capture was first so. */
  function seen(look: (screen: Screen) => boolean): Promise<number> {
    return until(
      'a step of the capture',
      () =>
        client.views.slice(begun).some(({ screen }) => look(screen) || ended(screen)) && performance.now(),
      60_000,
    );
  }
}

function ended({ kind }: Screen): boolean {
  return kind === 'result' || kind === 'error';
}

async function attempt(
  client: FaceClient,
  card: VpcdEmulator,
  person: StandInPerson,
  face: ScriptedFace,
): Promise<Decision> {
  await toConsent(client, card, person);
  return decide(client, card, face);
}

async function readyAfterConsent(
  station: StationProcess,
  client: FaceClient,
  card: VpcdEmulator,
  person: StandInPerson,
  face: ScriptedFace,
): Promise<number> {
  await toConsent(client, card, person);
  const asked = performance.now();
  await until('the engine is ready', () => station.program.log.includes('"face-engine-started"'), 30_000);
  const ready = performance.now() - asked;
  await decide(client, card, face);
  return ready;
}

interface EngineAlone {
  readonly ready: readonly number[];
  readonly first: readonly number[];
  readonly pictures: readonly number[];
}

async function engineAlone({ jpeg }: ScriptedFace): Promise<EngineAlone> {
  const measured: Record<keyof EngineAlone, number[]> = { ready: [], first: [], pictures: [] };
  for (let start = 0; start < engineStarts; start += 1) {
    const engine = new FaceEngineClient({
      clock: systemClock,
      environment: process.env,
      onReady: (ms) => measured.ready.push(ms),
    });
    const look = async (): Promise<number> => {
      const from = performance.now();
      const found = await engine.analyse(jpeg, new AbortController().signal);
      if (!found.ok) throw new Error(found.error.code);
      return performance.now() - from;
    };
    await engine.warm();
    measured.first.push(await look());
    for (let count = 0; count < enginePictures / engineStarts; count += 1)
      measured.pictures.push(await look());
    engine.stop();
  }
  return measured;
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await run(), null, 2)}\n`);
