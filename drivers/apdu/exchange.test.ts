import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fail, ok, type Result } from '#contracts/result.ts';

import { fromHex, toHex } from '../core/hex.ts';
import type { CardProtocol, CommandApdu, ResponseApdu } from './codec.ts';
import { exchangeApdu, runProcedure, type CardProcedure } from './exchange.ts';

const select: CommandApdu = { cla: 0, ins: 0xa4, p1: 4, p2: 0, data: fromHex('A0'), le: 256 };
const read: CommandApdu = { cla: 0, ins: 0xb2, p1: 3, p2: 0x28, le: 6 };

/** Plays a card's answers; says what was sent and how it ended. */
function play<T>(
  procedure: CardProcedure<T>,
  answers: readonly string[],
): { sent: string[]; result: Result<T> | null } {
  const sent: string[] = [];
  const rest = [...answers];
  let turn = procedure.next();
  while (turn.done !== true) {
    sent.push(toHex(turn.value.apdu));
    const answer = rest.shift();
    if (answer === undefined) return { sent, result: null };
    turn = procedure.next(fromHex(answer));
  }
  return { sent, result: turn.value };
}

function answered(data: string, sw: number): Result<ResponseApdu> {
  return ok({ data: fromHex(data), sw });
}

describe.each<CardProtocol>(['T=0', 'T=1'])('one exchange under %s', (protocol) => {
  const sentSelect = protocol === 'T=0' ? '00A4040001A0' : '00A4040001A000';

  it('is over with the first answer that says so', () => {
    expect(play(exchangeApdu(read, protocol, 'READ'), ['0304332E30309000'])).toEqual({
      sent: ['00B2032806'],
      result: answered('0304332E3030', 0x9000),
    });
    expect(play(exchangeApdu(select, protocol, 'SELECT'), ['6A82'])).toEqual({
      sent: [sentSelect],
      result: answered('', 0x6a82),
    });
  });

  it('follows 61xx with GET RESPONSE to the end', () => {
    expect(play(exchangeApdu(select, protocol, 'SELECT'), ['6103', 'A1A2A36102', 'A4A59000'])).toEqual({
      sent: [sentSelect, '00C0000003', '00C0000002'],
      result: answered('A1A2A3A4A5', 0x9000),
    });
  });

  it('keeps the status word that ends the chain, warnings included', () => {
    expect(play(exchangeApdu(select, protocol, 'SELECT'), ['6102', 'A1A26281']).result).toEqual(
      answered('A1A2', 0x6281),
    );
  });

  it('takes 6100 for 256 bytes and more', () => {
    expect(play(exchangeApdu(select, protocol, 'SELECT'), ['6100']).sent).toEqual([sentSelect, '00C0000000']);
  });

  it('sends again with the Le of 6Cxx', () => {
    expect(play(exchangeApdu(read, protocol, 'READ'), ['6C08', '0306312E303020209000'])).toEqual({
      sent: ['00B2032806', '00B2032808'],
      result: answered('0306312E30302020', 0x9000),
    });
  });

  it('corrects the Le of GET RESPONSE as well, and keeps the logical channel', () => {
    const onChannel1 = { ...read, cla: 0x01 };
    expect(play(exchangeApdu(onChannel1, protocol, 'READ'), ['6105', '6C03', 'A1A2A39000'])).toEqual({
      sent: ['01B2032806', '01C0000005', '01C0000003'],
      result: answered('A1A2A3', 0x9000),
    });
  });

  it.each([
    ['asks for another Le twice', ['6C08', '6C09']],
    ['announces an answer and brings nothing', ['6105', '6105']],
    ['says nothing', ['']],
    ['says no status word', ['0304332E30300000']],
  ])('fails with a name when the card %s', (_what, answers) => {
    expect(play(exchangeApdu(read, protocol, 'READ'), answers).result).toMatchObject({
      ok: false,
      error: { code: 'card-exchange-failed' },
    });
  });

  it('cuts off a card that never ends', () => {
    const procedure = exchangeApdu(read, protocol, 'READ');
    let steps = 0;
    let turn = procedure.next();
    while (turn.done !== true) {
      steps += 1;
      turn = procedure.next(fromHex(`${'AB'.repeat(256)}6100`));
    }
    expect(turn.value).toEqual(fail('card-exchange-failed', 'the answer does not end'));
    expect(steps).toBeLessThanOrEqual(512);
  });

  it('ends with a value or a name, whatever the card says', () => {
    const likely = fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc
        .tuple(fc.constantFrom('61', '6C', '90', ''), fc.integer({ min: 0, max: 255 }))
        .map(([sw1, sw2]) => fromHex(sw1 + sw2.toString(16).padStart(2, '0'))),
    );
    fc.assert(
      fc.property(fc.infiniteStream(likely), (answers) => {
        const procedure = exchangeApdu(read, protocol, 'READ');
        let turn = procedure.next();
        for (let steps = 0; turn.done !== true; steps += 1) {
          expect(steps).toBeLessThan(600);
          turn = procedure.next(answers.next().value);
        }
        return turn.value.ok || turn.value.error.code === 'card-exchange-failed';
      }),
    );
  });
});

describe('a procedure that is run', () => {
  it('ends at the first transmission that fails', async () => {
    const meanings: string[] = [];
    const result = await runProcedure(exchangeApdu(select, 'T=0', 'SELECT'), ({ meaning }) => {
      meanings.push(meaning);
      return Promise.resolve(meanings.length === 1 ? ok(fromHex('6105')) : fail('card-removed'));
    });
    expect(result).toEqual(fail('card-removed'));
    expect(meanings).toEqual(['SELECT', 'SELECT, again']);
  });
});
