/** The operating system's side of a child process, narrow enough to be replaced in a test. */
import { fork } from 'node:child_process';
import { join } from 'node:path';

export interface ChildPort {
  readonly pid: number | null;
  /** False where the message can no longer be delivered. */
  send(message: object): boolean;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the process is gone or could not be started; `reason` for the log. */
  onGone(listener: (reason: string) => void): void;
  /** Closes the channel: the child ends itself. */
  disconnect(): void;
  /** SIGKILL, the one signal that a hung native call cannot hold up. */
  kill(): void;
}

/**
 * What a child gets of the environment: where programs and libraries are, language and time zone, and the switches by
 * which tests put emulated hardware below the real stacks. Nothing else, so that no secret of whoever started the
 * station travels along.
 */
const passedOn =
  /^(?:PATH|HOME|NODE_COMPILE_CACHE|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|SystemRoot|LD_PRELOAD|LD_LIBRARY_PATH|UMOCKDEV_\w+|PCSCLITE_\w+|FP_VIRTUAL_IMAGE)$/;

/**
 * Where Node keeps its compiled modules. Without it each process strips the types anew, which takes 90 ms and 30 MB.
 * A folder that cannot be written is no harm: Node goes without.
 */
const compileCache = join(import.meta.dirname, '../../.cache/node');

export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const named = Object.entries(environment).filter(([name]) => passedOn.test(name));
  return { NODE_COMPILE_CACHE: compileCache, ...Object.fromEntries(named) };
}

/** A young generation of 1 MB: these processes hold little, and should not take more than they hold. */
const v8Options = ['--max-semi-space-size=1'];

export interface ForkOptions {
  /** Absolute path of the TypeScript file to run. */
  readonly entry: string;
  /** An open file that the child finds as its descriptor 4. */
  readonly file?: number;
}

/** Standard output stays the station's own (its ready line is read by programs): what a child prints goes to stderr. */
export function forkChild({ entry, file }: ForkOptions): ChildPort {
  const child = fork(entry, [], {
    env: childEnvironment(process.env),
    execArgv: [...v8Options],
    stdio: ['ignore', 2, 2, 'ipc', ...(file === undefined ? [] : [file])],
    serialization: 'json',
  });
  return {
    pid: child.pid ?? null,
    send: (message) => {
      if (!child.connected) return false;
      // Node's own answer speaks of a backlog, not of a failure; a channel that breaks under a message ends the child,
      // which `onGone` reports.
      child.send(message, () => undefined);
      return true;
    },
    onMessage: (listener) => void child.on('message', listener),
    onGone: (listener) => {
      let told = false;
      const tell = (reason: string): void => {
        if (told) return;
        told = true;
        listener(reason);
      };
      child.once('exit', (code, signal) => tell(signal === null ? `exit code ${code}` : signal));
      child.on('error', (error) => {
        // Also reported where only a message failed: then the process is still there.
        if (child.pid === undefined) tell(error.message);
      });
    },
    disconnect: () => {
      if (child.connected) child.disconnect();
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
