import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../..');

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function check(language: string, ...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(repository, 'cli/main.ts'), 'config', 'check', ...args],
      { env: { PATH: process.env['PATH'], LANG: language } },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

describe('yikatong config check', () => {
  let folder = '';
  let wrong = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'yikatong-check-'));
    wrong = join(folder, 'wrong.json');
    writeFileSync(
      wrong,
      JSON.stringify({ devices: [{ id: 'gate', driver: 'modbus-gate', port: { serial: '' } }], faces: [] }),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('accepts what ships', async () => {
    expect(await check('C', join(repository, 'config/demo.json'), '--json')).toMatchObject({
      code: 0,
      stdout: '{"kind":"config","valid":true,"station":"demo-1","devices":8,"faces":2}\n',
      stderr: '',
    });
  });

  it('tells every problem at once, as JSON', async () => {
    const { code, stdout } = await check('C', wrong, '--json');
    expect(code).toBe(1);
    const { error } = JSON.parse(stdout) as { error: { code: string; problems: { path: string }[] } };
    expect(error.code).toBe('config-invalid');
    expect(error.problems.map(({ path }) => path)).toEqual([
      'hall',
      'devices[0].port.serial',
      'faces',
      'platform',
      'codes',
    ]);
    expect(error.problems[1]).toEqual({
      path: 'devices[0].port.serial',
      value: '""',
      message: 'out of range',
      remedy: 'allowed: at least 1 characters',
    });
  });

  it('tells them to people in their language', async () => {
    const { code, stdout, stderr } = await check('zh_CN.UTF-8', wrong);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('devices[0].port.serial = "": 超出范围');
    expect(stderr).toContain('允许：至少 1 个字符');
  });

  it('says so when there is no such file', async () => {
    expect(await check('C', join(folder, 'none.json'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ENOENT'),
    });
  });
});
