import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const repository = join(import.meta.dirname, '..');

/** Importing file, what it imports, and the rule that must say no (null: allowed). */
const imports: [from: string, to: string, rule: string | null][] = [
  ['contracts/a.ts', '#station/x.ts', 'contracts-imports-only-nothing-of-ours'],
  ['contracts/b.ts', 'zod', null],
  ['drivers/gate/a.ts', '#contracts/x.ts', null],
  ['drivers/gate/b.ts', '#station/x.ts', 'drivers-imports-only-contracts-native'],
  ['drivers/gate/c.ts', '#native/x.ts', null],
  ['native/a.ts', '#contracts/x.ts', 'native-imports-only-nothing-of-ours'],
  ['drivers/gate/codec.ts', '#drivers/core/exchange.ts', 'codec-is-pure'],
  ['drivers/scanner/codec.ts', './device.ts', 'codec-is-pure'],
  ['drivers/printer/codec.ts', 'node:fs', 'codec-does-no-io'],
  ['drivers/sam-v/codec.ts', 'node:timers/promises', 'codec-does-no-io'],
  ['drivers/pcsc/codec.ts', 'pcsc-mini', 'codec-uses-no-device-library'],
  ['drivers/card/codec.ts', '#drivers/core/bytes.ts', null],
  ['drivers/card/text-codec.ts', 'iconv-lite', null],
  ['drivers/scanner/device.ts', './emulator.ts', 'products-do-not-know-their-emulators'],
  ['drivers/scanner/device.test.ts', './emulator.ts', null],
  ['drivers/pcsc/device.ts', 'pcsc-mini', null],
  ['station/identify/a.ts', '#drivers/core/bytes.ts', 'station-imports-only-contracts-storage-face'],
  ['station/identify/b.ts', '#hall/embedded.ts', 'station-imports-only-contracts-storage-face'],
  ['station/identify/c.ts', '#contracts/x.ts', null],
  ['station/server/a.ts', 'node-hid', 'native-addons-only-in-drivers'],
  ['station/server/b.ts', '#native/x.ts', 'native-addons-only-in-drivers'],
  ['station/server/b.ts', '#native/x.ts', 'station-imports-only-contracts-storage-face'],
  ['station/device-host/host.ts', '#drivers/core/bytes.ts', null],
  ['station/device-host/supervisor.ts', '#hall/x.ts', 'station/device-host-imports-only-its-exception'],
  ['station/device-host/natives.ts', '#drivers/pcsc/device.ts', null],
  ['station/compose-hall.ts', '#hall/embedded.ts', null],
  ['station/compose-hall.ts', '#hall/x.ts', 'station/compose-hall.ts-imports-only-its-exception'],
  ['station/main.ts', '#hall/embedded.ts', 'station-imports-only-contracts-storage-face'],
  ['station/main.ts', './device-host/natives.ts', 'station-process-loads-no-native-addon'],
  ['hall/a.ts', '#station/x.ts', 'hall-imports-only-contracts-storage-messaging'],
  ['hall/b.ts', '#storage/x.ts', null],
  ['storage/a.ts', '#hall/x.ts', 'storage-imports-only-contracts'],
  ['station/journal/a.ts', '#storage/x.ts', null],
  ['platform/b.ts', '#storage/x.ts', null],
  ['platform/a.ts', '#hall/x.ts', 'platform-imports-only-contracts-face-storage-messaging'],
  ['renderer/kiosk/a.tsx', '#renderer/ui/button.tsx', null],
  ['renderer/kiosk/b.tsx', '../gate/a.tsx', 'pages-share-only-the-kit'],
  ['renderer/kiosk/c.tsx', 'node:path', 'pages-run-in-a-browser'],
  ['renderer/kiosk/d.tsx', '#station/x.ts', 'renderer-imports-only-contracts'],
  ['renderer/ui/dialog.tsx', '../kiosk/a.tsx', 'pages-share-only-the-kit'],
  ['electron/a.ts', '#station/x.ts', 'electron-imports-only-contracts'],
  ['electron/b.ts', '#contracts/x.ts', null],
  ['cli/a.ts', '#platform/x.ts', null],
  ['cli/b.ts', '#renderer/ui/button.tsx', 'cli-imports-only-contracts-drivers-station-hall-platform-face'],
  ['build/a.mjs', '../contracts/x.ts', 'build-imports-only-nothing-of-ours'],
  ['hall/c.ts', '#test/support/x.ts', 'test-helpers-only-in-tests'],
  ['hall/c.test.ts', '#test/support/x.ts', null],
  ['hall/d.test.ts', '#station/x.ts', 'hall-imports-only-contracts-storage-messaging'],
  ['test/real/a.test.ts', '#drivers/scanner/emulator.ts', null],
  ['hall/ring-a.ts', './ring-b.ts', 'no-circular-imports'],
  ['hall/lost.ts', './nowhere.ts', 'every-import-resolves'],
];

/** Every way to write an import counts. */
const forms = {
  'hall/form-value.ts': "import { x } from '#station/x.ts'; x();",
  'hall/form-re-export.ts': "export * from '#station/x.ts';",
  'hall/form-dynamic.ts': "await import('#station/x.ts');",
};

/** What the tables above import and do not write themselves. */
const targets = {
  'contracts/x.ts': '',
  'drivers/core/bytes.ts': '',
  'drivers/core/exchange.ts': '',
  'drivers/scanner/emulator.ts': '',
  'station/x.ts': '',
  'hall/x.ts': '',
  'native/x.ts': '',
  'storage/x.ts': '',
  'hall/embedded.ts': '',
  'hall/ring-b.ts': "import './ring-a.ts';",
  'platform/x.ts': '',
  'renderer/gate/a.tsx': '',
  'renderer/ui/button.tsx': '',
  'test/support/x.ts': '',
};

describe('the layer rules', () => {
  let folder = '';
  const found = new Set<string>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yikatong-layers-'));
    const sources = new Map<string, string>(Object.entries({ ...targets, ...forms }));
    for (const [from, to] of imports) {
      sources.set(from, `${sources.get(from) ?? ''}import type {} from '${to}';\n`);
    }
    for (const [file, text] of sources) {
      if (file.endsWith('.tsx')) sources.set(file, `${text}export const drawn = <p>drawn</p>;\n`);
    }
    for (const [file, text] of sources) {
      await mkdir(join(folder, dirname(file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    await writeFile(join(folder, 'package.json'), await readFile(join(repository, 'package.json')));
    await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));

    // The exit code is 0 whatever it finds, since a report in JSON is for reading.
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(repository, 'build/layers.mjs'), '--output-type', 'json'],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
    );
    const report = JSON.parse(stdout) as {
      summary: { violations: { from: string; rule: { name: string } }[] };
    };
    for (const { from, rule } of report.summary.violations) found.add(`${from}: ${rule.name}`);
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(imports.filter(([, , rule]) => rule !== null))('refuse %s importing %s: %s', (from, _to, rule) => {
    expect([...found]).toContain(`${from}: ${rule}`);
  });

  it.each(Object.keys(forms))('see the import in %s', (file) => {
    expect([...found]).toContain(`${file}: hall-imports-only-contracts-storage-messaging`);
  });

  it('refuse nothing else', () => {
    const refused = new Set(imports.map(([from, , rule]) => `${from}: ${rule}`));
    const unexpected = [...found].filter(
      (violation) => !refused.has(violation) && !violation.includes('form-'),
    );
    expect(unexpected).toEqual([]);
  });
});
