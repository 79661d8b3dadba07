/** Giving a number and printing it: the number is durable before it is shown, the print's intent before it is sent. */
import { z } from 'zod';

import type { TicketSlip } from '#contracts/devices.ts';
import type { Ticket, TicketGiven } from '#contracts/hall-api.ts';
import type { PlatformEvent } from '#contracts/platform-api.ts';
import { ok, type Failure, type Result } from '#contracts/result.ts';
import type { OpenIntent } from '../../journal/journal.ts';
import { printSlip, type PrintState } from '../print-slip.ts';
import type { SceneInfo, ScenePorts, Settled } from '../scene.ts';
import { bookedByBusiness } from './appointments.ts';
import { ticketHolder } from './rule.ts';
import { ticketQr } from './ticket-qr.ts';
import { texts } from './texts.ts';
import { placeOf } from './waits.ts';

export type TicketOutcome =
  /** `qr`: for the screen and the slip. */
  | { readonly type: 'given'; readonly given: TicketGiven; readonly qr: string }
  | { readonly type: 'refused'; readonly failure: Failure }
  | { readonly type: 'printed'; readonly print: PrintState };

/** What a number's intent keeps of who asked, for the start after a crash. `person` is a keyed hash. */
const asked = z.object({ station: z.string(), face: z.string(), person: z.string().nullable() });

export const numberKind = 'give-number';
export const printKind = 'print-ticket';

export async function giveNumber(
  business: string,
  info: SceneInfo,
  ports: ScenePorts,
): Promise<TicketOutcome> {
  const { config, face } = info;
  const holder = ticketHolder(info);
  const person = holder?.key ?? null;
  const appointment = (await bookedByBusiness(person, ports)).get(business);
  const audit = info.person?.audit ?? ports.newId();
  const key = ports.newId();
  const begun = ports.journal.beginIntent({
    id: key,
    kind: numberKind,
    body: { station: config.station, face: face.id, business, person, audit },
  });
  if (!begun.ok) return { type: 'refused', failure: begun.error };
  const given = await ports.hall.issue({
    key,
    business,
    person,
    priority: holder?.priority ?? null,
    origin: config.station,
    audit,
    ...(appointment === undefined ? {} : { appointment: appointment.id }),
  });
  if (!given.ok) {
    ports.journal.endIntent({ id: key, outcome: { result: 'refused', cause: given.error.code } });
    return { type: 'refused', failure: given.error };
  }
  const { ticket, existing } = given.value;
  const outbox = ticketEvent(ticket, { station: config.station, face: face.id, person });
  ports.journal.endIntent({
    id: key,
    outcome: { result: existing ? 'existing' : 'given', ticket: ticket.id },
    ...(existing
      ? {}
      : {
          audit: { event: 'number-given' as const, person, body: outbox.body },
          outbox,
        }),
  });
  if (!existing) {
    ports.log.event('number-given', {
      face: face.id,
      business,
      number: ticket.number,
      person,
      priority: ticket.priority,
    });
    ports.metrics.numberGiven(business);
  }
  const phone = ports.phoneUrl();
  const qr =
    phone === null ? ticketQr(ticket.number, ticket.businessDay, ticket.audit) : `${phone}${ticket.token}`;
  return { type: 'given', given: given.value, qr };
}

/**
 * What a start finds of a number that was under way when the power went. A number that the queue has stays valid even
 * if nobody saw it: it is called and passed over, while one that was seen and then taken away would forget a person.
 */
export async function settleTicketIntent(
  { id, kind, body }: OpenIntent,
  ports: ScenePorts,
): Promise<Result<Settled>> {
  if (kind !== numberKind) return ok({ outcome: { result: 'unknown' } });
  const found = await ports.hall.findByKey(id);
  if (!found.ok) return found;
  const ticket = found.value;
  if (ticket === null) return ok({ outcome: { result: 'not-given' } });
  const known = asked.safeParse(body);
  // A person's number of an earlier request was told when it was given. One that the station gave itself, while the hall did not
  // answer, has an id of its own.
  if (ticket.id !== id && !ticket.offline) return ok({ outcome: { result: 'existing', ticket: ticket.id } });
  return ok({
    outcome: { result: 'given', ticket: ticket.id },
    // An intent in the form of another version does not say whose it was: the number is valid, nobody is told.
    ...(known.success ? { outbox: ticketEvent(ticket, known.data) } : {}),
  });
}

function ticketEvent(
  ticket: Ticket,
  { station, face, person }: z.infer<typeof asked>,
): PlatformEvent & { readonly topic: 'ticket' } {
  const { id, business, number, issuedAt, audit } = ticket;
  return {
    topic: 'ticket',
    station,
    at: issuedAt,
    person,
    body: { face, ticket: id, business, number, audit },
  };
}

export interface TicketPrint {
  readonly given: TicketGiven;
  readonly qr: string;
  readonly copy: boolean;
}

export async function printTicket(
  { given, qr, copy }: TicketPrint,
  info: SceneInfo,
  ports: ScenePorts,
): Promise<TicketOutcome> {
  const { face } = info;
  const { id, number, audit } = given.ticket;
  const print = await printSlip(
    {
      kind: printKind,
      slip: slipOf({ given, qr, copy }, info),
      body: { face: face.id, ticket: id, number, copy, audit },
      event: 'ticket-printed',
    },
    info,
    ports,
  );
  if (print.proof === 'printed') ports.log.event('ticket-printed', { face: face.id, number, copy });
  return { type: 'printed', print };
}

function slipOf({ given, qr, copy }: TicketPrint, { config }: SceneInfo): TicketSlip {
  const { hall } = config;
  const { ticket } = given;
  const place = placeOf(given);
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
    // The printer sets the first line large.
    lines: [
      ...(place === null ? [] : [place.zh]),
      time,
      ...(ticket.offline ? [texts.withoutServer.zh] : []),
      ...(ticket.priority === null ? [] : [texts.priority[ticket.priority].zh]),
      '请留意叫号，过号请到服务台',
      ...(qr.startsWith('http') ? [texts.followOnPhone.zh] : []),
    ],
    qr,
    copy,
  };
}
