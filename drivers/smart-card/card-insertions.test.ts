import { describe, expect, it } from '@jest/globals';

import { fail, ok, type Result } from '#contracts/result.ts';
import { syntheticCard } from '#test/support/cards.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import type { CardReaderEvent } from '../core/capabilities.ts';
import { VirtualSocialSecurityCard } from '../social-security-card/emulator.ts';
import { cardDelays, CardInsertions, type CardConnection } from './card-insertions.ts';

function setUp(): {
  clock: HandClock;
  insertions: CardInsertions;
  told: string[];
  reading: boolean[];
} {
  const clock = new HandClock();
  const told: string[] = [];
  const reading: boolean[] = [];
  const tell = (event: CardReaderEvent): number => {
    const code = event.type === 'card-failed' ? ` ${event.failure.code}` : '';
    return told.push(`${event.type} ${event.generation}${code}`);
  };
  const insertions = new CardInsertions({
    services: { clock, trace: () => undefined },
    readerName: () => 'Reader',
    emit: tell,
    onReading: (now) => reading.push(now),
  });
  return { clock, insertions, told, reading };
}

type Transmit = CardConnection['transmit'];

/** A card over any way to transmit; says how often it was closed. */
function connection(transmit: Transmit): CardConnection & { readonly closed: () => number } {
  let closed = 0;
  return {
    atr: new Uint8Array(2),
    protocol: 'T=0',
    transmit,
    close: () => {
      closed += 1;
    },
    closed: () => closed,
  };
}

function goodCard(): Transmit {
  const card = new VirtualSocialSecurityCard(syntheticCard());
  return (apdu) => Promise.resolve(ok(card.respond(apdu)));
}

/** An exchange that its card never answers; ends when it is aborted. */
const silent: Transmit = (_apdu, signal) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(fail('aborted')), { once: true }));

describe('insertions', () => {
  it('are counted, read once and told in order', async () => {
    const { insertions, told, reading } = setUp();
    const card = connection(goodCard());
    insertions.inserted(() => Promise.resolve(ok(card)));
    expect(insertions.cardIn).toBe(true);
    await settled();
    insertions.removed({ code: 'card-removed' });
    insertions.removed({ code: 'card-removed' });
    expect(told).toEqual(['card-inserted 1', 'card-read 1', 'card-removed 1']);
    expect(reading).toEqual([true, false]);
    expect(card.closed()).toBe(1);
  });

  it('whose card goes during the reading fail with the cause, and a late answer is dropped', async () => {
    const { insertions, told } = setUp();
    const answers: ((answer: Result<Uint8Array>) => void)[] = [];
    const card = connection(() => new Promise((resolve) => answers.push(resolve)));
    insertions.inserted(() => Promise.resolve(ok(card)));
    await settled();
    insertions.removed({ code: 'reader-lost' });
    answers[0]?.(ok(Uint8Array.of(0x6a, 0x82)));
    await settled();
    expect(told).toEqual(['card-inserted 1', 'card-failed 1 reader-lost', 'card-removed 1']);
    expect(card.closed()).toBe(1);
  });

  it('of a card that was swapped: the answer of the first never stands for the second', async () => {
    const { insertions, told } = setUp();
    let connectFirst: (result: Result<CardConnection>) => void = () => undefined;
    insertions.inserted(
      (signal) =>
        new Promise((resolve) => {
          connectFirst = resolve;
          signal.addEventListener('abort', () => resolve(fail('aborted')), { once: true });
        }),
    );
    await settled();
    const other = new VirtualSocialSecurityCard(syntheticCard({ oddity: 'other-application' }));
    insertions.inserted(() =>
      Promise.resolve(ok(connection((apdu) => Promise.resolve(ok(other.respond(apdu)))))),
    );
    connectFirst(ok(connection(goodCard())));
    await settled();
    expect(told).toEqual([
      'card-inserted 1',
      'card-failed 1 card-removed',
      'card-removed 1',
      'card-inserted 2',
      'card-failed 2 not-a-social-security-card',
    ]);
  });

  it('of a card that does not answer end at the deadline of one exchange', async () => {
    const { clock, insertions, told } = setUp();
    const card = connection(silent);
    insertions.inserted(() => Promise.resolve(ok(card)));
    await clock.turn(cardDelays.exchangeMs - 1);
    expect(told).toEqual(['card-inserted 1']);
    await clock.turn(1);
    expect(told).toEqual(['card-inserted 1', 'card-failed 1 timeout']);
    expect(card.closed()).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('of a card that never powers up end at the deadline of the power-up', async () => {
    const { clock, insertions, told } = setUp();
    insertions.inserted((signal) => silent(new Uint8Array(), signal) as Promise<Result<never>>);
    await clock.turn(cardDelays.connectMs);
    expect(told).toEqual(['card-inserted 1', 'card-failed 1 timeout']);
  });

  it('pass on what the connection says', async () => {
    const { insertions, told } = setUp();
    insertions.inserted(() => Promise.resolve(fail('card-mute')));
    await settled();
    insertions.inserted(() =>
      Promise.resolve(ok(connection(() => Promise.resolve(fail('pcsc-unavailable'))))),
    );
    await settled();
    expect(told).toEqual([
      'card-inserted 1',
      'card-failed 1 card-mute',
      'card-removed 1',
      'card-inserted 2',
      'card-failed 2 pcsc-unavailable',
    ]);
  });
});
