import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { needs } from '#test/support/needs.ts';

import { whatIsMissing } from './native.mjs';

const path = process.env['PATH'];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-native-'));
  process.env['PATH'] = folder;
});

afterEach(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true });
});

const install = 'Debian: apt-get install libfprint-2-dev libglib2.0-dev pkg-config g++ make python3';

function programs(...names: readonly string[]): void {
  for (const name of names) writeFileSync(join(folder, name), '', { mode: 0o755 });
}

needs('linux')('what the fingerprint addon is built with', () => {
  it('is named at once where it is missing, with the one command that brings it', async () => {
    programs('make');
    expect(await whatIsMissing()).toBe(`pkg-config, g++, python3 are not installed (${install})`);
  });

  it('is named where one program alone is missing', async () => {
    programs('make', 'g++', 'pkg-config');
    expect(await whatIsMissing()).toBe(`python3 is not installed (${install})`);
  });
});
