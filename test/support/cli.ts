/** `yikatong …` as a script runs it: what it prints on standard output, and how it ends. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../..');

export interface CliOutcome {
  readonly exitCode: number;
  /** Standard output as JSON; null where it is none. */
  readonly json: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. `under`: a program and its arguments that start it, such as umockdev-run. */
export function yikatong(args: readonly string[], under: readonly string[] = []): Promise<CliOutcome> {
  const [program = process.execPath, ...rest] = [
    ...under,
    process.execPath,
    join(repository, 'cli/main.ts'),
    ...args,
  ];
  return new Promise((resolve, reject) => {
    const options = { timeout: 30_000, killSignal: 'SIGKILL', env: { ...process.env, LANG: 'C' } } as const;
    execFile(program, rest, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ exitCode: code, json: parse(stdout), stdout, stderr });
      else reject(error ?? new Error('no exit code'));
    });
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
