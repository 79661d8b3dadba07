import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { CardContent } from '#contracts/emulators.ts';
import type { Result } from '#contracts/result.ts';
import { syntheticCard, syntheticHolder } from '#test/support/cards.ts';

import type { CardProtocol } from '../apdu/codec.ts';
import { fromHex, toHex } from '../core/hex.ts';
import { VirtualSocialSecurityCard } from './emulator.ts';
import { readSocialSecurityCard, type CardContents } from './read.ts';

interface Reading {
  readonly sent: readonly string[];
  readonly result: Result<CardContents>;
}

/** Reads over `respond`; `sent` are the commands in order. */
function readOver(respond: (apdu: Uint8Array) => Uint8Array, protocol: CardProtocol): Reading {
  const sent: string[] = [];
  const procedure = readSocialSecurityCard(protocol);
  let turn = procedure.next();
  while (turn.done !== true) {
    sent.push(toHex(turn.value.apdu));
    if (sent.length > 2000) throw new Error('the procedure does not end');
    turn = procedure.next(respond(turn.value.apdu));
  }
  return { sent, result: turn.value };
}

function read(content: CardContent): Reading {
  const card = new VirtualSocialSecurityCard(content);
  return readOver((apdu) => card.respond(apdu), content.protocol);
}

/** The card as `content` says, but for the answers to the given commands. */
function readWith(content: CardContent, answers: Readonly<Record<string, string>>): Reading {
  const card = new VirtualSocialSecurityCard(content);
  return readOver((apdu) => {
    const answer = answers[toHex(apdu)];
    return answer === undefined ? card.respond(apdu) : fromHex(answer);
  }, content.protocol);
}

const cardPart = {
  cardClass: '1',
  issuer: '500110000000000000000001',
  issuerRegion: '500110',
  cardNumber: 'A12345678',
  cardIdentificationCode: '500110D1560000059911014500000001',
  issuedOn: '2021-03-15',
  expiresOn: '2031-03-14',
  algorithm: 'sm4',
};

describe.each(['T=0', 'T=1'] as const)('reading under %s', (protocol) => {
  it.each(['1.00', '2.00'] as const)('version %s says the card and its holder', (specVersion) => {
    expect(read(syntheticCard({ specVersion, protocol })).result).toEqual({
      ok: true,
      value: { specVersion, ...cardPart, holderAccess: 'free', holder: syntheticHolder },
    });
  });

  it('version 3.00 says the card, and that the holder needs authentication', () => {
    const { sent, result } = read(syntheticCard({ specVersion: '3.00', protocol }));
    expect(result).toEqual({
      ok: true,
      value: { specVersion: '3.00', ...cardPart, holderAccess: 'needs-authentication', holder: null },
    });
    // SELECT (and its answer under T=0), the seven records of EF05, one look at EF06.
    expect(sent).toHaveLength(protocol === 'T=0' ? 10 : 9);
  });

  it('joins name and extension as bytes: a character across the two', () => {
    const name = `${'三'.repeat(14)}𠮷四五`;
    const content = syntheticCard({ protocol, holder: { ...syntheticHolder, name } });
    expect(read(content).result).toMatchObject({ ok: true, value: { holder: { name } } });
  });

  it('reads an expired card like any other', () => {
    expect(read(syntheticCard({ protocol, expiresOn: '2019-12-31' })).result).toMatchObject({
      ok: true,
      value: { expiresOn: '2019-12-31' },
    });
  });

  it('leaves out what a holder file leaves empty', () => {
    const holder = { ...syntheticHolder, birthPlace: null, birthDate: null };
    expect(read(syntheticCard({ protocol, holder })).result).toMatchObject({ ok: true, value: { holder } });
  });

  it.each([
    ['another application', { oddity: 'other-application' }, 'not-a-social-security-card', 1],
    ['a file cut short', { oddity: 'damaged' }, 'card-damaged', protocol === 'T=0' ? 7 : 5],
    [
      'a version that is not known',
      { specVersion: '4.00' },
      'unsupported-version',
      protocol === 'T=0' ? 3 : 2,
    ],
  ] as const)('%s is named, and nothing more is asked', (_what, changes, code, apdus) => {
    const { sent, result } = read(syntheticCard({ protocol, ...changes }));
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(sent.length).toBeLessThanOrEqual(apdus);
  });

  it.each([
    ['SELECT', 'SELECT SSSE'],
    ['record', 'EF05/03'],
  ])('a refusal without a reason at the %s is a failed exchange', (_where, detail) => {
    const card = new VirtualSocialSecurityCard(syntheticCard({ protocol }));
    const { result } = readOver((apdu) => {
      const at = detail.startsWith('SELECT') ? apdu[1] === 0xa4 : apdu[1] === 0xb2;
      return at ? fromHex('6F00') : card.respond(apdu);
    }, protocol);
    expect(result).toEqual({ ok: false, error: { code: 'card-exchange-failed', detail: `${detail}: 6F00` } });
  });

  it('ends with a value or a name, whatever the card answers', () => {
    const codes = [
      'card-damaged',
      'card-exchange-failed',
      'not-a-social-security-card',
      'unsupported-version',
    ];
    const content = syntheticCard({ protocol });
    const damage = fc.record({
      at: fc.nat({ max: 20 }),
      bytes: fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom('9000', '6A83', '6282', '6C05', '6105').map(fromHex),
      ),
    });
    fc.assert(
      fc.property(fc.array(damage, { maxLength: 4 }), (damages) => {
        const card = new VirtualSocialSecurityCard(content);
        let exchange = 0;
        const { result } = readOver((apdu) => {
          const answer = card.respond(apdu);
          const damaged = damages.find(({ at }) => at === exchange);
          exchange += 1;
          return damaged?.bytes ?? answer;
        }, protocol);
        return result.ok || codes.includes(result.error.code);
      }),
    );
  });
});

describe('what is sent', () => {
  it('is no more than needed: version 2.00, T=0', () => {
    expect(read(syntheticCard()).sent).toEqual([
      '00A404000F7378312E73682EC9E7BBE1B1A3D5CF',
      '00C000001B',
      '00B2032806',
      '00B2012812',
      '00B2022803',
      '00B204280E',
      '00B2052806',
      '00B2062806',
      '00B207280B',
      '00B2083014',
      '00B2093020',
      '00B20A3003',
      '00B20B3003',
      '00B20C3005',
      '00B20D3006',
    ]);
  });

  it('asks for the extension only of a card that has one and of a name that may go on', () => {
    const long = { ...syntheticHolder, name: '三'.repeat(15) };
    expect(read(syntheticCard({ holder: long })).sent).toContain('00B24E3016');
    expect(read(syntheticCard({ specVersion: '1.00', holder: long })).sent).not.toContain('00B24E3016');
    expect(read(syntheticCard()).sent).not.toContain('00B24E3016');
  });

  it('corrects itself where a card has a record of another length', () => {
    const answers = { '00B207280B': '6C08', '00B2072808': '07064131323334359000' };
    expect(readWith(syntheticCard(), answers).result).toMatchObject({
      ok: true,
      value: { cardNumber: 'A12345' },
    });
  });
});

describe('cards that are not quite as they should be', () => {
  it('a name that fills its field on a card without an extension record', () => {
    const name = '三'.repeat(15);
    const content = syntheticCard({ holder: { ...syntheticHolder, name } });
    expect(readWith(content, { '00B24E3016': '6A83' }).result).toMatchObject({
      ok: true,
      value: { holder: { name } },
    });
  });

  it('version 3.00 with a holder file that is open', () => {
    const open = new VirtualSocialSecurityCard(syntheticCard({ specVersion: '2.00' }));
    const { result } = readOver(
      (apdu) => (toHex(apdu) === '00B2032806' ? fromHex('0304332E30309000') : open.respond(apdu)),
      'T=0',
    );
    expect(result).toMatchObject({
      ok: true,
      value: { specVersion: '3.00', holderAccess: 'free', holder: syntheticHolder },
    });
  });

  it.each([
    ['00B2012812', '0110F30300D15600000599110145FFFFFFFF9000', 'EF05/01: not readable'],
    ['00B2062806', '0604202302299000', 'EF05/06: not readable'],
    ['00B2062806', '6A83', 'EF05/06: 6A83'],
    ['00B20B3003', '0B015A9000', 'EF06/0B: not readable'],
    ['00B20A3003', '0A01339000', 'EF06/0A: not readable'],
    ['00B20D3006', '0D04195413019000', 'EF06/0D: not readable'],
    ['00B2093020', `091E${'00'.repeat(30)}9000`, 'EF06/09: no GB18030'],
    ['00B2083014', `0812${'20'.repeat(18)}9000`, 'EF06/08: not readable'],
  ])('%s answered with %s is a damaged card', (command, answer, detail) => {
    expect(readWith(syntheticCard(), { [command]: answer }).result).toEqual({
      ok: false,
      error: { code: 'card-damaged', detail },
    });
  });

  it('a blocked application is there and cannot be used', () => {
    const { result } = readOver(() => fromHex('6283'), 'T=1');
    expect(result).toEqual({ ok: false, error: { code: 'card-damaged', detail: 'SELECT SSSE: 6283' } });
  });

  it.each(['6A82', '6A81', '6A86', '6D00', '6E00', '6700', '6999'])(
    '%s to the SELECT is another card',
    (sw) => {
      expect(readOver(() => fromHex(sw), 'T=0').result).toEqual({
        ok: false,
        error: { code: 'not-a-social-security-card', detail: `SELECT SSSE: ${sw}` },
      });
    },
  );
});
