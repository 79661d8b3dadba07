/** A TCP port of loopback that is free now, and that nobody else of the tests is given meanwhile. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import process from 'node:process';

/** Below the ports that a system gives to outgoing connections (Linux: from 32768), which might have it before the test does. */
const range = { from: 16_000, to: 32_000 } as const;
/** Test files at a time that cannot meet. */
const lanes = 8;
const perLane = (range.to - range.from) / lanes;

const lane = Number(process.env['JEST_WORKER_ID'] ?? 0) % lanes;
/** Or looked at: what is not free now is left alone. */
const given = new Set<number>();

export async function freePort(): Promise<number> {
  while (given.size < perLane) {
    const port = range.from + randomInt(perLane) * lanes + lane;
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
