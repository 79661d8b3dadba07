/** A machine without the PC/SC library: that is the readers' trouble, and nobody else's. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

const repository = join(import.meta.dirname, '../..');
const missing = 'libpcsclite.so.1: cannot open shared object file';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runWithoutPcsc(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', join(repository, 'test/support/without-pcsc.ts'), ...args],
      { cwd: repository },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

describe('without the PC/SC library', () => {
  it('a card cannot be read, and the command says why', async () => {
    const { code, stdout, stderr } = await runWithoutPcsc('cli/main.ts', 'card', 'read', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'pcsc-unavailable', message: expect.stringContaining(missing) },
    });
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  it('the other devices of the machine are still found', async () => {
    const { code, stdout } = await runWithoutPcsc('cli/main.ts', 'devices', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      serial: expect.any(Array),
      problems: [{ code: 'pcsc-unavailable' }],
    });
  });

  it('the device host drives the other devices', async () => {
    const { code, stderr } = await runWithoutPcsc('--eval', "import('#station/device-host/registry.ts')");
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});
