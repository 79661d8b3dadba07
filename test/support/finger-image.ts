/**
 * Fingers that nobody has: ridges grown out of seeded noise by Gabor filters along an orientation field with cores and
 * deltas, as in SFinGe. Where two ridges grew out of step they end or fork, so that each seed has minutiae of its own, at
 * the 500 points an inch that NBIS expects.
 */
import { seeded as seededIntegers } from '#platform/random.ts';

/** Asked for millions of times a picture, and jest looks a global up slowly. */
const { floor, hypot, max, min, round, tanh } = Math;

/** Grey, one byte a pixel, row by row; 0 is the darkest ridge. */
export interface FingerImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** How a finger lies on the glass. */
export interface Impression {
  /** Degrees, against the clock. */
  readonly turned?: number;
  /** Pixels, of 1/500 inch. */
  readonly right?: number;
  readonly down?: number;
  /** Seed of dirt and of the sensor's noise: two impressions never have the same. */
  readonly noise?: number;
  /** Rubbed over the glass in a circle while it was taken: no ridge is left. */
  readonly smudged?: boolean;
}

const imageSize = { width: 300, height: 400 } as const;
/**
 * The finger is larger than the sensor, so that a moved one still fills it. It grows at half the resolution, which a ridge
 * of nine pixels allows and which takes a sixteenth of the time.
 */
const fingerSize = { width: 190, height: 240 } as const;
const pixelsAPoint = 2;

/** Steps of the filters' orientation over half a turn. */
const orientations = 180;
const filterRadius = 7;
const filterSide = 2 * filterRadius + 1;
const growthRounds = 12;
/** Of one round: enough to grow out of the noise, and little enough to keep the ridges' slopes. */
const gain = 4;

/** From 0 (included) to 1. */
function seeded(seed: number): () => number {
  const { below } = seededIntegers(seed);
  return () => below(2 ** 32) / 2 ** 32;
}

/** Ridges as -1 (valley) to 1 (ridge). */
export interface Finger {
  readonly ridges: Float32Array;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export function drawFinger(seed: number): Finger {
  const random = seeded(seed);
  const field = orientationField(random);
  const filters = gaborFilters((8.5 + 1.5 * random()) / pixelsAPoint);
  const { width, height } = fingerSize;
  let ridges = Float32Array.from({ length: width * height }, () => 2 * random() - 1);
  for (let grown = 0; grown < growthRounds; grown += 1) ridges = grow(ridges, field, filters);
  return { ridges };
}

/**
 * Index of the filter for each point: the zero-pole model of Sherlock and Monro for loops and whorls, then bent by slow
 * waves, so that no two fingers have their ridges in the same places.
 */
function orientationField(random: () => number): Uint8Array {
  const { width, height } = fingerSize;
  const about = (x: number, y: number): Point => ({
    x: width * (x + 0.2 * (random() - 0.5)),
    y: height * (y + 0.2 * (random() - 0.5)),
  });
  const kind = floor(random() * 3);
  const cores = kind === 2 ? [about(0.5, 0.38), about(0.5, 0.54)] : [about(0.5, 0.45)];
  const deltas = kind === 2 ? [about(0.2, 0.82), about(0.8, 0.82)] : [about(kind === 0 ? 0.22 : 0.78, 0.8)];
  const tilt = 0.7 * (random() - 0.5);
  const waves = Array.from({ length: 6 }, () => ({
    x: (4 * Math.PI * (random() - 0.5)) / width,
    y: (4 * Math.PI * (random() - 0.5)) / height,
    phase: 2 * Math.PI * random(),
  }));
  const field = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const towards = (sum: number, point: Point): number => sum + Math.atan2(point.y - y, x - point.x) / 2;
      const bent = waves.reduce(
        (sum, wave) => sum + 0.2 * Math.sin(wave.x * x + wave.y * y + wave.phase),
        tilt,
      );
      const angle = cores.reduce(towards, bent) - deltas.reduce(towards, 0);
      const turns = angle / Math.PI;
      field[y * width + x] = floor((turns - floor(turns)) * orientations) % orientations;
    }
  }
  return field;
}

/**
 * One filter for each orientation of the ridges, without a mean, longer along the ridges than across: that makes ridges
 * that rarely end, as real ones do. `period`: points from ridge to ridge.
 */
function gaborFilters(period: number): readonly Float32Array[] {
  const offsets = Array.from({ length: filterSide }, (_, index) => index - filterRadius);
  const taps = offsets.flatMap((y) => offsets.map((x) => ({ x, y })));
  return Array.from({ length: orientations }, (_, index) => {
    const angle = (Math.PI * index) / orientations;
    const weighted = taps.map(({ x, y }) => {
      // The image's y grows downwards.
      const along = x * Math.cos(angle) - y * Math.sin(angle);
      const across = x * Math.sin(angle) + y * Math.cos(angle);
      const weight = Math.exp(-((along / (0.6 * period)) ** 2 + (across / (0.4 * period)) ** 2) / 2);
      return { weight, wave: weight * Math.cos((2 * Math.PI * across) / period) };
    });
    const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
    const mean = weighted.reduce((sum, { wave }) => sum + wave, 0) / total;
    return Float32Array.from(weighted, ({ weight, wave }) => (gain * (wave - mean * weight)) / total);
  });
}

function grow(
  ridges: Float32Array,
  field: Uint8Array,
  filters: readonly Float32Array[],
): Float32Array<ArrayBuffer> {
  const { width, height } = fingerSize;
  const grown = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const filter = filters[field[y * width + x] ?? 0] ?? new Float32Array();
      let sum = 0;
      const top = max(0, y - filterRadius);
      const bottom = min(height - 1, y + filterRadius);
      const left = max(0, x - filterRadius);
      const right = min(width - 1, x + filterRadius);
      for (let row = top; row <= bottom; row += 1) {
        const from = row * width;
        const taps = (row - y + filterRadius) * filterSide - x + filterRadius;
        for (let column = left; column <= right; column += 1) {
          sum += (ridges[from + column] ?? 0) * (filter[taps + column] ?? 0);
        }
      }
      grown[y * width + x] = tanh(sum);
    }
  }
  return grown;
}

export function takeImpression(finger: Finger, impression: Impression = {}): FingerImage {
  const { turned = 0, right = 0, down = 0, noise = 1, smudged = false } = impression;
  const { width, height } = imageSize;
  const random = seeded(noise);
  const [cos, sin] = [Math.cos((turned * Math.PI) / 180), Math.sin((turned * Math.PI) / 180)];
  const slides = smudged ? rubbing : standing;
  // Rubbing wipes the dirt as well.
  const grain = 24 / Math.sqrt(slides.length);
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [dx, dy] = [x - width / 2 - right, y - height / 2 - down];
      let sum = 0;
      for (const slid of slides) {
        const ridgeX = (dx * cos - dy * sin + slid.x) / pixelsAPoint;
        const ridgeY = (dx * sin + dy * cos + slid.y) / pixelsAPoint;
        sum += ridgeAt(finger, fingerSize.width / 2 + ridgeX, fingerSize.height / 2 + ridgeY);
      }
      const ridge = sum / slides.length;
      // Fades out where the fingertip leaves the glass.
      const edge = hypot(dx / (width * 0.52), dy / (height * 0.52));
      const pressed = min(1, max(0, (1 - edge) * 12));
      const grey = 255 - pressed * (115 + 85 * ridge) + grain * (random() - 0.5);
      pixels[y * width + x] = min(255, max(0, round(grey)));
    }
  }
  return { width, height, pixels };
}

const standing: readonly Point[] = [{ x: 0, y: 0 }];
/** A spiral over several ridges: each place of the glass has seen as many ridges as valleys. */
const rubbing: readonly Point[] = Array.from({ length: 100 }, (_, step) => ({
  x: 2 * Math.sqrt(step) * Math.cos(step * 2.4),
  y: 2 * Math.sqrt(step) * Math.sin(step * 2.4),
}));

/** Between four pixels; a valley outside of the finger. */
function ridgeAt({ ridges }: Finger, x: number, y: number): number {
  const [left, top] = [floor(x), floor(y)];
  if (left < 0 || top < 0 || left + 1 >= fingerSize.width || top + 1 >= fingerSize.height) return -1;
  const at = top * fingerSize.width + left;
  const [fx, fy] = [x - left, y - top];
  const upper = (ridges[at] ?? 0) * (1 - fx) + (ridges[at + 1] ?? 0) * fx;
  const lower =
    (ridges[at + fingerSize.width] ?? 0) * (1 - fx) + (ridges[at + fingerSize.width + 1] ?? 0) * fx;
  return upper * (1 - fy) + lower * fy;
}
