/**
 * A thousand pulls at random moments: never a stale card, never a restart by hand. Most of them over our own virtual
 * reader, which takes milliseconds; as many as fit into the time over the real pcscd, which looks at its readers every
 * 400 ms, with pcscd itself ended now and then. The split is printed with the seed. Virtual readers cannot be unplugged:
 * a thousand unplugged readers, swapped cards and failing services come from where the native addon stands.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { systemClock } from '#contracts/clock.ts';
import type { CardReader } from '#drivers/core/capabilities.ts';
import { quietMs } from '#drivers/pcsc/close-client.ts';
import { contextDelays, PcscContext } from '#drivers/pcsc/context.ts';
import { pcscDelays, PcscReader } from '#drivers/pcsc/device.ts';
import { VirtualSocialSecurityCard } from '#drivers/social-security-card/emulator.ts';
import { VpcdReader } from '#drivers/vpcd/device.ts';
import { VpcdEmulator } from '#drivers/vpcd/emulator.ts';
import { CardEvents, type ReaderEvent } from '#test/support/card-events.ts';
import { syntheticCard } from '#test/support/cards.ts';
import { FakePcsc, type FakeCard } from '#test/support/fake-pcsc.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { needs } from '#test/support/needs.ts';
import { acknowledgeAtOnce, Pcscd } from '#test/support/pcscd.ts';
import { until } from '#test/support/until.ts';

const pulls = 1000;
/** How long the real pcscd is pulled at, milliseconds. */
const pcscdMs = 55_000;
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 32);

/** Park and Miller's generator, so that a seed brings the same pulls again. Numbers from 0 to just below 1. */
function randomNumbers(start: number): () => number {
  let state = (start % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state - 1) / 2_147_483_646;
  };
}

const random = randomNumbers(seed);
let pullsOverPcscd = 0;

interface Counts {
  read: number;
  failed: number;
  /** Pulled before the reader had looked. */
  unseen: number;
}

/**
 * Puts the card with the number in and pulls it at a random moment: by the clock, within `longestMs`, or by the exchange.
 * Each card has a number of its own, so that a stale one would be seen.
 */
async function pullOnce(
  events: CardEvents,
  card: VpcdEmulator,
  number: string,
  longestMs: number,
  counts: Counts,
): Promise<void> {
  const from = events.all.length;
  const byExchange = random() < 0.5;
  card.misbehave(byExchange ? { kind: 'pull', afterExchanges: 1 + Math.floor(random() * 16) } : null);
  const inserting = card.insert(syntheticCard({ cardNumber: number }));
  const moment = random() * longestMs;
  const end = performance.now() + (byExchange ? 4 * longestMs : moment);
  await until('the moment of the pull', () => !isIn(card) || performance.now() >= end);
  card.pull();
  await inserting;
  const inserted = events.all.slice(from).some(({ type }) => type === 'card-inserted');
  // A card that the reader took in has to be told as removed; one that it never saw may not be told at all.
  const outcome = inserted ? await outcomeOf(events, from) : await lateOutcome(events, from, longestMs);
  if (outcome === null) counts.unseen += 1;
  else if (outcome.type === 'card-read') {
    counts.read += 1;
    if (outcome.card.kind !== 'social-security-card' || outcome.card.cardNumber !== number)
      throw new Error('a stale card was read');
  } else counts.failed += 1;
  assertOrder(events.cards);
}

function isIn(card: VpcdEmulator): boolean {
  const state = card.state();
  return state.kind === 'card-reader' && state.cardIn;
}

async function outcomeOf(
  events: CardEvents,
  from: number,
): Promise<Extract<ReaderEvent, { type: 'card-read' | 'card-failed' }>> {
  await events.until(({ type }) => type === 'card-removed', from);
  return events.outcome(from, 1);
}

/** The reader may be about to look at what is gone already. */
async function lateOutcome(
  events: CardEvents,
  from: number,
  waitMs: number,
): Promise<Extract<ReaderEvent, { type: 'card-read' | 'card-failed' }> | null> {
  const seen = await events.until(({ type }) => type === 'card-inserted', from, waitMs).catch(() => null);
  return seen === null ? null : outcomeOf(events, from);
}

/** Generations grow by one, each inserted, ended once and removed before the next. */
function assertOrder(told: readonly string[]): void {
  let generation = 0;
  for (let at = 0; at < told.length; at += 3) {
    generation += 1;
    const [inserted, ended, removed] = told.slice(at, at + 3);
    const whole =
      inserted === `inserted ${generation}` &&
      (ended === `read ${generation}` || ended?.startsWith(`failed ${generation} `) === true) &&
      removed === `removed ${generation}`;
    if (!whole)
      throw new Error(`out of order from ${at}: ${told.slice(Math.max(0, at - 3), at + 6).join(', ')}`);
  }
}

/** Ends pcscd `afterMs` after a card came in, and starts it again: the card is told as removed, the reader comes back. */
async function restartAt(
  afterMs: number,
  pcscd: Pcscd,
  events: CardEvents,
  card: VpcdEmulator,
): Promise<void> {
  const from = events.all.length;
  const inserting = card.insert(syntheticCard());
  const moment = performance.now() + afterMs;
  await until('the moment of the end', () => performance.now() >= moment);
  await pcscd.stop(random() < 0.5 ? 'SIGTERM' : 'SIGKILL');
  await inserting;
  await events.until((event) => event.type === 'health' && event.health.state === 'failing', from);
  assertOrder(events.cards);
  await pcscd.startAgain();
  const back = events.all.length;
  await events.until((event) => event.type === 'health' && event.health.state === 'ready', back);
}

async function assertStillReads(events: CardEvents, card: VpcdEmulator): Promise<void> {
  card.misbehave(null);
  const from = events.all.length;
  await card.insert(syntheticCard({ cardNumber: 'LAST' }));
  expect(await events.outcome(from)).toMatchObject({ type: 'card-read', card: { cardNumber: 'LAST' } });
  card.pull();
  await events.until(({ type }) => type === 'card-removed', from);
}

async function started(reader: CardReader): Promise<CardEvents> {
  const events = new CardEvents(reader);
  await events.until((event) => event.type === 'health' && event.health.state === 'ready');
  return events;
}

function report(where: string, counts: Counts): void {
  const { read, failed, unseen } = counts;
  process.stdout.write(
    `  seed ${seed}: ${read + failed + unseen} pulls over ${where}: ${read} read before, ${failed} cut off, ${unseen} too quick to be seen\n`,
  );
}

needs('pcscd', 'vpcd')('pulls over the real pcscd', () => {
  let restoreRoute: () => void;
  let pcscd: Pcscd;

  beforeAll(async () => {
    pcscd = await Pcscd.start();
    restoreRoute = acknowledgeAtOnce();
  });

  afterAll(async () => {
    restoreRoute();
    await pcscd.end();
  });

  it('leave no stale card and need no restart', async () => {
    const reader = new PcscReader(new PcscContext(systemClock), '00 00', {
      clock: systemClock,
      trace: () => undefined,
    });
    const events = await started(reader);
    const card = new VpcdEmulator({
      device: 'card',
      host: '127.0.0.1',
      port: pcscd.port,
      clock: systemClock,
    });
    const counts: Counts = { read: 0, failed: 0, unseen: 0 };
    const end = performance.now() + pcscdMs;
    let restarts = 0;
    while (performance.now() < end && pullsOverPcscd < pulls) {
      await pullOnce(events, card, `P${pullsOverPcscd}`, 600, counts);
      pullsOverPcscd += 1;
      if (pullsOverPcscd % 15 !== 0) continue;
      await restartAt(random() * 600, pcscd, events, card);
      restarts += 1;
    }
    report(`pcscd, which was ended ${restarts} times`, counts);
    await assertStillReads(events, card);
    await reader.stop();
    expect(counts.failed).toBeGreaterThan(0);
  });
});

it('unplugged readers, swapped cards and failing services leave no stale card and need no restart', async () => {
  const clock = new HandClock();
  const pcsc = new FakePcsc();
  const reader = new PcscReader(new PcscContext(clock, pcsc.makeClient), null, {
    clock,
    trace: () => undefined,
  });
  pcsc.plug('R');
  const events = new CardEvents(reader);
  await clock.turn(contextDelays.settleMs);
  const done = { pull: 0, unplug: 0, swap: 0, fail: 0 };
  const kinds = ['pull', 'unplug', 'swap', 'fail'] as const;
  for (let round = 0; round < pulls; round += 1) {
    const from = events.all.length;
    pcsc.insert('R', slowCard(`N${round}`));
    for (let turns = Math.floor(random() * 60); turns > 0; turns -= 1)
      await new Promise((resolve) => setImmediate(resolve));
    const kind = kinds[Math.floor(random() * kinds.length)] ?? 'pull';
    done[kind] += 1;
    if (kind === 'swap') {
      pcsc.insert('R', slowCard(`S${round}`));
      await clock.turn(100);
      assertNumbers(events.all.slice(from), [`N${round}`, `S${round}`]);
    } else assertNumbers(events.all.slice(from), [`N${round}`]);
    if (kind === 'unplug') pcsc.unplug('R');
    if (kind === 'fail') pcsc.fail('CommError');
    if (kind === 'pull' || kind === 'swap') pcsc.pull('R');
    assertOrder(events.cards);
    if (kind === 'unplug') pcsc.plug('R');
    if (kind === 'fail') {
      pcsc.pull('R');
      await clock.turn(contextDelays.longestRetryMs);
    }
    await clock.turn(pcscDelays.removalMs);
    expect(events.health).toEqual({ state: 'ready', name: 'R' });
    assertOrder(events.cards);
  }
  process.stdout.write(`  seed ${seed}: at the native addon's place: ${JSON.stringify(done)}\n`);
  const stopping = reader.stop();
  await clock.turn(quietMs);
  await stopping;
  expect(clock.pending).toBe(0);
});

/** A card whose answers take a turn or two of the event loop. */
function slowCard(cardNumber: string): FakeCard {
  const card = new VirtualSocialSecurityCard(syntheticCard({ cardNumber }));
  const respond = async (apdu: Uint8Array): Promise<Uint8Array> => {
    if (random() < 0.5) await new Promise((resolve) => setImmediate(resolve));
    return card.respond(apdu);
  };
  return { atr: card.atr, protocol: 'T=0', respond };
}

/** Only these cards were read, in this order. */
function assertNumbers(told: readonly ReaderEvent[], numbers: readonly string[]): void {
  let at = 0;
  for (const event of told) {
    if (event.type !== 'card-read' || event.card.kind !== 'social-security-card') continue;
    while (at < numbers.length && numbers[at] !== event.card.cardNumber) at += 1;
    if (at === numbers.length)
      throw new Error(`a stale card was read: ${event.card.cardNumber}, not ${numbers.join()}`);
    at += 1;
  }
}

it('pulls over a virtual reader of our own leave no stale card and need no restart', async () => {
  const reader = new VpcdReader(0, { clock: systemClock, trace: () => undefined });
  const events = await started(reader);
  const card = new VpcdEmulator({
    device: 'card',
    host: '127.0.0.1',
    port: reader.port ?? 0,
    clock: systemClock,
  });
  const counts: Counts = { read: 0, failed: 0, unseen: 0 };
  for (let pull = pullsOverPcscd; pull < pulls; pull += 1)
    await pullOnce(events, card, `V${pull}`, 8, counts);
  report('our own reader', counts);
  await assertStillReads(events, card);
  await reader.stop();
  expect(counts.failed).toBeGreaterThan(0);
  expect(counts.read).toBeGreaterThan(0);
});
