/** A nats-server of a test's own, on a free port, with what it stores in a temporary folder. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';

import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** Milliseconds. */
const startMs = 10_000;

export interface NatsServerOptions {
  /** A configuration, relative to the repository or absolute, with a value for each variable in it; `{folder}` stands for the server's own folder. */
  readonly file: string;
  /** The variable that says where clients connect. */
  readonly listen: string;
  readonly variables: Readonly<Record<string, string>>;
}

const repository = join(import.meta.dirname, '../..');

export class NatsServer {
  readonly port: number;
  readonly folder: string;
  readonly #configuration: string;
  readonly #environment: NodeJS.ProcessEnv;
  #process: ChildProcess | null = null;
  #log = '';

  private constructor(port: number, folder: string, options: NatsServerOptions | null) {
    this.port = port;
    this.folder = folder;
    if (options === null) {
      this.#configuration = join(folder, 'nats.conf');
      this.#environment = process.env;
      const store = `jetstream { store_dir: "${folder}/jetstream" }`;
      writeFileSync(this.#configuration, `listen: "127.0.0.1:${port}"\n${store}\n`);
    } else {
      this.#configuration = resolvePath(repository, options.file);
      const given = Object.entries({ ...options.variables, [options.listen]: `127.0.0.1:${port}` });
      // A value is read as configuration: quoted, it is a text whatever is in it.
      const variables = given.map(([name, value]) => [name, `"${value.replaceAll('{folder}', folder)}"`]);
      this.#environment = { ...process.env, ...Object.fromEntries(variables) };
    }
  }

  /** Null: stores streams and serves everybody. */
  static async start(options: NatsServerOptions | null = null): Promise<NatsServer> {
    const folder = mkdtempSync(join(tmpdir(), 'yikatong-nats-'));
    const server = new NatsServer(await freePort(), folder, options);
    await server.startAgain();
    return server;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  get running(): boolean {
    return this.#process !== null;
  }

  /** Of the server's process, MB: what it holds in memory now. */
  get memory(): number {
    const status = readFileSync(`/proc/${this.#process?.pid ?? 0}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
  }

  /** Processor time that the server's process has used, milliseconds; in steps of 10. */
  get processorMs(): number {
    const text = readFileSync(`/proc/${this.#process?.pid ?? 0}/stat`, 'utf8');
    // After the name, which stands in brackets: fields 14 and 15 of proc(5), in hundredths of a second.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  /** After `kill`, with what it had stored. */
  async startAgain(): Promise<void> {
    const child = spawn('nats-server', ['-c', this.#configuration], {
      env: this.#environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
    await until(
      'nats-server is ready',
      () => {
        if (child.exitCode !== null) throw new Error(`nats-server ended:\n${this.#log}`);
        return greets(this.port);
      },
      startMs,
    );
  }

  /** Gone at once, as by a power cut of its machine; what it stored stays. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  /** Everything that it stored is gone. */
  async loseDisk(): Promise<void> {
    await this.kill();
    rmSync(join(this.folder, 'jetstream'), { recursive: true, force: true });
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A server that serves says INFO first. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data) => settle(data.toString('latin1').startsWith('INFO ')));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}
