/** Seated mode: the frame follows the person instead of the person the frame. */
import type { FaceMeasurement } from '#contracts/face.ts';

/** How the picture is moved in its box: scaled about the middle, then shifted by shares of the box. */
export interface Framing {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const wholePicture: Framing = { scale: 1, x: 0, y: 0 };

/** How tall a face is drawn: a share of the box's height, or of its width where that is less. */
const faceHeight = 0.62;
const largestScale = 2.2;
/** Smaller differences are a living person's; following them would only make the picture restless. */
const restless = { scale: 0.15, shift: 0.07 } as const;

type Box = FaceMeasurement['box'];

/**
 * Where the picture goes so that the face stands in the middle of its box; `last` while it does nearly so.
 * `aspect` and `boxAspect` are width by height of the camera's frame and of the box that it covers. Mirrored.
 */
export function follow(last: Framing, face: Box, aspect: number, boxAspect: number): Framing {
  const [x, y, width, height] = face;
  // What of the frame the box shows when it is covered.
  const shown = { x: Math.min(1, boxAspect / aspect), y: Math.min(1, aspect / boxAspect) };
  const off = {
    x: (0.5 - (x + width / 2)) / shown.x,
    y: (y + height / 2 - 0.5) / shown.y,
  };
  // The further from the middle, the larger the picture must be to be moved that far.
  const furthest = Math.min(0.45, Math.max(Math.abs(off.x), Math.abs(off.y)));
  const faceSize = (faceHeight * Math.min(1, boxAspect) * shown.y) / Math.max(height, 0.01);
  const wanted = Math.max(faceSize, 0.5 / (0.5 - furthest));
  const scale = clamp(wanted, 1, largestScale);
  const room = (scale - 1) / 2;
  const next = { scale, x: clamp(-scale * off.x, -room, room), y: clamp(-scale * off.y, -room, room) };
  const isNear =
    Math.abs(next.scale - last.scale) < restless.scale * last.scale &&
    Math.abs(next.x - last.x) < restless.shift &&
    Math.abs(next.y - last.y) < restless.shift;
  return isNear ? last : next;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
