/** The virtual reader and the virtual card over a real loopback socket. */
import { createConnection, createServer, type Socket } from 'node:net';
import { once } from 'node:events';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { systemClock, type Clock } from '#contracts/clock.ts';
import type { CardContentInput } from '#contracts/emulators.ts';
import { CardEvents } from '#test/support/card-events.ts';
import { syntheticCard, syntheticHolder } from '#test/support/cards.ts';
import { fastClock } from '#test/support/fast-clock.ts';
import { until } from '#test/support/until.ts';

import type { TraceLine } from '../core/trace.ts';
import { VpcdReader } from './device.ts';
import { VpcdEmulator } from './emulator.ts';

let trace: TraceLine[];
let reader: VpcdReader;
let events: CardEvents;
let card: VpcdEmulator;

async function begin(clock: Clock): Promise<void> {
  trace = [];
  reader = new VpcdReader(0, { clock, trace: (line) => trace.push(line) });
  events = new CardEvents(reader);
  await events.until((event) => event.type === 'health' && event.health.state === 'ready');
  card = new VpcdEmulator({ device: 'card', host: '127.0.0.1', port: reader.port ?? 0, clock });
}

async function end(): Promise<void> {
  card.pull();
  await reader.stop();
}

beforeEach(() => begin(systemClock));
afterEach(end);

function insert(changes: Partial<CardContentInput> = {}): ReturnType<VpcdEmulator['insert']> {
  return card.insert(syntheticCard(changes));
}

describe('a virtual reader of our own', () => {
  it('reads a card that is inserted, and tells when it is pulled', async () => {
    expect(await insert()).toEqual({ ok: true, value: undefined });
    expect(await events.outcome()).toMatchObject({
      type: 'card-read',
      generation: 1,
      card: {
        specVersion: '2.00',
        holder: syntheticHolder,
        atr: '3B6D000059494B41544F4E472D44454D4F',
        apduCount: 15,
      },
    });
    card.pull();
    await events.until(({ type }) => type === 'card-removed');
    expect(events.cards).toEqual(['inserted 1', 'read 1', 'removed 1']);
  });

  it('tells the trace what is said and nothing of the holder', async () => {
    await insert();
    await events.outcome();
    expect(trace.map(({ meaning }) => meaning)).toEqual(
      expect.arrayContaining(['SELECT SSSE', 'READ RECORD EF06/09', 'READ RECORD EF06/09: 32 bytes, 9000']),
    );
    const everything = JSON.stringify(trace);
    expect(everything).not.toContain(
      Buffer.from(syntheticHolder.socialSecurityNumber).toString('hex').toUpperCase(),
    );
    const answers = trace.filter(({ direction }) => direction === 'from').map(({ hex }) => hex);
    expect(answers.filter((hex) => hex.length !== 4)).toEqual([]);
  });

  it.each([
    ['mute', 'card-mute'],
    ['other-application', 'not-a-social-security-card'],
    ['damaged', 'card-damaged'],
  ] as const)('names a card that is %s', async (oddity, code) => {
    await insert({ oddity });
    expect(await events.outcome()).toMatchObject({ type: 'card-failed', failure: { code } });
  });

  it('takes a newer card for the end of the older', async () => {
    await insert();
    await events.outcome();
    const from = events.all.length;
    await insert({ cardNumber: 'B87654321' });
    expect(await events.outcome(from)).toMatchObject({ card: { cardNumber: 'B87654321' } });
    expect(events.cards).toEqual(['inserted 1', 'read 1', 'removed 1', 'inserted 2', 'read 2']);
  });

  it.each([1, 2, 3, 7, 14])('is told of a card that is pulled after exchange %d', async (afterExchanges) => {
    card.misbehave({ kind: 'pull', afterExchanges });
    await insert();
    await events.until(({ type }) => type === 'card-removed');
    expect(events.cards).toEqual(['inserted 1', 'failed 1 card-removed', 'removed 1']);
    const from = events.all.length;
    await insert();
    expect(await events.outcome(from)).toMatchObject({ type: 'card-read', generation: 2 });
  });

  it('waits for a card that answers late', async () => {
    card.misbehave({ kind: 'delay', ms: 50, times: 3 });
    await insert();
    expect(await events.outcome()).toMatchObject({ type: 'card-read' });
    expect(card.state()).toMatchObject({ misbehaviour: null });
  });

  describe('whose card is silent', () => {
    beforeEach(async () => {
      await end();
      await begin(fastClock(4));
    });

    it.each([
      [{ kind: 'garble', times: null }, 'card-exchange-failed'],
      [{ kind: 'refuse', times: null }, 'card-exchange-failed'],
      [{ kind: 'silent', times: null }, 'timeout'],
      [{ kind: 'half-answer', times: null }, 'timeout'],
    ] as const)('names a card whose behaviour is %p', async (misbehaviour, code) => {
      card.misbehave(misbehaviour);
      await insert();
      expect(await events.outcome()).toMatchObject({ type: 'card-failed', failure: { code } });
      card.misbehave(null);
      const from = events.all.length;
      await insert();
      expect(await events.outcome(from)).toMatchObject({ type: 'card-read', generation: 2 });
    });

    it('does not take a late answer for the next one', async () => {
      card.misbehave({ kind: 'delay', ms: 2100, times: 1 });
      await insert();
      expect(await events.outcome()).toMatchObject({
        type: 'card-failed',
        failure: { code: 'timeout', detail: 'SELECT SSSE' },
      });
      // The late 61xx comes and goes; the card stays failed until it is inserted again.
      await until('the late answer was sent', () => card.state().misbehaviour === null);
      expect(events.cards).toEqual(['inserted 1', 'failed 1 timeout']);
    });
  });

  it('says what it is and whether a card is in', async () => {
    expect(await reader.test()).toMatchObject({ ok: true, value: expect.stringContaining('no card') });
    await insert();
    await events.outcome();
    expect(await reader.test()).toMatchObject({ ok: true, value: expect.stringContaining('a card is in') });
  });

  it('listens again once a port that was taken is free', async () => {
    const taker = createServer().listen(0, '127.0.0.1');
    await once(taker, 'listening');
    const address = taker.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const second = new VpcdReader(port, { clock: systemClock, trace: () => undefined });
    const secondEvents = new CardEvents(second);
    await secondEvents.until((event) => event.type === 'health' && event.health.state === 'failing');
    expect(secondEvents.health).toMatchObject({ failure: { code: 'port-unavailable' } });
    expect(await second.test()).toMatchObject({ ok: false, error: { code: 'port-unavailable' } });
    taker.close();
    await secondEvents.until((event) => event.type === 'health' && event.health.state === 'ready');
    await second.stop();
  });

  it('survives a peer that speaks nonsense', async () => {
    const peer = createConnection({ host: '127.0.0.1', port: reader.port ?? 0 });
    await once(peer, 'connect');
    peer.write(Buffer.from('00000001FF0002900000', 'hex'));
    expect(await events.outcome()).toMatchObject({ type: 'card-failed', failure: { code: 'card-mute' } });
    peer.destroy();
    const from = events.all.length;
    await insert();
    expect(await events.outcome(from)).toMatchObject({ type: 'card-read' });
  });
});

describe('a virtual card', () => {
  it('says when nobody listens', async () => {
    const lonely = new VpcdEmulator({ device: 'card', host: '127.0.0.1', port: 1, clock: systemClock });
    expect(await lonely.insert(syntheticCard())).toMatchObject({
      ok: false,
      error: { code: 'port-unavailable' },
    });
    expect(lonely.state()).toMatchObject({ cardIn: false });
  });

  it('does as the dock says', async () => {
    const seen: boolean[] = [];
    card.onChange(() => {
      const state = card.state();
      if (state.kind === 'card-reader') seen.push(state.cardIn);
    });
    expect(
      await card.command({ action: 'insert-card', device: 'card', card: syntheticCard() }),
    ).toMatchObject({ ok: true });
    await events.outcome();
    expect(await card.command({ action: 'unplug', device: 'card' })).toMatchObject({ ok: true });
    expect(card.state()).toMatchObject({ plugged: false, cardIn: false });
    expect(await insert()).toMatchObject({ ok: false, error: { code: 'port-unavailable' } });
    await card.command({ action: 'plug', device: 'card' });
    expect(await insert()).toMatchObject({ ok: true });
    expect(await card.command({ action: 'lift-identity-card', device: 'card' })).toMatchObject({
      ok: false,
      error: { code: 'not-permitted' },
    });
    expect(seen).toContain(true);
  });

  it('tells its owner when the reader goes away', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const other = new VpcdEmulator({ device: 'card', host: '127.0.0.1', port, clock: systemClock });
    const inserting = other.insert(syntheticCard());
    await once(server, 'connection');
    for (const socket of sockets) socket.destroy();
    expect(await inserting).toMatchObject({ ok: false, error: { code: 'card-removed' } });
    server.close();
  });
});
