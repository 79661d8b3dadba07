/** An X display of a test's own, on any machine that has Xvfb. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Portrait, as a kiosk stands, pixels. */
export const displaySize = { width: 1080, height: 1920 } as const;

export interface VirtualDisplay {
  /** For DISPLAY, such as `:3`. */
  readonly name: string;
  /** What is on the screen there: 0xRRGGBB; an empty display is black. */
  pixel(x: number, y: number): Promise<number>;
  stop(): Promise<void>;
}

/** Starts Xvfb; it picks a display number that is free and says it. No window manager runs. */
export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  const folder = await mkdtemp(join(tmpdir(), 'yikatong-display-'));
  const screen = `${displaySize.width}x${displaySize.height}x24`;
  const xvfb = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', screen, '-fbdir', folder, '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const exited = once(xvfb, 'exit');
  const said = xvfb.stdio[3];
  if (said === null || said === undefined) throw new Error('Xvfb has no pipe to say its display');
  const number = await Promise.race([
    once(said, 'data').then(([bytes]) => String(bytes).trim()),
    exited.then(([code]) => Promise.reject(new Error(`Xvfb ended with code ${String(code)}`))),
  ]);
  return {
    name: `:${number}`,
    pixel: async (x, y) => pixelOfDump(await readFile(join(folder, 'Xvfb_screen0')), x, y),
    stop: async () => {
      xvfb.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** X window dump (XWDFile.h): a header of 32-bit big-endian numbers, the colour map, then the lines. */
function pixelOfDump(dump: Buffer, x: number, y: number): number {
  const field = (index: number): number => dump.readUInt32BE(index * 4);
  const [headerSize, bytesPerLine, colours] = [field(0), field(12), field(19)];
  const line = headerSize + colours * 12 + y * bytesPerLine;
  return dump.readUInt32LE(line + x * 4) & 0xffffff;
}
