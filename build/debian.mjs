/** The Debian packages that the tests need: installed on Debian as root, named elsewhere. */
import { existsSync } from 'node:fs';
import process from 'node:process';

import { run } from './children.mjs';
import { detail, duration, step } from './say.mjs';

/** Package -> what the tests do with it. */
const packages = /** @type {Readonly<Record<string, string>>} */ ({
  pcscd: 'the PC/SC service',
  'vsmartcard-vpcd': 'virtual card readers for it',
  umockdev: 'emulated HID scanners',
  socat: 'pseudo terminals as serial cables',
  'python3-pymodbus': "other people's Modbus",
  postgresql: "the hall's other database, started by the tests themselves",
  iproute2: 'immediate TCP acknowledgement towards the virtual reader',
  'nats-server': "the city's message server",
  openssl: 'certificates for both',
  'espeak-ng': 'the voice of the board',
  chromium: 'the browser of the end-to-end tests',
  'fonts-noto-cjk': 'Chinese text in its pictures',
  xvfb: 'a display for its kiosk mode',
  'libfprint-2-dev': 'fingerprint readers, with a virtual one',
  'libglib2.0-dev': "libfprint's headers need it, and their package does not bring it",
  'pkg-config': 'finds both for the fingerprint addon',
  'g++': 'compiles the fingerprint addon',
  make: 'runs the compiler for node-gyp',
  python3: 'node-gyp is half Python',
});

const limits = { queryMs: 20_000, aptMs: 12 * 60_000 };

/** Never fails: a suite whose package is missing is skipped, and says so. */
export async function ensureDebianPackages() {
  step('Debian packages for the tests');
  if (!existsSync('/etc/debian_version') || !existsSync('/usr/bin/apt-get')) {
    detail('this is not Debian; suites whose programs are missing will be skipped. They need:');
    detail(list(Object.keys(packages)));
    return;
  }
  const missing = await missingPackages();
  if (missing.length === 0) {
    detail('all there');
    return;
  }
  if (process.getuid?.() !== 0) {
    detail(`missing; suites that need them will be skipped:\n${list(missing)}`);
    detail(`To run them: sudo apt-get install ${missing.join(' ')}`);
    return;
  }
  detail(`installing with apt-get, which takes some minutes:\n${list(missing)}`);
  const begun = Date.now();
  const failure = await install(missing);
  if (failure === null) {
    detail(`installed in ${duration(Date.now() - begun)}`);
  } else {
    detail(`apt-get failed; suites that need these packages will be skipped. It said:\n${failure}`);
  }
}

async function missingPackages() {
  const { output } = await run(
    'dpkg-query',
    ['-W', '-f=${Package} ${db:Status-Status}\n', ...Object.keys(packages)],
    {
      capture: true,
      limitMs: limits.queryMs,
    },
  );
  const installed = new Set(
    output
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ', 1)[0]),
  );
  return Object.keys(packages).filter((name) => !installed.has(name));
}

/**
 * @param {readonly string[]} names
 * @returns {Promise<string | null>} null, or the end of what apt-get said
 */
async function install(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...names]]) {
    const { code, output, timedOut } = await run(
      'apt-get',
      ['-o', 'DPkg::Lock::Timeout=120', '--quiet', ...args],
      {
        env,
        capture: true,
        limitMs: limits.aptMs,
      },
    );
    if (timedOut) return `no end within ${duration(limits.aptMs)}`;
    if (code !== 0) return output.trim().split('\n').slice(-8).join('\n');
  }
  return null;
}

/** @param {readonly string[]} names */
function list(names) {
  return names.map((name) => `  ${name}: ${packages[name]}`).join('\n');
}
