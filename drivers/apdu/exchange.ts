/**
 * One command and its whole answer, as a machine without I/O: it yields what goes to the card and is resumed with what
 * the card said, so that the same steps run over PC/SC, over a virtual reader and in a test.
 */
import { fail, ok, type Result } from '#contracts/result.ts';

import {
  encodeCommand,
  insGetResponse,
  parseResponse,
  swText,
  type CardProtocol,
  type CommandApdu,
  type ResponseApdu,
} from './codec.ts';

/** One transmission. */
export interface CardStep {
  readonly apdu: Uint8Array;
  /** In the standard's words, for the trace: `READ RECORD EF05/03`. */
  readonly meaning: string;
}

/** Steps that end in a value or a named failure; resumed with the bytes that the card answered. */
export type CardProcedure<T> = Generator<CardStep, Result<T>, Uint8Array>;

/** No application here answers with more; a card that never ends is cut off. */
const mostBytes = 65_536;
/** 256 times GET RESPONSE for `mostBytes`, and as many again for a card that corrects each Le. */
const mostSteps = 512;

/**
 * Follows `61xx` with GET RESPONSE to the end and answers `6Cxx` by sending again with that Le, under T=0 and T=1 alike
 * (ISO/IEC 7816-4 clause 5.1.3). The status word is the last one; what it means is for the caller.
 * Failures: card-exchange-failed (no status word, no end, a second `6Cxx`).
 */
export function* exchangeApdu(
  command: CommandApdu,
  protocol: CardProtocol,
  meaning: string,
): CardProcedure<ResponseApdu> {
  const parts: Uint8Array[] = [];
  let length = 0;
  let next = command;
  let corrected = false;
  for (let step = 0; step < mostSteps; step += 1) {
    const apdu = encodeCommand(next, protocol);
    const response = parseResponse(yield { apdu, meaning: next === command ? meaning : `${meaning}, again` });
    if (!response.ok) return response;
    const { data, sw } = response.value;
    const sw2 = sw & 0xff;
    if (sw >> 8 === 0x6c) {
      if (corrected) return fail('card-exchange-failed', `${swText(sw)} to the Le that the card asked for`);
      corrected = true;
      next = { ...next, le: sw2 || 256 };
      continue;
    }
    corrected = false;
    parts.push(data);
    length += data.length;
    if (sw >> 8 !== 0x61) return ok({ data: Uint8Array.from(Buffer.concat(parts)), sw });
    if (next.ins === insGetResponse && data.length === 0)
      return fail('card-exchange-failed', 'GET RESPONSE brought nothing');
    if (length > mostBytes) break;
    // GET RESPONSE keeps the logical channel (the two low bits of CLA) and nothing else.
    next = { cla: command.cla & 0x03, ins: insGetResponse, p1: 0, p2: 0, le: sw2 || 256 };
  }
  return fail('card-exchange-failed', 'the answer does not end');
}

/** Runs a procedure over whatever carries its bytes; a failed transmission ends it. */
export async function runProcedure<T>(
  procedure: CardProcedure<T>,
  transmit: (step: CardStep) => Promise<Result<Uint8Array>>,
): Promise<Result<T>> {
  let turn = procedure.next();
  while (turn.done !== true) {
    const answer = await transmit(turn.value);
    if (!answer.ok) return answer;
    turn = procedure.next(answer.value);
  }
  return turn.value;
}
