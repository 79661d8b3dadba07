/** From a mesh and the pixels below it to what the station judges by: pure, so that its tests need no camera. */
import { facePointIds, facePointNames, type FaceMeasurement, type FacePointName } from '#contracts/face.ts';

/** RGBA, row by row. */
export interface Picture {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** As the models find it, in pixels of the picture. */
export interface FoundFace {
  /** x, y, width, height. */
  readonly box: readonly [number, number, number, number];
  readonly confidence: number;
  /** MediaPipe's 468 points: x, y and more. */
  readonly mesh: readonly (readonly [x: number, y: number, ...rest: unknown[]])[];
  readonly antispoof: number | null;
  readonly liveness: number | null;
}

type Spot = readonly [x: number, y: number];

/** Width of the face that sharpness is measured at, so that near and far faces compare. */
const sharpnessWidth = 128;

/** How far a lower face's pixel may be from the upper face's skin: of Cb and Cr in 0 to 255, and of luminance as a ratio. */
const likeSkin = { chroma: 12, darkest: 0.45, brightest: 1.9 } as const;

export function measureFace(picture: Picture, face: FoundFace): FaceMeasurement {
  const [x, y, width, height] = face.box;
  const spot = (name: FacePointName): Spot => {
    const [px = 0, py = 0] = face.mesh[facePointIds[name]] ?? [];
    return [px, py];
  };
  const grey = greyFace(picture, meshBox(spot));
  return {
    box: [
      share(x / picture.width),
      share(y / picture.height),
      share(width / picture.width),
      share(height / picture.height),
    ],
    confidence: unit(face.confidence),
    points: facePointNames.map((name) => {
      const [px, py] = spot(name);
      return [share(px / picture.width), share(py / picture.height)];
    }),
    antispoof: face.antispoof === null ? null : unit(face.antispoof),
    liveness: face.liveness === null ? null : unit(face.liveness),
    ...light(grey, noseShare(spot)),
    sharpness: sharpness(grey),
    lowerFaceSkin: lowerFaceSkin(picture, spot),
  };
}

/** The face itself: the detector's box takes hair and background along. */
function meshBox(spot: (name: FacePointName) => Spot): FoundFace['box'] {
  const [left, right] = [spot('rightCheek')[0], spot('leftCheek')[0]].toSorted((a, b) => a - b);
  const [top, bottom] = [spot('forehead')[1], spot('chin')[1]].toSorted((a, b) => a - b);
  return [
    left ?? 0,
    top ?? 0,
    Math.max(1, (right ?? 0) - (left ?? 0)),
    Math.max(1, (bottom ?? 0) - (top ?? 0)),
  ];
}

/** Where the nose parts the face, as a share of its width. */
function noseShare(spot: (name: FacePointName) => Spot): number {
  const [left, , width] = meshBox(spot);
  return (spot('noseTip')[0] - left) / width;
}

/** As `faceMeasurementSchema` takes it: a face may reach a picture's width beyond the edge. */
function share(value: number): number {
  return Math.min(Math.max(value, -1), 2);
}

function unit(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}

/** ITU-R BT.601, of the pixel that begins at `at`; 0 to 255. */
function luminance(data: Uint8ClampedArray, at: number): number {
  return 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
}

interface GreyFace {
  readonly width: number;
  readonly height: number;
  /** 0 to 255; NaN outside the face's ellipse or the picture. */
  readonly levels: Float32Array;
}

/** The ellipse inside the box, `sharpnessWidth` wide; each level is the mean of the pixels that fall into it. */
function greyFace({ data, width, height }: Picture, [bx, by, bw, bh]: FoundFace['box']): GreyFace {
  const scale = sharpnessWidth / Math.max(1, bw);
  const rows = Math.max(1, Math.round(bh * scale));
  const levels = new Float32Array(sharpnessWidth * rows).fill(NaN);
  for (let row = 0; row < rows; row += 1) {
    const across = (2 * (row + 0.5)) / rows - 1;
    const [top, bottom] = [Math.floor(by + row / scale), Math.floor(by + (row + 1) / scale)];
    for (let column = 0; column < sharpnessWidth; column += 1) {
      const along = (2 * (column + 0.5)) / sharpnessWidth - 1;
      if (along * along + across * across > 1) continue;
      const [left, right] = [Math.floor(bx + column / scale), Math.floor(bx + (column + 1) / scale)];
      let sum = 0;
      let count = 0;
      for (let py = Math.max(0, top); py < Math.min(height, Math.max(bottom, top + 1)); py += 1) {
        for (let px = Math.max(0, left); px < Math.min(width, Math.max(right, left + 1)); px += 1) {
          sum += luminance(data, 4 * (py * width + px));
          count += 1;
        }
      }
      if (count > 0) levels[row * sharpnessWidth + column] = sum / count;
    }
  }
  return { width: sharpnessWidth, height: rows, levels };
}

/** `nose`: where the face's middle is, as a share of its width. */
function light({ width, levels }: GreyFace, nose: number): { brightness: number; sidelight: number } {
  const middle = Math.min(Math.max(nose, 0.2), 0.8) * width;
  const sums = { left: 0, right: 0 };
  const counts = { left: 0, right: 0 };
  for (const [at, level] of levels.entries()) {
    if (Number.isNaN(level)) continue;
    const side = at % width < middle ? 'left' : 'right';
    sums[side] += level;
    counts[side] += 1;
  }
  const mean = (sum: number, count: number): number => (count === 0 ? 0 : sum / count / 255);
  return {
    brightness: unit(mean(sums.left + sums.right, counts.left + counts.right)),
    sidelight: unit(Math.abs(mean(sums.left, counts.left) - mean(sums.right, counts.right))),
  };
}

/** Variance of the Laplacian with four neighbours. */
function sharpness({ width, height, levels }: GreyFace): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let row = 1; row < height - 1; row += 1) {
    for (let column = 1; column < width - 1; column += 1) {
      const at = row * width + column;
      const bend =
        (levels[at - 1] ?? NaN) +
        (levels[at + 1] ?? NaN) +
        (levels[at - width] ?? NaN) +
        (levels[at + width] ?? NaN) -
        4 * (levels[at] ?? NaN);
      if (Number.isNaN(bend)) continue;
      sum += bend;
      squares += bend * bend;
      count += 1;
    }
  }
  if (count === 0) return 0;
  const mean = sum / count;
  return Math.max(0, squares / count - mean * mean);
}

interface Colour {
  readonly luminance: number;
  readonly cb: number;
  readonly cr: number;
}

function colourAt({ data, width, height }: Picture, [x, y]: Spot): Colour | null {
  const [px, py] = [Math.round(x), Math.round(y)];
  if (px < 0 || py < 0 || px >= width || py >= height) return null;
  const at = 4 * (py * width + px);
  const level = luminance(data, at);
  return {
    luminance: level,
    cb: 0.564 * ((data[at + 2] ?? 0) - level),
    cr: 0.713 * ((data[at] ?? 0) - level),
  };
}

function between([ax, ay]: Spot, [bx, by]: Spot, part: number): Spot {
  return [ax + (bx - ax) * part, ay + (by - ay) * part];
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

/**
 * Share of the lower face, lips left out, whose colour is that of the skin about the eyes: what a mask leaves free.
 * A beard hides skin as well: the threshold is the station's.
 */
function lowerFaceSkin(picture: Picture, spot: (name: FacePointName) => Spot): number {
  const bridge = between(spot('rightEyeInner'), spot('leftEyeInner'), 0.5);
  const brow = between(bridge, spot('forehead'), 0.4);
  const upper = [0.1, 0.3, 0.5, 0.7, 0.9]
    .flatMap((part) => [
      between(between(spot('rightEyeOuter'), spot('leftEyeOuter'), part), brow, 0.75),
      between(bridge, brow, part),
    ])
    .map((place) => colourAt(picture, place))
    .filter((colour) => colour !== null);
  const skin: Colour = {
    luminance: median(upper.map((colour) => colour.luminance)),
    cb: median(upper.map(({ cb }) => cb)),
    cr: median(upper.map(({ cr }) => cr)),
  };
  const isSkin = ({ luminance: level, cb, cr }: Colour): boolean =>
    Math.abs(cb - skin.cb) <= likeSkin.chroma &&
    Math.abs(cr - skin.cr) <= likeSkin.chroma &&
    level >= skin.luminance * likeSkin.darkest &&
    level <= skin.luminance * likeSkin.brightest;

  // From the nose's tip down to the chin; the jaw narrows.
  const steps = [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95] as const;
  const lower = steps.flatMap((down) => {
    const middle = between(spot('noseTip'), spot('chin'), down * 0.9);
    const half = 0.5 - 0.28 * down;
    const reach = spot('leftCheek')[0] - spot('rightCheek')[0];
    return steps
      .map((part): Spot => [middle[0] + (2 * part - 1) * half * reach * 0.8, middle[1]])
      .filter((place) => !isLip(place, spot))
      .map((place) => colourAt(picture, place))
      .filter((colour) => colour !== null);
  });
  return lower.length === 0 ? 0 : lower.filter(isSkin).length / lower.length;
}

function isLip([x, y]: Spot, spot: (name: FacePointName) => Spot): boolean {
  const [left, right] = [spot('mouthRight')[0], spot('mouthLeft')[0]];
  const [top, bottom] = [spot('lipTop')[1], spot('lipBottom')[1]];
  // The points are those of the inner lips; the outer ones reach about a quarter of the mouth's width further.
  const margin = 0.25 * Math.abs(right - left);
  return (
    x >= Math.min(left, right) - margin &&
    x <= Math.max(left, right) + margin &&
    y >= top - margin &&
    y <= bottom + margin
  );
}
