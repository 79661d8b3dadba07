/** Frames as a page's worker would measure them: a face drawn by its features, in the middle of the picture. */
import {
  facePointNames,
  type FaceEvidence,
  type FaceFrame,
  type FaceMeasurement,
  type FacePointName,
} from '#contracts/face.ts';

export interface DrawnFace {
  readonly turn?: number;
  readonly nod?: number;
  readonly mouth?: number;
  readonly eyes?: number;
  /** Middle of the face and its height, shares of the frame. */
  readonly x?: number;
  readonly y?: number;
  readonly height?: number;
  readonly change?: Partial<FaceMeasurement>;
}

export const frameAspect = 4 / 3;

export function drawnFace({
  turn = 0,
  nod = 0.5,
  mouth = 0.02,
  eyes = 0.3,
  x = 0.5,
  y = 0.5,
  height = 0.5,
  change = {},
}: DrawnFace = {}): FaceMeasurement {
  const width = height / frameAspect;
  const eyeWidth = 0.2 * width;
  const eyeHalf = (eyes * eyeWidth * frameAspect) / 2;
  const eyeLine = y - 0.1 * height;
  const mouthWidth = 0.3 * width;
  const points: Readonly<Record<FacePointName, readonly [number, number]>> = {
    forehead: [x, y - height / 2],
    chin: [x, y + height / 2],
    noseTip: [x + (turn * width) / 2, y + (nod - 0.5) * height],
    rightCheek: [x - width / 2, y],
    leftCheek: [x + width / 2, y],
    ...eye('right', x - 0.25 * width, eyeLine, eyeWidth, eyeHalf),
    ...eye('left', x + 0.25 * width, eyeLine, eyeWidth, eyeHalf),
    mouthRight: [x - mouthWidth / 2, y + 0.3 * height],
    mouthLeft: [x + mouthWidth / 2, y + 0.3 * height],
    lipTop: [x, y + 0.3 * height],
    lipBottom: [x, y + 0.3 * height + mouth * mouthWidth * frameAspect],
  };
  return {
    box: [x - width / 2, y - height / 2, width, height],
    confidence: 0.9,
    points: facePointNames.map((name): [number, number] => [...points[name]]),
    antispoof: 0.8,
    liveness: 0.8,
    brightness: 0.5,
    sidelight: 0.05,
    sharpness: 100,
    lowerFaceSkin: 0.9,
    ...change,
  };
}

function eye<S extends 'left' | 'right'>(
  side: S,
  x: number,
  y: number,
  width: number,
  half: number,
): Record<
  `${S}Eye${'Outer' | 'Inner' | 'Top1' | 'Top2' | 'Bottom1' | 'Bottom2'}`,
  readonly [number, number]
> {
  const outward = side === 'right' ? -1 : 1;
  const point = (name: string, across: number, down: number) => [
    `${side}Eye${name}`,
    [x + across * width, y + down] as const,
  ];
  return Object.fromEntries([
    point('Outer', outward / 2, 0),
    point('Inner', -outward / 2, 0),
    point('Top1', outward / 6, -half),
    point('Top2', -outward / 6, -half),
    point('Bottom1', outward / 6, half),
    point('Bottom2', -outward / 6, half),
  ]) as never;
}

export function faceFrame(
  seq: number,
  faces: readonly FaceMeasurement[] = [drawnFace()],
  attempt = 'a1',
): FaceFrame {
  return { kind: 'frame', attempt, seq, faces: [...faces], aspect: frameAspect, inferenceMs: 60 };
}

export function facePicture(request: number, jpeg = 'anBlZw==', attempt = 'a1'): FaceEvidence {
  return { kind: 'picture', attempt, request, jpeg };
}
