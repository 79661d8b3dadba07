/**
 * A picture of a face that is made to move: its mesh is turned in space and the picture drawn anew on it. Enough for
 * a model that looks at points; a person sees a picture on a mask.
 */
import { closeEyes } from './eyelids.ts';
import { drawTriangles, fillPolygon, type Corners } from './drawing.ts';

/** A picture with one face and the 468 points of MediaPipe's mesh in it. */
export interface Sitter {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel, row after row. */
  readonly rgb: Uint8Array;
  /** Pixels; z grows away from the camera. */
  readonly mesh: readonly (readonly [number, number, number])[];
  /** Three indices into the mesh a triangle. */
  readonly triangles: readonly number[];
}

export interface Pose {
  /** Radians; positive to the person's own left, the picture's right. */
  readonly yaw: number;
  /** Radians; positive down. */
  readonly pitch: number;
  /** From 0 open to 1. */
  readonly eyesClosed: number;
  /** From 0 to 1. */
  readonly mouthOpen: number;
}

export const neutral: Pose = { yaw: 0, pitch: 0, eyesClosed: 0, mouthOpen: 0 };

/** The face's outline in the mesh, from the forehead by the picture's right. */
const outline = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
  150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];
/** Lower lip, chin and what hangs on them. */
const jaw = [
  14, 87, 178, 88, 95, 317, 402, 318, 324, 17, 84, 181, 91, 146, 314, 405, 321, 375, 15, 86, 179, 89, 96, 316,
  403, 319, 325, 16, 85, 180, 90, 77, 315, 404, 320, 307, 18, 83, 182, 106, 313, 406, 335, 200, 201, 421, 199,
  208, 428, 175, 171, 396, 152, 148, 377, 176, 400, 194, 418, 204, 424, 211, 431, 32, 262, 140, 369,
];
/** The inner edge of the lips, all the way round. */
const innerLips = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95];

/** Shares of the face's width: how far a jaw falls, and how far behind the face a head turns. */
const jawDrop = 0.12;
const axisBehind = 0.35;
/** Around the face, as large as this, nothing moves any more: hair and neck in between are stretched. */
const surroundings = 1.6;
const mouthColour: readonly [number, number, number] = [40, 16, 18];

const meshPoints = 468;
/** Between the outline and the points around it, which are numbered on from the mesh's. */
const ring = outline.flatMap((point, index) => {
  const next = (index + 1) % outline.length;
  const nextPoint = outline[next] ?? 0;
  return [point, nextPoint, meshPoints + index, nextPoint, meshPoints + next, meshPoints + index];
});

/** The sitter's picture in `pose`: RGB of its size. */
export function inPose(sitter: Sitter, pose: Pose): Uint8Array {
  const texture = closeEyes(sitter, pose.eyesClosed);
  if (pose.yaw === 0 && pose.pitch === 0 && pose.mouthOpen === 0) return texture;
  const picture = texture.slice();
  const { from, to } = corners(sitter, pose);
  const canvas = { width: sitter.width, height: sitter.height, picture, texture };
  // One after the other: no part of the face lies behind what surrounds it.
  drawTriangles(canvas, from, to, ring);
  drawTriangles(canvas, from, to, sitter.triangles);
  if (pose.mouthOpen > 0) fillPolygon(canvas, to, innerLips, mouthColour);
  return picture;
}

/** Where the mesh's points and those around it lie in the picture and in the pose. */
function corners({ mesh, width, height }: Sitter, pose: Pose): { from: Corners; to: Corners } {
  const count = meshPoints + outline.length;
  const empty = (): Corners => ({
    x: new Float32Array(count),
    y: new Float32Array(count),
    depth: new Float32Array(count),
  });
  const from = empty();
  const to = empty();
  const xs = mesh.map(([x]) => x);
  const ys = mesh.map(([, y]) => y);
  const left = Math.min(...xs);
  const faceWidth = Math.max(...xs) - left;
  const middleX = left + faceWidth / 2;
  const middleY = (Math.min(...ys) + Math.max(...ys)) / 2;
  const falling = new Set(jaw);
  const [sinYaw, cosYaw] = [Math.sin(pose.yaw), Math.cos(pose.yaw)];
  const [sinPitch, cosPitch] = [Math.sin(pose.pitch), Math.cos(pose.pitch)];
  mesh.forEach(([x, y, z], point) => {
    from.x[point] = x;
    from.y[point] = y;
    const drop = falling.has(point) ? jawDrop * faceWidth * pose.mouthOpen : 0;
    const across = x - middleX;
    const down = y + drop - middleY;
    const near = axisBehind * faceWidth - z;
    const turned = near * cosYaw - across * sinYaw;
    to.x[point] = middleX + across * cosYaw + near * sinYaw;
    to.y[point] = middleY + down * cosPitch + turned * sinPitch;
    to.depth[point] = turned * cosPitch - down * sinPitch;
  });
  outline.forEach((point, index) => {
    const [x, y] = mesh[point] ?? [0, 0];
    const at = meshPoints + index;
    from.x[at] = to.x[at] = Math.min(Math.max(middleX + (x - middleX) * surroundings, 0), width - 1);
    from.y[at] = to.y[at] = Math.min(Math.max(middleY + (y - middleY) * surroundings, 0), height - 1);
  });
  return { from, to };
}
