/** A face drawn for tests, with those points of MediaPipe's mesh that a puppet is moved by, as a cone with the nose ahead. */
import type { Sitter } from '#drivers/y4m-camera/puppet.ts';

const side = 200;
const middle = { x: 100, y: 100 };
const radius = { x: 50, y: 65 };

type Rgb = readonly [number, number, number];
const colours = {
  wall: [200, 210, 220],
  skin: [220, 170, 140],
  eye: [20, 30, 200],
  nose: [200, 20, 30],
} as const;
export type PaintedPart = keyof typeof colours;

const outline = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
  150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];
/** Edges of lids and lips from left to right in the picture. */
const arcs = [
  { points: [33, 246, 161, 160, 159, 158, 157, 173, 133], x: 78, y: 85, across: 12, down: -6 },
  { points: [33, 7, 163, 144, 145, 153, 154, 155, 133], x: 78, y: 85, across: 12, down: 6 },
  { points: [362, 398, 384, 385, 386, 387, 388, 466, 263], x: 122, y: 85, across: 12, down: -6 },
  { points: [362, 382, 381, 380, 374, 373, 390, 249, 263], x: 122, y: 85, across: 12, down: 6 },
  { points: [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308], x: 100, y: 132, across: 16, down: -1 },
  { points: [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308], x: 100, y: 132, across: 16, down: 1 },
];
const nose = { point: 1, x: 100, y: 108 };

export function paperFace(): Sitter {
  const mesh = Array.from({ length: 468 }, (): [number, number, number] => [middle.x, middle.y, 0]);
  for (const [index, point] of outline.entries()) {
    // From the forehead by the picture's right.
    const angle = (2 * Math.PI * index) / outline.length;
    mesh[point] = [middle.x + radius.x * Math.sin(angle), middle.y - radius.y * Math.cos(angle), 25];
  }
  for (const { points, x, y, across, down } of arcs)
    for (const [index, point] of points.entries()) {
      const angle = (Math.PI * index) / (points.length - 1);
      mesh[point] = [x - across * Math.cos(angle), y + down * Math.sin(angle), 0];
    }
  mesh[nose.point] = [nose.x, nose.y, -25];
  const triangles = outline.flatMap((point, index) => [
    point,
    outline[(index + 1) % outline.length] ?? 0,
    nose.point,
  ]);
  return { width: side, height: side, rgb: paint(), mesh, triangles };
}

function paint(): Uint8Array {
  const rgb = new Uint8Array(side * side * 3);
  const within = (
    x: number,
    y: number,
    at: { x: number; y: number },
    size: { x: number; y: number },
  ): boolean => ((x - at.x) / size.x) ** 2 + ((y - at.y) / size.y) ** 2 <= 1;
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      let colour: Rgb = within(x, y, middle, radius) ? colours.skin : colours.wall;
      if (within(x, y, nose, { x: 5, y: 5 })) colour = colours.nose;
      for (const eye of [78, 122])
        if (within(x, y, { x: eye, y: 85 }, { x: 11, y: 5.5 })) colour = colours.eye;
      rgb.set(colour, (y * side + x) * 3);
    }
  return rgb;
}

function placesOf(picture: Uint8Array, part: PaintedPart): readonly (readonly [number, number])[] {
  const places: [number, number][] = [];
  for (let pixel = 0; pixel < side * side; pixel += 1)
    if (colours[part].every((value, channel) => Math.abs(value - (picture[pixel * 3 + channel] ?? 0)) < 40))
      places.push([pixel % side, Math.floor(pixel / side)]);
  return places;
}

/** How many pixels have about the part's colour. */
export function countOf(picture: Uint8Array, part: PaintedPart): number {
  return placesOf(picture, part).length;
}

/** The middle of those pixels. */
export function middleOf(picture: Uint8Array, part: PaintedPart): readonly [number, number] {
  const places = placesOf(picture, part);
  const sum = places.reduce(([x, y], [px, py]) => [x + px, y + py] as const, [0, 0] as const);
  return [sum[0] / places.length, sum[1] / places.length];
}
