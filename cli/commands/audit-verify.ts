/** `yikatong audit verify`: whether the audit chain of a data folder is what was written. */
import { readFileSync } from 'node:fs';

import type { Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import { chainId, type AuditFault, type AuditHead } from '#station/journal/audit-chain.ts';
import { verifyAudit } from '#station/journal/audit-log.ts';
import { readAuditKey } from '#station/journal/data-folder.ts';
import { PlatformClient } from '#station/platform-client/client.ts';

import { printFields, printLine, printResult, say } from '../output.ts';

interface VerifyFlags {
  readonly data: string;
  readonly platform?: string;
  readonly station?: string;
  readonly keyFile?: string;
  readonly json?: boolean;
}

interface Verified {
  readonly kind: 'audit';
  readonly intact: true;
  readonly entries: number;
  /** Hash of the newest entry. */
  readonly head: string;
  readonly chain: string;
  /** Entry up to which the platform bears witness; null: it was not asked, or has been told nothing yet. */
  readonly witnessed: number | null;
}

/** How long the platform may take, milliseconds. */
const platformMs = 10_000;

const faults: Readonly<Record<AuditFault, string>> = {
  changed: 'was changed',
  missing: 'is missing',
  added: 'was added',
  head: 'the signed head does not belong to it',
  anchor: 'is not what the platform was told at the time',
};

export function registerAuditVerify(program: Command): void {
  program
    .command('audit')
    .description('the tamper-evident record of what a station did')
    .command('verify')
    .description(
      "read a station's whole audit chain and name the first entry that is not as it was written; exit code 1 then",
    )
    .requiredOption('--data <folder>', "the station's data folder; the station may be running")
    .option(
      '--platform <url>',
      'ask this platform what it was told, which also finds a whole file that was put back',
    )
    .option('--station <id>', "with --platform: the station's id, as in its configuration")
    .option('--key-file <file>', "with --platform: file with the terminal's key")
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(flags: VerifyFlags): Promise<void> {
  printResult(await verify(flags), flags.json === true, ({ entries, head, chain, witnessed }) => {
    printLine(say({ zh: '审计链完好', en: 'The audit chain is intact' }));
    printFields([
      [{ zh: '条数', en: 'Entries' }, String(entries)],
      [{ zh: '链首', en: 'Head' }, head],
      [{ zh: '链号', en: 'Chain' }, chain],
      [
        { zh: '平台见证至', en: 'Witnessed by the platform up to' },
        witnessed === null ? null : String(witnessed),
      ],
    ]);
  });
}

async function verify(flags: VerifyFlags): Promise<Result<Verified>> {
  const key = readAuditKey(flags.data);
  if (!key.ok) return key;
  const chain = chainId(key.value);
  const witness = await askWitness(flags, chain);
  if (!witness.ok) return witness;
  const verdict = verifyAudit(flags.data, key.value, witness.value === null ? [] : [witness.value]);
  if (!verdict.ok) return verdict;
  if (!verdict.value.intact) return { ok: false, error: broken(verdict.value.seq, verdict.value.fault) };
  const { seq: entries, hash: head } = verdict.value.head;
  return ok({ kind: 'audit', intact: true, entries, head, chain, witnessed: witness.value?.seq ?? null });
}

function broken(seq: number, fault: AuditFault): Failure {
  return { code: 'audit-broken', detail: `entry ${seq}: ${faults[fault]}` };
}

/** The newest head that the platform was told of this station, null for none. */
async function askWitness(
  { platform: url, station, keyFile }: VerifyFlags,
  chain: string,
): Promise<Result<AuditHead | null>> {
  if (url === undefined) return ok(null);
  if (station === undefined) return fail('config-invalid', '--platform needs --station');
  const platform = new PlatformClient({
    url,
    key: keyFile === undefined ? null : readFileSync(keyFile, 'utf8').trim(),
    requestMs: platformMs,
    clock: systemClock,
    // What fails is printed as this command's own answer.
    log: { event: () => undefined },
  });
  const heads = await platform.auditHeads(station, new AbortController().signal);
  if (!heads.ok) return heads;
  const newest = heads.value.at(-1);
  if (newest === undefined) return ok(null);
  if (newest.chain !== chain)
    return fail(
      'audit-broken',
      `the platform was told of another chain (${newest.chain}) than this one (${chain})`,
    );
  return ok(newest);
}
