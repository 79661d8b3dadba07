/** What is plugged in, asked in a process of its own: native addons never come into the station. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { fail, ok, type Result } from '#contracts/result.ts';
import { discoverySchema, type Discovery } from '#contracts/technician.ts';
import { childEnvironment } from './processes/child-port.ts';

/** Milliseconds; a PC/SC service that hangs must not hold the page up for longer. */
const deadlineMs = 10_000;

export async function discover(): Promise<Result<Discovery>> {
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [`${import.meta.dirname}/device-host/discover.ts`],
      { env: childEnvironment(process.env), timeout: deadlineMs },
    );
    const found = discoverySchema.safeParse(JSON.parse(stdout));
    return found.success ? ok(found.data) : fail('device-garbled', 'discovery');
  } catch (error) {
    return fail('timeout', error instanceof Error ? error.message : String(error));
  }
}
