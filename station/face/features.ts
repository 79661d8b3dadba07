/** What a face does, from the points that were measured: the station works it out, whatever the page makes of it. */
import { facePointNames, type FaceMeasurement, type FacePointName } from '#contracts/face.ts';

export interface Features {
  /** Openness of the eyes: height by width (eye aspect ratio, Soukupová and Čech 2016), mean of both. */
  readonly eyes: number;
  /** -1 to 1: where the nose stands between the cheeks; above 0 the person looks to the own left. */
  readonly turn: number;
  /** 0 to 1: where the nose stands between forehead and chin; grows as the head goes down. */
  readonly nod: number;
  /** Openness of the mouth: gap of the lips by width. */
  readonly mouth: number;
  /** Of the line through the eyes, degrees; 0 is level. */
  readonly tilt: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** `aspect`: width by height of the frame, since points are shares of both. */
export function featuresOf({ points }: Pick<FaceMeasurement, 'points'>, aspect: number): Features {
  const at = (name: FacePointName): Point => {
    const [x, y] = points[facePointNames.indexOf(name)] ?? [0, 0];
    return { x: x * aspect, y };
  };
  const right = openness(
    [at('rightEyeOuter'), at('rightEyeInner')],
    [at('rightEyeTop1'), at('rightEyeBottom1')],
    [at('rightEyeTop2'), at('rightEyeBottom2')],
  );
  const left = openness(
    [at('leftEyeInner'), at('leftEyeOuter')],
    [at('leftEyeTop1'), at('leftEyeBottom1')],
    [at('leftEyeTop2'), at('leftEyeBottom2')],
  );
  const [nose, rightCheek, leftCheek] = [at('noseTip'), at('rightCheek'), at('leftCheek')];
  const [forehead, chin] = [at('forehead'), at('chin')];
  const [outerRight, outerLeft] = [at('rightEyeOuter'), at('leftEyeOuter')];
  return {
    eyes: (right + left) / 2,
    turn: ratio(nose.x - rightCheek.x - (leftCheek.x - nose.x), leftCheek.x - rightCheek.x),
    nod: ratio(nose.y - forehead.y, chin.y - forehead.y),
    mouth: ratio(distance(at('lipTop'), at('lipBottom')), distance(at('mouthRight'), at('mouthLeft'))),
    tilt: (Math.atan2(outerLeft.y - outerRight.y, outerLeft.x - outerRight.x) * 180) / Math.PI,
  };
}

function openness(
  [a, b]: readonly [Point, Point],
  first: readonly [Point, Point],
  second: readonly [Point, Point],
): number {
  return ratio(distance(...first) + distance(...second), 2 * distance(a, b));
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Points that fall together say nothing: 0. */
function ratio(part: number, whole: number): number {
  return Math.abs(whole) < 1e-6 ? 0 : part / whole;
}

/** The middle of each feature over several frames: one frame in which the points slipped does not count. */
export function medianFeatures(frames: readonly Features[]): Features {
  const middle = (pick: (features: Features) => number): number => median(frames.map(pick));
  return {
    eyes: middle(({ eyes }) => eyes),
    turn: middle(({ turn }) => turn),
    nod: middle(({ nod }) => nod),
    mouth: middle(({ mouth }) => mouth),
    tilt: middle(({ tilt }) => tilt),
  };
}

/** NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  return (upper + lower) / 2;
}
