/**
 * YUV4MPEG2 (`.y4m`), the picture file that a browser can take for its camera: a text header, then each frame behind
 * a line of its own. Described in the manual page yuv4mpeg(5) of MJPEG Tools.
 */

export interface Size {
  /** Pixels; both even, since two by two pixels share one colour. */
  readonly width: number;
  readonly height: number;
}

/** The header of a file of progressive frames with square pixels, 4:2:0. */
export function y4mHeader({ width, height }: Size, framesPerSecond: number): Uint8Array {
  return Buffer.from(`YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`, 'latin1');
}

/** What stands before each frame. */
export const frameHeader: Uint8Array = Buffer.from('FRAME\n', 'latin1');

/**
 * A frame's bytes: the planes Y, U and V. BT.601 with black at 16 and white at 235: `C420jpeg` names where the colour
 * samples lie, not the range, and Chromium takes what comes from a file for limited range.
 *
 * @param rgb three bytes a pixel, row after row
 */
export function i420Frame(rgb: Uint8Array, { width, height }: Size): Uint8Array {
  const pixels = width * height;
  const frame = new Uint8Array((pixels * 3) / 2);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const at = pixel * 3;
    const red = rgb[at] ?? 0;
    const green = rgb[at + 1] ?? 0;
    const blue = rgb[at + 2] ?? 0;
    // What is written into bytes is cut: the half rounds.
    frame[pixel] = 16.5 + 0.256788 * red + 0.504129 * green + 0.097906 * blue;
  }
  const columns = width / 2;
  for (let row = 0; row < height; row += 2) {
    for (let column = 0; column < width; column += 2) {
      const upper = (row * width + column) * 3;
      const lower = upper + width * 3;
      // The mean of four pixels.
      const red = meanOf(rgb, upper, lower);
      const green = meanOf(rgb, upper + 1, lower + 1);
      const blue = meanOf(rgb, upper + 2, lower + 2);
      const to = pixels + (row / 2) * columns + column / 2;
      frame[to] = 128.5 - 0.148223 * red - 0.290993 * green + 0.439216 * blue;
      frame[to + pixels / 4] = 128.5 + 0.439216 * red - 0.367788 * green - 0.071427 * blue;
    }
  }
  return frame;
}

function meanOf(rgb: Uint8Array, upper: number, lower: number): number {
  return ((rgb[upper] ?? 0) + (rgb[upper + 3] ?? 0) + (rgb[lower] ?? 0) + (rgb[lower + 3] ?? 0)) / 4;
}
