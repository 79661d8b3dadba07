/** Printing a slip: the intent is durable before it is sent, and what the printer proved is on record. */
import type { PrintResult, TicketSlip } from '#contracts/devices.ts';
import type { FailureCode } from '#contracts/failures.ts';
import type { LogEventName } from '#contracts/log-events.ts';
import type { Facts } from '../journal/audit-chain.ts';
import type { SceneInfo, ScenePorts } from './scene.ts';

/** `none`: nothing was to be printed. */
export interface PrintState {
  readonly proof: PrintResult | 'none';
  readonly failure: FailureCode | null;
}

export const notPrinted: PrintState = { proof: 'none', failure: null };

const printFailures: Readonly<Record<PrintResult, FailureCode | null>> = {
  printed: null,
  'paper-out': 'printer-paper-out',
  'cover-open': 'printer-cover-open',
  offline: 'printer-offline',
  error: 'printer-error',
  unknown: 'print-unproven',
};

export interface SlipJob {
  /** The kind of intent. */
  readonly kind: string;
  readonly slip: TicketSlip;
  /** For the journal: which ticket or receipt it is. */
  readonly body: Facts;
  /** The audit entry's name. */
  readonly event: LogEventName;
}

export async function printSlip(job: SlipJob, info: SceneInfo, ports: ScenePorts): Promise<PrintState> {
  const { face, config } = info;
  if (face.printer === undefined) return { proof: 'error', failure: 'device-unknown' };
  const id = ports.newId();
  const begun = ports.journal.beginIntent({ id, kind: job.kind, body: job.body });
  // Without a durable intent nothing is printed; what would be printed is on the screen and stays valid.
  if (!begun.ok) return { proof: 'error', failure: begun.error.code };
  const printed = await ports.call(
    { method: 'print', device: face.printer, job: id, slip: job.slip },
    config.delays.printMs,
  );
  const proof = printed.ok ? printed.value.result : 'unknown';
  const failure = printed.ok ? printFailures[proof] : printed.error.code;
  ports.journal.endIntent({
    id,
    outcome: { result: proof, cause: failure },
    audit: { event: job.event, person: info.person?.key ?? null, body: { ...job.body, result: proof } },
  });
  ports.metrics.printed(proof);
  return { proof, failure };
}
