/** Readers and their context above the native addon's seam; the real pcscd is in test/real/pcsc.test.ts. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { syntheticCard } from '#test/support/cards.ts';
import { CardEvents } from '#test/support/card-events.ts';
import { FakePcsc, type FakeCard } from '#test/support/fake-pcsc.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';
import { needs } from '#test/support/needs.ts';

import { VirtualSocialSecurityCard } from '../social-security-card/emulator.ts';
import { cardDelays } from '../smart-card/card-insertions.ts';
import { quietMs } from './close-client.ts';
import { contextDelays, mostReaders, PcscContext } from './context.ts';
import { pcscDelays, PcscReader } from './device.ts';
import { pcscLibrary } from './library.ts';
import { stuckAfterMs } from './native-calls.ts';

const describe = needs('pcscLibrary');

let clock: HandClock;
let pcsc: FakePcsc;
let context: PcscContext;
let readers: PcscReader[];

beforeEach(() => {
  clock = new HandClock();
  pcsc = new FakePcsc();
  context = new PcscContext(clock, pcsc.makeClient);
  readers = [];
});

afterEach(async () => {
  const stopping = Promise.all(readers.map((reader) => reader.stop()));
  await clock.turn(quietMs);
  await stopping;
  if (clock.pending > 0) throw new Error('a timer was left behind');
  if (pcsc.stopped !== pcsc.started) throw new Error('a connection to the service was left behind');
});

function startReader(wanted: string | null = null): CardEvents {
  const reader = new PcscReader(context, wanted, { clock, trace: () => undefined });
  readers.push(reader);
  return new CardEvents(reader);
}

function card(changes: Parameters<typeof syntheticCard>[0] = {}): FakeCard {
  const content = syntheticCard(changes);
  const virtual = new VirtualSocialSecurityCard(content);
  return { atr: virtual.atr, protocol: content.protocol, respond: (apdu) => virtual.respond(apdu) };
}

function notTransacted(): Promise<Uint8Array> {
  return Promise.reject(Object.assign(new Error(), { code: 'NotTransacted' }));
}

/** A card that answers `answers` times and then holds its next answer until it is told to go on. */
function heldCard(answers: number): { readonly card: FakeCard; readonly release: () => void } {
  const good = card();
  let left = answers;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const respond = async (apdu: Uint8Array): Promise<Uint8Array> => {
    left -= 1;
    if (left < 0) await held;
    return good.respond(apdu);
  };
  return { card: { ...good, respond }, release };
}

describe('the library', () => {
  it('watches as many readers as we believe', () => {
    expect(mostReaders).toBe(pcscLibrary().MAX_READERS);
  });
});

describe('a reader', () => {
  it('reads a card that is in from the start', async () => {
    pcsc.plug('ACME 00');
    pcsc.insert('ACME 00', card());
    const events = startReader();
    await settled();
    expect(events.cards).toEqual(['inserted 1', 'read 1']);
    expect(events.health).toEqual({ state: 'ready', name: 'ACME 00' });
    expect(pcsc.disconnects).toBe(1);
  });

  it('is not there', async () => {
    const events = startReader('ACME');
    await settled();
    expect(events.health).toEqual({ state: 'absent', name: null });
    await clock.turn(contextDelays.settleMs);
    expect(events.health).toEqual({
      state: 'failing',
      name: null,
      failure: { code: 'no-reader', detail: '"ACME"' },
    });
    expect(await readers[0]?.test()).toMatchObject({ ok: false, error: { code: 'no-reader' } });
  });

  it('is found when it is plugged in later', async () => {
    const events = startReader('ACME');
    await clock.turn(contextDelays.settleMs);
    pcsc.plug('Other 00');
    await settled();
    expect(events.health).toMatchObject({ failure: { code: 'no-reader' } });
    pcsc.plug('ACME 00');
    await settled();
    expect(events.health).toEqual({ state: 'ready', name: 'ACME 00' });
    expect(await readers[0]?.test()).toEqual({ ok: true, value: 'ACME 00: no card' });
  });

  it('is unplugged during a reading, and back with another card', async () => {
    pcsc.plug('ACME 00');
    const events = startReader();
    await settled();
    const held = heldCard(3);
    pcsc.insert('ACME 00', held.card);
    await settled();
    pcsc.unplug('ACME 00');
    held.release();
    await settled();
    expect(events.cards).toEqual(['inserted 1', 'failed 1 reader-lost', 'removed 1']);
    expect(events.health).toMatchObject({
      state: 'failing',
      failure: { code: 'reader-lost', detail: 'ACME 00' },
    });
    pcsc.plug('ACME 00');
    pcsc.insert('ACME 00', card());
    await settled();
    expect(events.cards.slice(3)).toEqual(['inserted 2', 'read 2']);
  });

  it('is one too many for the library to see', async () => {
    for (const name of ['A', 'B', 'C', 'D', 'E']) pcsc.plug(name);
    const events = startReader('E');
    await clock.turn(contextDelays.settleMs);
    expect(events.health).toMatchObject({ state: 'failing', failure: { code: 'too-many-readers' } });
    pcsc.unplug('B');
    pcsc.tellAgain('E');
    await settled();
    expect(events.health).toEqual({ state: 'ready', name: 'E' });
  });
});

describe('several readers', () => {
  it('go to those that name them first, the others in order', async () => {
    for (const name of ['Desk 00', 'Gate 00', 'Spare 00']) pcsc.plug(name);
    const any = startReader();
    const gate = startReader('Gate');
    const more = startReader();
    const none = startReader();
    await clock.turn(contextDelays.settleMs);
    expect([any, gate, more].map(({ health }) => health?.name)).toEqual(['Desk 00', 'Gate 00', 'Spare 00']);
    expect(none.health).toMatchObject({ failure: { code: 'no-reader', detail: 'a free reader' } });
    expect(pcsc.started).toBe(1);
  });

  it('pass a reader on when its device stops', async () => {
    pcsc.plug('Desk 00');
    startReader();
    const waiting = startReader();
    await clock.turn(contextDelays.settleMs);
    expect(waiting.health).toMatchObject({ failure: { code: 'no-reader' } });
    await readers.shift()?.stop();
    expect(waiting.health).toEqual({ state: 'ready', name: 'Desk 00' });
    expect(pcsc.stopped).toBe(0);
  });

  it('tell a card to the device whose reader it is in', async () => {
    for (const name of ['Desk 00', 'Gate 00']) pcsc.plug(name);
    const desk = startReader('Desk');
    const gate = startReader('Gate');
    await settled();
    pcsc.insert('Gate 00', card());
    await settled();
    expect(desk.cards).toEqual([]);
    expect(gate.cards).toEqual(['inserted 1', 'read 1']);
  });
});

describe('a card', () => {
  beforeEach(() => pcsc.plug('ACME 00'));

  it('that was swapped between two looks is another insertion', async () => {
    const events = startReader();
    await settled();
    pcsc.insert('ACME 00', card());
    await settled();
    pcsc.insert('ACME 00', card({ cardNumber: 'B87654321' }));
    await settled();
    expect(events.cards).toEqual(['inserted 1', 'read 1', 'removed 1', 'inserted 2', 'read 2']);
    expect(await events.until((event) => event.type === 'card-read' && event.generation === 2)).toMatchObject(
      {
        card: { cardNumber: 'B87654321' },
      },
    );
  });

  it('that is told again is no other insertion', async () => {
    const events = startReader();
    await settled();
    pcsc.insert('ACME 00', card());
    await settled();
    pcsc.tellAgain('ACME 00');
    await settled();
    expect(events.cards).toEqual(['inserted 1', 'read 1']);
  });

  it('that is pulled looks like a failed exchange first, and is told as pulled', async () => {
    const events = startReader();
    await settled();
    const held = heldCard(5);
    pcsc.insert('ACME 00', held.card);
    await settled();
    held.release();
    pcsc.pull('ACME 00');
    await settled();
    expect(events.cards).toEqual(['inserted 1', 'failed 1 card-removed', 'removed 1']);
  });

  it('that is pulled is told as pulled also where the machine stood still meanwhile', async () => {
    const events = startReader();
    await settled();
    pcsc.insert('ACME 00', { ...card(), respond: notTransacted });
    await settled();
    clock.standStill(3 * pcscDelays.removalMs);
    await settled();
    pcsc.pull('ACME 00');
    await settled();
    expect(events.cards).toEqual(['inserted 1', 'failed 1 card-removed', 'removed 1']);
  });

  it('whose exchange failed while it stayed in is told so once nobody has seen it go', async () => {
    const events = startReader();
    await settled();
    pcsc.insert('ACME 00', { ...card(), respond: notTransacted });
    await clock.turn(pcscDelays.removalMs - 1);
    expect(events.cards).toEqual(['inserted 1']);
    await clock.turn(1);
    expect(events.cards).toEqual(['inserted 1', 'failed 1 card-exchange-failed']);
  });

  it.each([
    ['the service says so', card(), true],
    ['its answer to reset is none', { ...card(), atr: Uint8Array.of(0x3b) }, false],
    ['its TCK is wrong', card({ oddity: 'mute' }), false],
  ])('is mute: %s', async (_what, mute, flag) => {
    const events = startReader();
    await settled();
    pcsc.insert('ACME 00', mute, flag);
    await settled();
    expect(events.cards).toEqual(['inserted 1', 'failed 1 card-mute']);
  });

  it.each([
    ['UnpoweredCard', 'card-mute'],
    ['ProtoMismatch', 'card-mute'],
    ['NoSmartCard', 'card-removed'],
    ['UnknownReader', 'reader-lost'],
    ['NoService', 'pcsc-unavailable'],
    ['InternalError', 'card-exchange-failed'],
  ])('cannot be connected to: %s is %s', async (error, code) => {
    const events = startReader();
    await settled();
    pcsc.connectErrors.push(error);
    pcsc.insert('ACME 00', card());
    await clock.turn(pcscDelays.removalMs);
    expect(events.cards).toEqual(['inserted 1', `failed 1 ${code}`]);
  });

  it('that another program holds is asked for again', async () => {
    const events = startReader();
    await settled();
    pcsc.connectErrors.push('SharingViolation', 'SharingViolation');
    pcsc.insert('ACME 00', card());
    await clock.turn(2 * pcscDelays.sharingRetryMs);
    expect(events.cards).toEqual(['inserted 1', 'read 1']);
    expect(pcsc.connects).toBe(3);
  });
});

describe('a call that does not return', () => {
  /** A reader whose exchange with its card is past its time. `hung`: how often it gave itself up. */
  async function stuck() {
    let given = 0;
    const reader = new PcscReader(context, null, { clock, trace: () => undefined }, () => {
      given += 1;
    });
    readers.push(reader);
    const events = new CardEvents(reader);
    pcsc.plug('ACME 00');
    await settled();
    const held = heldCard(0);
    pcsc.insert('ACME 00', held.card);
    await clock.turn(cardDelays.exchangeMs + stuckAfterMs);
    return { held, events, hung: () => given };
  }

  it.each([
    ['the card is out', () => pcsc.pull('ACME 00')],
    ['the reader is gone', () => pcsc.unplug('ACME 00')],
  ])('is given up with the process once %s', async (_what, end) => {
    const { held, events, hung } = await stuck();
    expect(events.cards).toEqual(['inserted 1', 'failed 1 timeout']);
    expect(events.health).toMatchObject({ state: 'failing', failure: { code: 'timeout' } });
    // While the card is in, it may be the card alone.
    await clock.turn(10 * pcscDelays.hungMs);
    expect(hung()).toBe(0);
    end();
    await clock.turn(pcscDelays.hungMs);
    expect(hung()).toBe(1);
    held.release();
    await settled();
  });

  it('is forgotten when it returns after all', async () => {
    const { held, events, hung } = await stuck();
    pcsc.pull('ACME 00');
    held.release();
    await clock.turn(pcscDelays.hungMs);
    expect(hung()).toBe(0);
    expect(events.health).toEqual({ state: 'ready', name: 'ACME 00' });
    pcsc.insert('ACME 00', card());
    await settled();
    expect(events.cards.slice(3)).toEqual(['inserted 2', 'read 2']);
  });

  it('does not keep the reader from the device that replaces a stopped one', async () => {
    pcsc.plug('ACME 00');
    startReader();
    await settled();
    const held = heldCard(0);
    pcsc.insert('ACME 00', held.card);
    await settled();
    const stopping = readers.shift()?.stop();
    const replaced = startReader();
    await clock.turn(contextDelays.settleMs);
    expect(replaced.health?.name).toBe('ACME 00');
    held.release();
    await clock.turn(quietMs);
    await stopping;
  });
});

describe('the service', () => {
  it('that is away is asked again, less and less often', async () => {
    pcsc.startError = 'NoService';
    const events = startReader();
    expect(events.health).toEqual({
      state: 'failing',
      name: null,
      failure: { code: 'pcsc-unavailable', detail: 'PC/SC: NoService' },
    });
    const attempts: number[] = [];
    for (let second = 0; second < 20; second += 1) {
      await clock.turn(1000);
      attempts.push(pcsc.started);
    }
    // After 250 ms, 500 ms, 1 s, 2 s, 4 s and then every 5 s.
    expect(attempts).toEqual([3, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 8, 8, 8]);
    pcsc.startError = null;
    pcsc.plug('ACME 00');
    await clock.turn(contextDelays.longestRetryMs);
    expect(events.health).toEqual({ state: 'ready', name: 'ACME 00' });
  });

  it.each(['CommError', 'NoService', 'StatusEventBufferOverflow', 'QueueFull'])(
    'that fails with %s in a reading is built anew, and the card read as a new insertion',
    async (error) => {
      pcsc.plug('ACME 00');
      const events = startReader();
      await settled();
      const held = heldCard(3);
      pcsc.insert('ACME 00', held.card);
      await settled();
      pcsc.fail(error);
      expect(events.cards).toEqual(['inserted 1', 'failed 1 pcsc-unavailable', 'removed 1']);
      expect(events.health).toMatchObject({
        state: 'failing',
        failure: { code: 'pcsc-unavailable', detail: `PC/SC: ${error}` },
      });
      held.release();
      await clock.turn(contextDelays.firstRetryMs);
      expect(events.cards.slice(3)).toEqual(['inserted 2', 'read 2']);
      expect(pcsc.started).toBe(2);
      expect(pcsc.stopped).toBe(1);
    },
  );

  it('is built anew when the library has run out of connections', async () => {
    pcsc.plug('ACME 00');
    const events = startReader();
    await settled();
    pcsc.connectErrors.push('TooManyCardConnections');
    pcsc.insert('ACME 00', card());
    await clock.turn(contextDelays.firstRetryMs);
    expect(events.cards).toEqual([
      'inserted 1',
      'failed 1 pcsc-unavailable',
      'removed 1',
      'inserted 2',
      'read 2',
    ]);
  });
});
