/** Closing the eyes of a picture: the skin above each eye is stretched down over it, with a dark line of lashes. */
import { copyPixel } from './drawing.ts';

interface Face {
  readonly width: number;
  readonly rgb: Uint8Array;
  readonly mesh: readonly (readonly [number, number, number])[];
}

/** The lids' edges in MediaPipe's mesh, from the outer corner to the inner. */
const eyes = [
  {
    upper: [33, 246, 161, 160, 159, 158, 157, 173, 133],
    lower: [33, 7, 163, 144, 145, 153, 154, 155, 133],
  },
  {
    upper: [263, 466, 388, 387, 386, 385, 384, 398, 362],
    lower: [263, 249, 390, 373, 374, 380, 381, 382, 362],
  },
];

/** Of the eye's width: how much skin above it is stretched, and how much of that next to the eye is lashes, left out. */
const skin = 0.4;
const lashes = 0.3;
/** The dark line: rows, and how much of their light is left. */
const lineRows = 2;
const lineLight = 0.45;

/** @param closed from 0, open, to 1 */
export function closeEyes(face: Face, closed: number): Uint8Array {
  const picture = face.rgb.slice();
  if (closed <= 0) return picture;
  for (const { upper, lower } of eyes) {
    const upperEdge = edgeOf(face, upper);
    const lowerEdge = edgeOf(face, lower);
    const left = upperEdge[0]?.[0] ?? 0;
    const right = upperEdge.at(-1)?.[0] ?? 0;
    const lift = (right - left) * skin;
    for (let x = Math.ceil(left); x <= right; x += 1) {
      const top = heightAt(upperEdge, x) - lift;
      const end = top + lift + (heightAt(lowerEdge, x) - top - lift) * closed + 1;
      const stretched = lift * (1 - lashes * closed);
      for (let y = Math.ceil(top); y <= end; y += 1) {
        const v = top + ((y - top) / (end - top)) * stretched;
        copyPixel(face.rgb, face.width, x, v, picture, (y * face.width + x) * 3);
      }
      for (let y = Math.floor(end); y < Math.floor(end) + lineRows; y += 1)
        darken(picture, y * face.width + x);
    }
  }
  return picture;
}

type Edge = readonly (readonly [number, number])[];

/** From left to right. */
function edgeOf({ mesh }: Face, points: readonly number[]): Edge {
  return points
    .map((point): readonly [number, number] => [mesh[point]?.[0] ?? 0, mesh[point]?.[1] ?? 0])
    .toSorted(([one], [other]) => one - other);
}

function heightAt(edge: Edge, x: number): number {
  const index = edge.findIndex(([ex]) => ex >= x);
  const [rightX, rightY] = edge[Math.max(index, 1)] ?? [0, 0];
  const [leftX, leftY] = edge[Math.max(index, 1) - 1] ?? [0, 0];
  return rightX === leftX ? rightY : leftY + ((x - leftX) / (rightX - leftX)) * (rightY - leftY);
}

function darken(picture: Uint8Array, pixel: number): void {
  for (let at = pixel * 3; at < pixel * 3 + 3; at += 1) picture[at] = (picture[at] ?? 0) * lineLight;
}
