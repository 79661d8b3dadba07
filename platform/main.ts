/** The stand-in as a process of its own: serves until standard input closes, so that it never outlives its starter. */
import { parseArgs } from 'node:util';

import { startStandInServer } from './start.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const server = await startStandInServer({ port: Number(values.port), terminalKey: null });
console.log(JSON.stringify({ event: 'ready', url: server.url }));
process.stdin.resume();
process.stdin.once('end', () => void server.close().then(() => process.exit(0)));
