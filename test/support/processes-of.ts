/** Command lines of all processes that name a data folder: stations, servers, their children, a browser. Linux. */
import { readdir, readFile } from 'node:fs/promises';

export async function processesOf(data: string): Promise<string[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commandLines = await Promise.all(
    numbers.map((number) => readFile(`/proc/${number}/cmdline`, 'utf8').catch(() => '')),
  );
  return commandLines.filter((line) => line.includes(data)).map((line) => line.replaceAll('\0', ' '));
}
