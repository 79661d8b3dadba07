/** Triangles of one picture drawn elsewhere in it, and a polygon filled: all that a puppet is drawn with. */

/** Points of a mesh, each list as long as the other two. */
export interface Corners {
  /** Pixels. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Towards the camera. */
  readonly depth: Float32Array;
}

export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** RGB that is drawn into, and RGB that is drawn. */
  readonly picture: Uint8Array;
  readonly texture: Uint8Array;
}

/** Neighbouring triangles overlap by so little (a share of the triangle), so that no pixel between them is left out. */
const overlap = 0.001;

/**
 * Draws the texture within each triangle of `from` in the same triangle of `to`, the nearer before the farther; what
 * shows its back is left out.
 *
 * @param triangles three indices into both a triangle
 */
export function drawTriangles(
  canvas: Canvas,
  from: Corners,
  to: Corners,
  triangles: readonly number[],
): void {
  const { width, height, picture, texture } = canvas;
  const nearest = new Float32Array(width * height).fill(-Infinity);
  for (let index = 0; index + 2 < triangles.length; index += 3) {
    const a = triangles[index] ?? 0;
    const b = triangles[index + 1] ?? 0;
    const c = triangles[index + 2] ?? 0;
    const [ax, ay, bx, by, cx, cy] = cornersOf(to, a, b, c);
    const [au, av, bu, bv, cu, cv] = cornersOf(from, a, b, c);
    const [aDepth = 0, bDepth = 0, cDepth = 0] = [to.depth[a], to.depth[b], to.depth[c]];
    const area = (by - cy) * (ax - cx) + (cx - bx) * (ay - cy);
    const sourceArea = (bv - cv) * (au - cu) + (cu - bu) * (av - cv);
    if (area * sourceArea <= 0) continue;
    const left = Math.max(0, Math.floor(Math.min(ax, bx, cx)));
    const right = Math.min(width - 1, Math.ceil(Math.max(ax, bx, cx)));
    const top = Math.max(0, Math.floor(Math.min(ay, by, cy)));
    const bottom = Math.min(height - 1, Math.ceil(Math.max(ay, by, cy)));
    for (let y = top; y <= bottom; y += 1) {
      for (let x = left; x <= right; x += 1) {
        // Barycentric: how much of each corner there is in the pixel.
        const ofA = ((by - cy) * (x - cx) + (cx - bx) * (y - cy)) / area;
        const ofB = ((cy - ay) * (x - cx) + (ax - cx) * (y - cy)) / area;
        const ofC = 1 - ofA - ofB;
        if (ofA < -overlap || ofB < -overlap || ofC < -overlap) continue;
        const depth = ofA * aDepth + ofB * bDepth + ofC * cDepth;
        const pixel = y * width + x;
        if (depth <= (nearest[pixel] ?? 0)) continue;
        nearest[pixel] = depth;
        const u = Math.min(Math.max(ofA * au + ofB * bu + ofC * cu, 0), width - 1.001);
        const v = Math.min(Math.max(ofA * av + ofB * bv + ofC * cv, 0), height - 1.001);
        copyPixel(texture, width, u, v, picture, pixel * 3);
      }
    }
  }
}

function cornersOf(
  { x, y }: Corners,
  a: number,
  b: number,
  c: number,
): readonly [number, number, number, number, number, number] {
  return [x[a] ?? 0, y[a] ?? 0, x[b] ?? 0, y[b] ?? 0, x[c] ?? 0, y[c] ?? 0];
}

/**
 * The colour between the four pixels around a place, written at `to`.
 *
 * @param u and `v`, pixels, less than the last column and row
 */
export function copyPixel(
  texture: Uint8Array,
  width: number,
  u: number,
  v: number,
  picture: Uint8Array,
  to: number,
): void {
  const column = Math.floor(u);
  const row = Math.floor(v);
  const right = u - column;
  const below = v - row;
  const upper = (row * width + column) * 3;
  const lower = upper + width * 3;
  for (let channel = 0; channel < 3; channel += 1) {
    const above = (texture[upper + channel] ?? 0) * (1 - right) + (texture[upper + channel + 3] ?? 0) * right;
    const beneath =
      (texture[lower + channel] ?? 0) * (1 - right) + (texture[lower + channel + 3] ?? 0) * right;
    picture[to + channel] = above * (1 - below) + beneath * below;
  }
}

/** Fills the polygon of the points `corners` in their order with one colour. */
export function fillPolygon(
  { width, height, picture }: Canvas,
  { x, y }: Corners,
  corners: readonly number[],
  colour: readonly [number, number, number],
): void {
  const points = corners.map((corner): readonly [number, number] => [x[corner] ?? 0, y[corner] ?? 0]);
  const ys = points.map(([, py]) => py);
  const last = Math.min(height - 1, Math.ceil(Math.max(...ys)));
  for (let row = Math.max(0, Math.floor(Math.min(...ys))); row <= last; row += 1) {
    const crossings = points
      .flatMap(([px, py], index) => {
        const [nextX, nextY] = points[(index + 1) % points.length] ?? [0, 0];
        return py <= row === nextY <= row ? [] : [px + ((row - py) * (nextX - px)) / (nextY - py)];
      })
      .toSorted((one, other) => one - other);
    for (let index = 0; index + 1 < crossings.length; index += 2) {
      const end = Math.min(width - 1, crossings[index + 1] ?? 0);
      for (let column = Math.max(0, Math.ceil(crossings[index] ?? 0)); column <= end; column += 1)
        picture.set(colour, (row * width + column) * 3);
    }
  }
}
