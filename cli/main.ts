/** `npx yikatong …`: composes the commands; each one registers itself. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

import { Command } from 'commander';

// A young generation of 1 MB: a station lives for months and holds little (25 MB less of memory).
setFlagsFromString('--max-semi-space-size=1');
// Compiled modules are kept between runs: without, every start strips the types anew (90 ms, 30 MB).
enableCompileCache(join(import.meta.dirname, '../.cache/node'));

// Whoever read has gone, as in `… | head`: nobody is left to speak to. 128 + SIGPIPE, as a shell reports it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(141);
});

type Register = (program: Command) => void;

/**
 * By their first word, loaded only when called: a station must not load the drivers' native addons, and no command
 * should wait for the others.
 */
const groups: Readonly<Record<string, () => Promise<readonly Register[]>>> = {
  audit: async () => [(await import('./commands/audit-verify.ts')).registerAuditVerify],
  card: async () => [(await import('./commands/card-read.ts')).registerCardRead],
  config: async () => [(await import('./commands/config-check.ts')).registerConfigCheck],
  devices: async () => [(await import('./commands/devices.ts')).registerDevices],
  emulate: async () => [
    (await import('./commands/emulate-card.ts')).registerEmulateCard,
    (await import('./commands/emulate-fingerprint.ts')).registerEmulateFingerprint,
    (await import('./commands/emulate-gate.ts')).registerEmulateGate,
    (await import('./commands/emulate-idcard.ts')).registerEmulateIdcard,
    (await import('./commands/emulate-printer.ts')).registerEmulatePrinter,
    (await import('./commands/emulate-scanner.ts')).registerEmulateScanner,
  ],
  finger: async () => [(await import('./commands/finger.ts')).registerFinger],
  gate: async () => [(await import('./commands/gate-open.ts')).registerGateOpen],
  hall: async () => [(await import('./commands/hall.ts')).registerHall],
  idcard: async () => [(await import('./commands/idcard-read.ts')).registerIdcardRead],
  platform: async () => [(await import('./commands/platform.ts')).registerPlatform],
  print: async () => [(await import('./commands/print-test.ts')).registerPrintTest],
  scan: async () => [(await import('./commands/scan.ts')).registerScan],
  station: async () => [(await import('./commands/station.ts')).registerStation],
};

const program = new Command('yikatong')
  .description('一卡通: terminals of a self-service hall, for technicians and scripts')
  // Options belong to the command before them, so that `emulate card --version` is the card's.
  .enablePositionalOptions()
  .showHelpAfterError();

const [, , word = ''] = process.argv;
const group = Object.hasOwn(groups, word) ? groups[word] : undefined;
const wanted = group === undefined ? Object.values(groups) : [group];
for (const load of wanted) for (const register of await load()) register(program);

await program.parseAsync();
