/** An X display of a test's own, on any machine that has Xvfb. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface VirtualDisplay {
  /** For DISPLAY, such as `:3`. */
  readonly name: string;
  stop(): Promise<void>;
}

/** Starts Xvfb in portrait, as a kiosk stands; it picks a display number that is free and says it. */
export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1080x1920x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const exited = once(xvfb, 'exit');
  const said = xvfb.stdio[3];
  if (said === null || said === undefined) throw new Error('Xvfb has no pipe to say its display');
  const number = await Promise.race([
    once(said, 'data').then(([bytes]) => String(bytes).trim()),
    exited.then(([code]) => Promise.reject(new Error(`Xvfb ended with code ${String(code)}`))),
  ]);
  return {
    name: `:${number}`,
    stop: async () => {
      xvfb.kill('SIGTERM');
      await exited;
    },
  };
}
