/** What the emulated camera sees: a plain wall, and whoever stands before it. */
import type { CameraSitter } from '#contracts/emulators.ts';

import type { Size } from './codec.ts';

export const sceneSize: Size = { width: 640, height: 480 };

/** A picture to be put into the scene, by its middle in the scene. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  readonly x: number;
  readonly y: number;
  /** A photograph has a white border; a person's edge fades into the wall. */
  readonly edge: 'border' | 'fading';
}

/** Where the middle of one and of two people is, pixels. */
const middle = 250;
export const places: Readonly<
  Record<Exclude<CameraSitter, 'nobody'>, readonly (readonly [number, number])[]>
> = {
  first: [[320, middle]],
  second: [[320, middle]],
  photo: [[320, middle]],
  both: [
    [164, middle],
    [476, middle],
  ],
};

/** Grey, a little brighter above. */
const wall = { top: [112, 120, 126], bottom: [88, 96, 102] } as const;
const fadeOver = 24;
const borderOf = 10;

/** An empty scene: RGB of `sceneSize`, to be drawn into. */
export function emptyScene(): Uint8Array {
  return wallPicture.slice();
}

const wallPicture = paintWall();

function paintWall(): Uint8Array {
  const { width, height } = sceneSize;
  const scene = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const share = y / height;
    const colour = wall.top.map((top, channel) => top + ((wall.bottom[channel] ?? 0) - top) * share);
    for (let x = 0; x < width; x += 1) scene.set(colour, (y * width + x) * 3);
  }
  return scene;
}

/** Puts a picture into the scene; what reaches over the edge is cut off. */
export function place(scene: Uint8Array, { width, height, rgb, x, y, edge }: Placed): void {
  const left = Math.round(x - width / 2);
  const top = Math.round(y - height / 2);
  for (let row = Math.max(0, -top); row < Math.min(height, sceneSize.height - top); row += 1) {
    for (let column = Math.max(0, -left); column < Math.min(width, sceneSize.width - left); column += 1) {
      const from = (row * width + column) * 3;
      const to = ((top + row) * sceneSize.width + left + column) * 3;
      const inside = Math.min(row, column, height - 1 - row, width - 1 - column);
      const share = edge === 'fading' ? Math.min((inside + 1) / fadeOver, 1) : 1;
      for (let channel = 0; channel < 3; channel += 1) {
        const pixel = edge === 'border' && inside < borderOf ? 250 : (rgb[from + channel] ?? 0);
        scene[to + channel] = (scene[to + channel] ?? 0) * (1 - share) + pixel * share;
      }
    }
  }
}
