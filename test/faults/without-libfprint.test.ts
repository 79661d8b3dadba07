/** A machine without libfprint: fingers cannot be read there, and nothing else is the worse for it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { needs } from '#test/support/needs.ts';

const repository = join(import.meta.dirname, '../..');
const missing = 'libfprint-2.so.2: cannot open shared object file: No such file or directory';

const cannotLoad = ['--import', join(repository, 'test/support/without-libfprint.ts')];

/** What `script` prints as JSON in a process of its own. */
function run(script: string, preload: readonly string[] = []): Promise<unknown> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [...preload, '--input-type=module', '--eval', script],
      { cwd: repository },
      (error, stdout, stderr) => {
        if (error !== null) reject(new Error(stderr));
        else resolve(JSON.parse(stdout));
      },
    );
  });
}

const openReader = `
  import { systemClock } from '#contracts/clock.ts';
  import { makeDevice } from '#station/device-host/registry.ts';
  const config = { id: 'finger', driver: 'libfprint' };
  const { device } = makeDevice(config, { clock: systemClock, trace: () => undefined });
  const health = await new Promise((resolve) => device.start((event) => {
    if (event.type === 'health' && event.health.state !== 'absent') resolve(event.health);
  }));
  const verified = await device.verify(new Uint8Array(8), new AbortController().signal);
  await device.stop();
  console.log(JSON.stringify({ health, verified }));`;

const loadedLibraries = `
  import { readFileSync } from 'node:fs';
  import { systemClock } from '#contracts/clock.ts';
  import { makeDevice } from '#station/device-host/registry.ts';
  const loaded = () => readFileSync('/proc/self/maps', 'utf8').includes('libfprint');
  const config = { id: 'finger', driver: 'libfprint' };
  const { device } = makeDevice(config, { clock: systemClock, trace: () => undefined });
  const before = loaded();
  device.start(() => undefined);
  const after = loaded();
  await device.stop();
  console.log(JSON.stringify({ before, after }));`;

describe('without libfprint', () => {
  it('a fingerprint reader is not available, and says why', async () => {
    const error = { code: 'fingerprint-unavailable', detail: missing };
    expect(await run(openReader, cannotLoad)).toEqual({
      health: { state: 'failing', name: null, failure: error },
      verified: { ok: false, error },
    });
  });
});

needs('linux', 'libfprint')('with libfprint', () => {
  it('a machine loads the library with the first reader that is started, and not before', async () => {
    expect(await run(loadedLibraries)).toEqual({ before: false, after: true });
  });
});
