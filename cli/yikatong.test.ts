import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Stands in for the command: TypeScript, so that only the Node that is brought along can run it. */
const main = `
const [verb = '', code = '0']: string[] = process.argv.slice(2);
if (verb !== 'exit') setInterval(() => undefined, 1000);
if (verb === 'tidy') process.on('SIGTERM', () => process.exit(5));
console.log(JSON.stringify({ arguments: process.argv.slice(2), cwd: process.cwd() }));
if (verb === 'exit') process.exit(Number(code));
`;

describe('npx yikatong', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yikatong-command-'));
    await mkdir(join(folder, 'cli'));
    await mkdir(join(folder, 'node_modules/node/bin'), { recursive: true });
    await symlink(process.execPath, join(folder, 'node_modules/node/bin/node'));
    await copyFile(join(import.meta.dirname, 'yikatong.mjs'), join(folder, 'cli/yikatong.mjs'));
    await writeFile(join(folder, 'cli/main.ts'), main);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  function start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [join(folder, 'cli/yikatong.mjs'), ...args], {
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function textOf(stream: ChildProcess['stdout']): Promise<string> {
    let text = '';
    for await (const part of stream?.setEncoding('utf8') ?? []) text += String(part);
    return text;
  }

  it('passes on arguments and folder, and keeps the exit code', async () => {
    const command = start('exit', '7', '--json');
    const ended = once(command, 'exit');
    expect(JSON.parse(await textOf(command.stdout))).toEqual({
      arguments: ['exit', '7', '--json'],
      cwd: realpathSync(tmpdir()),
    });
    expect(await ended).toEqual([7, null]);
  });

  it('passes on a polite kill and waits for the tidying up', async () => {
    const command = start('tidy');
    const ended = once(command, 'exit');
    if (command.stdout) await once(command.stdout, 'data');
    command.kill('SIGTERM');
    expect(await ended).toEqual([5, null]);
  });

  it('ends by the signal that ended the command', async () => {
    const command = start('wait');
    const ended = once(command, 'exit');
    if (command.stdout) await once(command.stdout, 'data');
    command.kill('SIGTERM');
    expect(await ended).toEqual([null, 'SIGTERM']);
  });

  it('says what to do where the set-up has not run', async () => {
    await rm(join(folder, 'node_modules'), { recursive: true });
    const command = start('devices');
    const ended = once(command, 'exit');
    expect(await textOf(command.stderr)).toContain(`Run \`npm ci\` in ${folder}`);
    expect(await ended).toEqual([1, null]);
  });
});
