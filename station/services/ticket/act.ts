/** Giving a number and printing it: the number is durable before it is shown, the print's intent before it is sent. */
import type { PrintResult, TicketSlip } from '#contracts/devices.ts';
import type { FailureCode } from '#contracts/failures.ts';
import type { TicketGiven } from '#contracts/hall-api.ts';
import type { Failure } from '#contracts/result.ts';
import type { SceneInfo, ScenePorts } from '../scene.ts';
import { ticketHolder } from './rule.ts';
import { ticketQr } from './ticket-qr.ts';
import { texts, waitingText } from './texts.ts';

export type TicketOutcome =
  | { readonly type: 'given'; readonly given: TicketGiven }
  | { readonly type: 'refused'; readonly failure: Failure }
  | { readonly type: 'printed'; readonly result: PrintResult; readonly failure: FailureCode | null };

export const printKind = 'print-ticket';

export async function giveNumber(
  business: string,
  info: SceneInfo,
  ports: ScenePorts,
): Promise<TicketOutcome> {
  const { config, face } = info;
  const holder = ticketHolder(info);
  const given = await ports.hall.issue({
    key: ports.newId(),
    business,
    person: holder?.key ?? null,
    priority: holder?.priority ?? null,
    origin: config.station,
    audit: info.person?.audit ?? ports.newId(),
  });
  if (!given.ok) return { type: 'refused', failure: given.error };
  if (given.value.existing) return { type: 'given', given: given.value };
  const { ticket } = given.value;
  const body = { face: face.id, ticket: ticket.id, business, number: ticket.number, audit: ticket.audit };
  const recorded = ports.journal.record({
    audit: { event: 'number-given', person: holder?.key ?? null, body },
    outbox: {
      topic: 'ticket',
      station: config.station,
      at: ticket.issuedAt,
      person: holder?.key ?? null,
      body,
    },
  });
  if (recorded.ok) return { type: 'given', given: given.value };
  // The hall has it, the journal does not: taken back, so that nobody waits on a number that was never shown.
  await ports.hall.void(ticket.id, recorded.error.code);
  return { type: 'refused', failure: recorded.error };
}

const printFailures: Readonly<Record<PrintResult, FailureCode | null>> = {
  printed: null,
  'paper-out': 'printer-paper-out',
  'cover-open': 'printer-cover-open',
  offline: 'printer-offline',
  error: 'printer-error',
  unknown: 'print-unproven',
};

export async function printTicket(
  given: TicketGiven,
  copy: boolean,
  info: SceneInfo,
  ports: ScenePorts,
): Promise<TicketOutcome> {
  const { face, config } = info;
  if (face.printer === undefined) return { type: 'printed', result: 'error', failure: 'device-unknown' };
  const { ticket } = given;
  const job = ports.newId();
  const body = { face: face.id, ticket: ticket.id, number: ticket.number, copy, audit: ticket.audit };
  const begun = ports.journal.beginIntent({ id: job, kind: printKind, body });
  // Without a durable intent nothing is printed; the number is on the screen and stays valid.
  if (!begun.ok) return { type: 'printed', result: 'error', failure: begun.error.code };
  const printed = await ports.call(
    { method: 'print', device: face.printer, job, slip: slipOf(given, copy, info) },
    config.delays.printMs,
  );
  const result = printed.ok ? printed.value.result : 'unknown';
  const failure = printed.ok ? printFailures[result] : printed.error.code;
  ports.journal.endIntent({
    id: job,
    outcome: { result, cause: failure },
    audit: { event: 'ticket-printed', person: info.person?.key ?? null, body: { ...body, result } },
  });
  return { type: 'printed', result, failure };
}

function slipOf({ ticket, ahead }: TicketGiven, copy: boolean, { config }: SceneInfo): TicketSlip {
  const { hall } = config;
  const business = hall.businesses.find((one) => one.id === ticket.business);
  const time = new Intl.DateTimeFormat('sv-SE', {
    timeZone: hall.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(Date.parse(ticket.issuedAt));
  return {
    hall: hall.name.zh,
    number: ticket.number,
    business: business?.name.zh ?? ticket.business,
    lines: [
      `前面等候 ${waitingText(ahead).zh}`,
      ...(ticket.priority === null ? [] : [texts.priority[ticket.priority].zh]),
      time,
      '请留意叫号，过号请到服务台',
    ],
    qr: ticketQr(ticket.number, ticket.businessDay, ticket.audit),
    copy,
  };
}
