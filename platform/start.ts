/** Starts the stand-in on loopback. */
import { randomBytes } from 'node:crypto';

import { FaceEngineClient } from '#face/client.ts';
import { systemClock } from '#contracts/clock.ts';
import type { City } from './city/city.ts';
import { createStandIn } from './server.ts';

/** What the face engine's process gets of the environment: where programs are, and nothing that a shell may hold beside. */
const passedOn = /^(?:PATH|HOME|NODE_COMPILE_CACHE|LANG|LC_\w+|TZ|TMPDIR|TEMP|SystemRoot|LD_LIBRARY_PATH)$/;

export interface StandInServer {
  readonly url: string;
  close(): Promise<void>;
}

/** `port` 0: any free one. Throws what the operating system says when the port cannot be had. */
export async function startStandInServer(options: {
  readonly port: number;
  readonly terminalKey: string | null;
  readonly city?: City;
}): Promise<StandInServer> {
  const app = createStandIn({
    clock: systemClock,
    token: () => randomBytes(24).toString('base64url'),
    terminalKey: options.terminalKey,
    ...(options.city === undefined ? {} : { city: options.city }),
    engine: new FaceEngineClient({
      clock: systemClock,
      environment: Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name))),
    }),
  });
  const url = await app.listen({ host: '127.0.0.1', port: options.port });
  return { url, close: () => app.close() };
}
