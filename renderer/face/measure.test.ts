import { describe, expect, it } from '@jest/globals';

import { facePointIds, facePointNames, faceMeasurementSchema, type FacePointName } from '#contracts/face.ts';
import { measureFace, type FoundFace, type Picture } from './measure.ts';

const width = 320;
const height = 240;

type Paint = (x: number, y: number) => readonly [r: number, g: number, b: number];

function picture(paint: Paint): Picture {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) data.set([...paint(x, y), 255], 4 * (y * width + x));
  return { data, width, height };
}

/** A frontal face, 128 wide and 160 high, its nose's tip in the middle of the picture. */
const places: Readonly<Record<FacePointName, readonly [number, number]>> = {
  forehead: [160, 40],
  chin: [160, 200],
  noseTip: [160, 130],
  rightCheek: [96, 120],
  leftCheek: [224, 120],
  rightEyeOuter: [118, 95],
  rightEyeInner: [145, 97],
  rightEyeTop1: [126, 91],
  rightEyeTop2: [137, 91],
  rightEyeBottom1: [126, 100],
  rightEyeBottom2: [137, 100],
  leftEyeInner: [175, 97],
  leftEyeOuter: [202, 95],
  leftEyeTop1: [183, 91],
  leftEyeTop2: [194, 91],
  leftEyeBottom1: [183, 100],
  leftEyeBottom2: [194, 100],
  mouthRight: [140, 160],
  mouthLeft: [180, 160],
  lipTop: [160, 157],
  lipBottom: [160, 163],
};

function found(change: Partial<FoundFace> = {}): FoundFace {
  const mesh = Array.from({ length: 468 }, (): [number, number, number] => [160, 120, 0]);
  for (const name of facePointNames) mesh[facePointIds[name]] = [...places[name], 0];
  return {
    box: [80, 24, 160, 192],
    confidence: 0.9,
    mesh,
    antispoof: 0.8,
    liveness: null,
    ...change,
  };
}

const skin = [200, 150, 125] as const;
/** Luminance of `skin`: 0.299 * 200 + 0.587 * 150 + 0.114 * 125. */
const skinLevel = 162.1;

describe('a face of plain skin', () => {
  const measured = measureFace(
    picture(() => skin),
    found(),
  );

  it('stands where it is, in shares of the picture', () => {
    expect(measured.box).toEqual([80 / 320, 24 / 240, 160 / 320, 192 / 240]);
    expect(measured.points[facePointNames.indexOf('noseTip')]).toEqual([160 / 320, 130 / 240]);
    expect(measured.points[facePointNames.indexOf('leftCheek')]).toEqual([224 / 320, 120 / 240]);
    expect(faceMeasurementSchema.safeParse(measured).success).toBe(true);
  });

  it('has its brightness, no light from one side, nothing sharp, and skin below the nose', () => {
    expect(measured.brightness).toBeCloseTo(skinLevel / 255, 4);
    expect(measured.sidelight).toBeCloseTo(0, 4);
    expect(measured.sharpness).toBeCloseTo(0, 4);
    expect(measured.lowerFaceSkin).toBe(1);
  });

  it('keeps its scores, and says which were not measured', () => {
    expect([measured.confidence, measured.antispoof, measured.liveness]).toEqual([0.9, 0.8, null]);
  });
});

it('light from one side shows in the difference of the halves', () => {
  const { sidelight, brightness } = measureFace(
    picture((x) => (x < 160 ? [51, 51, 51] : [204, 204, 204])),
    found(),
  );
  expect(sidelight).toBeCloseTo(0.6, 1);
  expect(brightness).toBeCloseTo(0.5, 1);
});

describe('sharpness', () => {
  const checks =
    (size: number): Paint =>
    (x, y) =>
      (Math.floor(x / size) + Math.floor(y / size)) % 2 === 0 ? [90, 90, 90] : [160, 160, 160];
  const blurred: Paint = (x, y) => {
    const level = 125 + 35 * Math.sin((x / 8) * Math.PI) * Math.sin((y / 8) * Math.PI);
    return [level, level, level];
  };

  it('of an edge is far above that of the same pattern out of focus', () => {
    const sharp = measureFace(picture(checks(8)), found()).sharpness;
    const soft = measureFace(picture(blurred), found()).sharpness;
    expect(sharp).toBeGreaterThan(400);
    expect(soft).toBeLessThan(sharp / 4);
  });

  it('is that of the face at 128 pixels, however large it is in the frame', () => {
    const half = found();
    const mesh = half.mesh.map(([x, y]): [number, number, number] => [x / 2, y / 2, 0]);
    const near = measureFace(picture(checks(8)), found()).sharpness;
    const far = measureFace(picture(checks(4)), { ...half, mesh }).sharpness;
    expect(far / near).toBeGreaterThan(0.7);
    expect(far / near).toBeLessThan(1.4);
  });
});

describe('the lower face', () => {
  const from =
    (top: number, colour: readonly [number, number, number]): Paint =>
    (_x, y) =>
      y < top ? skin : colour;

  it.each([
    ['white', [225, 228, 230]],
    ['blue', [130, 170, 210]],
    ['black', [35, 35, 38]],
  ] as const)('behind a %s mask is no skin', (_name, colour) => {
    expect(measureFace(picture(from(118, colour)), found()).lowerFaceSkin).toBe(0);
  });

  it('in its own shadow is skin still', () => {
    expect(measureFace(picture(from(165, [140, 105, 87])), found()).lowerFaceSkin).toBe(1);
  });

  it('with a scarf about the chin is skin in part', () => {
    const share = measureFace(picture(from(165, [40, 60, 120])), found()).lowerFaceSkin;
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.7);
  });
});

it('a face that reaches over the edge keeps to what the contract takes', () => {
  const mesh = found().mesh.map(([x, y]): [number, number, number] => [x + 200, y - 300, 0]);
  const measured = measureFace(
    picture(() => skin),
    found({ box: [280, -500, 160, 192], mesh, confidence: 1.2, antispoof: -0.1 }),
  );
  expect(faceMeasurementSchema.safeParse(measured).success).toBe(true);
  expect(measured.box[1]).toBe(-1);
});
