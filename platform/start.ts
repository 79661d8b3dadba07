/** Starts the stand-in on loopback. */
import { randomBytes } from 'node:crypto';

import { systemClock } from '#contracts/clock.ts';
import { createStandIn } from './server.ts';

export interface StandInServer {
  readonly url: string;
  close(): Promise<void>;
}

/** `port` 0: any free one. Throws what the operating system says when the port cannot be had. */
export async function startStandInServer(options: {
  readonly port: number;
  readonly terminalKey: string | null;
}): Promise<StandInServer> {
  const app = createStandIn({
    clock: systemClock,
    token: () => randomBytes(24).toString('base64url'),
    terminalKey: options.terminalKey,
  });
  const url = await app.listen({ host: '127.0.0.1', port: options.port });
  return { url, close: () => app.close() };
}
