/** The quality gate of a frame: what the person should change, the most helpful thing first; null: the frame is good. */
import type { FaceFrame, FaceMeasurement, FacePrompt } from '#contracts/face.ts';
import { featuresOf } from './features.ts';

/** Shares of the frame, measures of `FaceMeasurement`, and degrees. docs/qualification.md says how they were found. */
export const gate = {
  /** Height of the face. */
  smallest: 0.3,
  largest: 0.85,
  /** The middle of the face from the middle of the frame. */
  offAcross: 0.17,
  offDown: 0.17,
  /** A second face counts from this share of the first one's width: a passer-by far behind does not. */
  secondFace: 0.45,
  confidence: 0.5,
  darkest: 0.18,
  brightest: 0.88,
  sidelight: 0.35,
  turn: 0.35,
  tilt: 20,
  eyes: 0.1,
  lowerFaceSkin: 0.3,
  sharpness: 12,
} as const;

/** The face that counts, and whether it is alone. */
export function mainFace({ faces }: FaceFrame): {
  readonly face: FaceMeasurement | null;
  readonly alone: boolean;
} {
  const [face = null, second] = faces
    .filter(({ confidence }) => confidence >= gate.confidence)
    .toSorted((a, b) => b.box[2] - a.box[2]);
  const alone = face === null || second === undefined || second.box[2] < gate.secondFace * face.box[2];
  return { face, alone };
}

/** `follows`: the frame follows the person (seated mode), so that nobody is asked to move to its middle. */
export function guide(frame: FaceFrame, follows: boolean): FacePrompt | null {
  const { face, alone } = mainFace(frame);
  if (face === null) return 'nobody';
  if (!alone) return 'one-person';
  return (
    place(face, follows) ??
    light(face) ??
    pose(face, frame.aspect) ??
    (face.sharpness < gate.sharpness ? 'hold-still' : null)
  );
}

function place({ box: [x, y, width, height] }: FaceMeasurement, follows: boolean): FacePrompt | null {
  if (height < gate.smallest) return 'nearer';
  if (height > gate.largest) return 'further';
  if (follows) return null;
  const across = x + width / 2 - 0.5;
  const down = y + height / 2 - 0.5;
  // The camera sees the person's right on the left of its picture.
  if (across < -gate.offAcross) return 'move-left';
  if (across > gate.offAcross) return 'move-right';
  if (down < -gate.offDown) return 'move-down';
  if (down > gate.offDown) return 'move-up';
  return null;
}

function light({ brightness, sidelight }: FaceMeasurement): FacePrompt | null {
  if (brightness < gate.darkest) return 'more-light';
  if (brightness > gate.brightest) return 'less-light';
  return sidelight > gate.sidelight ? 'even-light' : null;
}

function pose(face: FaceMeasurement, aspect: number): FacePrompt | null {
  const { turn, tilt, eyes } = featuresOf(face, aspect);
  if (Math.abs(turn) > gate.turn || Math.abs(tilt) > gate.tilt) return 'look-straight';
  if (face.lowerFaceSkin < gate.lowerFaceSkin) return 'mask-off';
  return eyes < gate.eyes ? 'eyes-open' : null;
}
