/** The platform's stand-in as a child process, and its own addresses, for demonstrations. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

import { z } from 'zod';

import {
  mintCodeAnswerSchema,
  platformPaths,
  standInPersonSchema,
  type PlatformFaults,
} from '#contracts/platform-api.ts';
import { qualificationStatusSchema } from '#contracts/qualification.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { StandIn } from './dock.ts';
import { childEnvironment } from './processes/child-port.ts';

const readySchema = z.object({ event: z.literal('ready'), url: z.url() });

/** Milliseconds. */
const delays = { ready: 30_000, request: 5000, end: 2000 } as const;

export interface StandInProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `platform/main.ts` on a free port. It ends itself when its standard input closes. */
export async function startStandIn(): Promise<Result<StandInProcess>> {
  const child = spawn(process.execPath, [`${import.meta.dirname}/../platform/main.ts`, '--port', '0'], {
    env: childEnvironment(process.env),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const url = await readyUrl(child);
  if (url === null) {
    child.kill('SIGKILL');
    return fail('platform-unreachable', 'the stand-in did not start');
  }
  return ok({ url, stop: () => end(child) });
}

function readyUrl(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    const { stdout } = child;
    if (stdout === null) throw new TypeError('standard output is a pipe');
    const timer = setTimeout(() => resolve(null), delays.ready);
    const settle = (url: string | null): void => {
      clearTimeout(timer);
      resolve(url);
    };
    child.once('exit', () => settle(null));
    child.once('error', () => settle(null));
    createInterface({ input: stdout }).on('line', (line) => {
      const ready = readySchema.safeParse(parsed(line));
      if (ready.success) settle(ready.data.url);
    });
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), delays.end);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.stdin?.end();
  });
}

/** The hands that only the stand-in gives. */
export function standInAt(url: string): StandIn {
  return {
    people: async () => {
      const answer = await ask(url, 'GET', platformPaths.people, undefined, z.array(standInPersonSchema));
      return answer;
    },
    mintCode: async (person, verifier) => {
      const answer = await ask(
        url,
        'POST',
        platformPaths.mintCode,
        { person, verifier },
        mintCodeAnswerSchema,
      );
      return answer.ok ? ok(answer.value.code) : answer;
    },
    setFaults: async (faults: PlatformFaults) => {
      const answer = await ask(url, 'PUT', platformPaths.faults, faults, z.unknown());
      return answer.ok ? ok(undefined) : answer;
    },
    enrol: async (request) => {
      const answer = await ask(url, 'PUT', platformPaths.enrol, request, qualificationStatusSchema);
      return answer.ok ? ok(undefined) : answer;
    },
  };
}

async function ask<T>(
  url: string,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body: object | undefined,
  schema: z.ZodType<T>,
): Promise<Result<T>> {
  try {
    const answer = await fetch(new URL(path, url), {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(delays.request),
    });
    if (!answer.ok) return fail('platform-error', `${method} ${path}: ${answer.status}`);
    const checked = schema.safeParse(await answer.json());
    return checked.success ? ok(checked.data) : fail('platform-nonsense', `${method} ${path}`);
  } catch (error) {
    return fail('platform-unreachable', error instanceof Error ? error.message : String(error));
  }
}
