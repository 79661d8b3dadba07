/** Suites that need something of the machine say so here, and are skipped aloud where it is missing. */
import { describe } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findChromium, findProgram } from '#build/browser.mjs';
import { available } from '#native/fingerprint/index.ts';

import { postgresPrograms } from './postgres.ts';

const repository = join(import.meta.dirname, '../..');
/** Daemons stand there, and an ordinary user's PATH lacks it. */
const systemFolders = ['/usr/sbin', '/sbin'];

function program(name: string): string | null {
  return findProgram(name, systemFolders) === null ? `${name} is not installed` : null;
}

function electron(): string | null {
  const folder = join(repository, 'node_modules/electron');
  const name = existsSync(join(folder, 'path.txt')) ? readFileSync(join(folder, 'path.txt'), 'utf8') : '';
  return name !== '' && existsSync(join(folder, 'dist', name))
    ? null
    : "Electron's binary has not been fetched";
}

/** The addon of pcsc-mini is linked to it. */
function pcscLibrary(): string | null {
  try {
    createRequire(import.meta.url)('pcsc-mini');
    return null;
  } catch {
    return 'the PC/SC library (libpcsclite1) is not installed';
  }
}

function libfprint(): string | null {
  const library = available();
  return library.ok ? null : `the fingerprint addon is not available: ${library.reason}`;
}

/** Root in a container may still not be allowed to mount anything. */
function tmpfs(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-needs-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return null;
  } catch {
    return 'no file system can be mounted here';
  } finally {
    rmdirSync(folder);
  }
}

/** Root in a container may still not be allowed to make network namespaces. */
function netns(): string | null {
  const name = `yk-needs-${process.pid}`;
  try {
    execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
    return null;
  } catch {
    return 'no network namespace can be made here';
  }
}

/** Requirement -> null if the machine has it, or what is missing. */
const requirements = {
  chromium: () => (findChromium() === null ? 'Chromium is not installed' : null),
  electron,
  espeak: () => program('espeak-ng'),
  ip: () => program('ip'),
  libfprint,
  netns,
  nats: () => program('nats-server'),
  linux: () => (process.platform === 'linux' ? null : `this is ${process.platform}, not Linux`),
  openssl: () => program('openssl'),
  pcscd: () => program('pcscd'),
  postgres: () => (postgresPrograms() === null ? 'postgresql is not installed' : null),
  pcscLibrary,
  pymodbus: () =>
    existsSync('/usr/lib/python3/dist-packages/pymodbus') ? null : 'python3-pymodbus is not installed',
  root: () => (process.getuid?.() === 0 ? null : 'this is not root'),
  socat: () => program('socat'),
  tmpfs,
  umockdev: () => program('umockdev-run'),
  vpcd: () => (existsSync('/etc/reader.conf.d/vpcd') ? null : 'vsmartcard-vpcd is not installed'),
  xvfb: () => program('Xvfb'),
} as const satisfies Record<string, () => string | null>;

export type Requirement = keyof typeof requirements;

/**
 * `describe` for a suite that needs something of the machine; where that is missing, the suite is skipped and its
 * name says why, which `npm test` repeats at its end.
 *
 * @example needs('pcscd', 'vpcd')('a card over the real pcscd', () => { … });
 */
export function needs(...names: readonly Requirement[]): (name: string, tests: () => void) => void {
  const missing = names.map((name) => requirements[name]()).filter((reason) => reason !== null);
  if (missing.length === 0) return describe;
  const { skip } = describe;
  return (name, tests) => skip(`${name} [skipped: ${missing.join('; ')}]`, tests);
}
