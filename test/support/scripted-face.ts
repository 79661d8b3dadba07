/**
 * A face page's camera without a browser: real pictures for the station's engine, and frames measured on the same face,
 * which acts as it is asked to. The page's own worker has its tests in a real browser.
 */
import { encode } from 'jpeg-js';

import { systemClock } from '#contracts/clock.ts';
import {
  challengeActions,
  facePointNames,
  type ChallengeAction,
  type FaceFinding,
  type FaceMeasurement,
  type FacePointName,
} from '#contracts/face.ts';
import type { Screen } from '#contracts/face-view.ts';
import { FaceEngineClient } from '#face/client.ts';
import { cameraPeople } from '#station/device-host/camera-people.ts';
import type { FaceClient } from './face-client.ts';
import { drawnFace } from './face-frames.ts';

/** Milliseconds. */
const times = { frame: 60, reaction: 400, act: 300, giveUp: 60_000 } as const;

export interface ScriptedFace {
  /** JPEG, base64. */
  readonly jpeg: string;
  readonly aspect: number;
  readonly rest: FaceMeasurement;
}

/** The two people of the emulated camera. */
export async function scriptedFaces(): Promise<{
  readonly first: ScriptedFace;
  readonly second: ScriptedFace;
}> {
  const people = await cameraPeople()();
  if (!people.ok) throw new Error(people.error.code);
  const engine = new FaceEngineClient({ clock: systemClock, environment: process.env });
  try {
    const scripted = async ({
      width,
      height,
      rgb,
    }: (typeof people.value)['first']): Promise<ScriptedFace> => {
      const rgba = new Uint8Array(width * height * 4).fill(255);
      for (let pixel = 0; pixel < width * height; pixel += 1)
        rgba.set(rgb.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
      const jpeg = Buffer.from(encode({ width, height, data: rgba }, 90).data).toString('base64');
      const found = await engine.analyse(jpeg, new AbortController().signal);
      if (!found.ok) throw new Error(found.error.code);
      return { jpeg, aspect: found.value.aspect, rest: measured(found.value) };
    };
    return { first: await scripted(people.value.first), second: await scripted(people.value.second) };
  } finally {
    engine.stop();
  }
}

/** In the middle of a good frame, with the points where the engine found them. */
function measured({ faces: [face] }: FaceFinding): FaceMeasurement {
  if (face === undefined) throw new Error('no face in the picture');
  return drawnFace({ change: { points: face.points } });
}

type Points = Readonly<Record<FacePointName, [number, number]>>;

function acting(face: ScriptedFace, action: ChallengeAction): FaceMeasurement {
  const at = (name: FacePointName): [number, number] => {
    const [x, y] = face.rest.points[facePointNames.indexOf(name)] ?? [0, 0];
    return [x, y];
  };
  const points = Object.fromEntries(facePointNames.map((name) => [name, at(name)])) as unknown as Points;
  const width = points.leftCheek[0] - points.rightCheek[0];
  switch (action) {
    case 'turn-left':
      points.noseTip[0] += 0.2 * width;
      break;
    case 'turn-right':
      points.noseTip[0] -= 0.2 * width;
      break;
    case 'nod':
      points.noseTip[1] += 0.06 * (points.chin[1] - points.forehead[1]);
      break;
    case 'open-mouth':
      points.lipBottom[1] += 0.35 * (points.mouthLeft[0] - points.mouthRight[0]) * face.aspect;
      break;
    case 'blink':
      for (const side of ['left', 'right'] as const)
        for (const one of ['1', '2'] as const) {
          const [top, bottom] = [points[`${side}EyeTop${one}`], points[`${side}EyeBottom${one}`]];
          const middle = (top[1] + bottom[1]) / 2;
          top[1] = middle + (top[1] - middle) * 0.5;
          bottom[1] = middle + (bottom[1] - middle) * 0.5;
        }
      break;
  }
  return { ...face.rest, points: facePointNames.map((name) => points[name]) };
}

type Capture = Extract<Screen, { kind: 'face-capture' }>;

/**
 * Goes through the capture that is on the screen, until another screen is. `acts` false: a photograph, which does
 * nothing. `until` may end it in the middle (then the camera falls silent).
 */
export async function goThroughCapture(
  client: FaceClient,
  face: ScriptedFace,
  {
    acts = true,
    until = () => false,
  }: { acts?: boolean; until?: (screen: Capture) => boolean | Promise<boolean> } = {},
): Promise<void> {
  const first = await client.screen('face-capture');
  const { attempt } = first;
  await client.evidence({ kind: 'camera', attempt, state: 'started' });
  let seq = 0;
  let taken = 0;
  let prompt: { readonly name: string; readonly since: number } = { name: '', since: 0 };
  const end = Date.now() + times.giveUp;
  while (Date.now() < end) {
    const screen = client.view?.screen;
    if (screen?.kind !== 'face-capture' || screen.attempt !== attempt || (await until(screen))) return;
    if (screen.prompt !== prompt.name) prompt = { name: screen.prompt, since: Date.now() };
    if (screen.picture !== null && screen.picture !== taken) {
      taken = screen.picture;
      await client.evidence({ kind: 'picture', attempt, request: taken, jpeg: face.jpeg });
    }
    const action = challengeActions.find((one) => one === prompt.name);
    // Again and again, like a person who sees that nothing happened: a busy machine may miss it once.
    const waited = (Date.now() - prompt.since) % (times.reaction + times.act);
    const moves = acts && action !== undefined && waited >= times.reaction;
    seq += 1;
    await client.evidence({
      kind: 'frame',
      attempt,
      seq,
      faces: [moves ? acting(face, action) : face.rest],
      aspect: face.aspect,
      inferenceMs: times.frame,
    });
    await new Promise((resolve) => setTimeout(resolve, times.frame));
  }
  throw new Error('the capture did not end');
}
