/** Cards of every kind in the real pcscd's virtual readers, through pcsc-mini. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { systemClock } from '#contracts/clock.ts';
import { PcscContext } from '#drivers/pcsc/context.ts';
import { PcscReader, pcscDelays } from '#drivers/pcsc/device.ts';
import { listReaders } from '#drivers/pcsc/list-readers.ts';
import { stuckAfterMs } from '#drivers/pcsc/native-calls.ts';
import { cardDelays } from '#drivers/smart-card/card-insertions.ts';
import { VpcdEmulator } from '#drivers/vpcd/emulator.ts';
import { CardEvents } from '#test/support/card-events.ts';
import { syntheticCard, syntheticHolder } from '#test/support/cards.ts';
import { needs } from '#test/support/needs.ts';
import { acknowledgeAtOnce, Pcscd } from '#test/support/pcscd.ts';
import { until } from '#test/support/until.ts';

// Another suite may have to end with its pcscd first.
jest.setTimeout(180_000);

const services = { clock: systemClock, trace: () => undefined };

/** Runs the garbage collector and its finalizers. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

needs('pcscd', 'vpcd')('a card reader over the real pcscd', () => {
  let restoreRoute: () => void;
  let pcscd: Pcscd;
  let card: VpcdEmulator;
  let reader: PcscReader;
  let events: CardEvents;

  beforeAll(async () => {
    pcscd = await Pcscd.start();
    restoreRoute = acknowledgeAtOnce();
    card = new VpcdEmulator({ device: 'card', host: '127.0.0.1', port: pcscd.port, clock: systemClock });
  });

  afterAll(async () => {
    restoreRoute();
    await pcscd.end();
  });

  beforeEach(async () => {
    card.misbehave(null);
    reader = new PcscReader(new PcscContext(systemClock), '00 00', services);
    events = new CardEvents(reader);
    await events.until((event) => event.type === 'health' && event.health.state === 'ready');
  });

  afterEach(async () => {
    if (card.state().kind === 'card-reader') card.pull();
    // The slot is empty before the next test: else its card would still be this one's.
    if (events.cards.some((told) => told.startsWith('inserted')) && events.health?.state !== 'failing') {
      await events.until(() => events.cards.at(-1)?.startsWith('removed') === true);
    }
    await reader.stop();
  });

  describe.each(['T=0', 'T=1'] as const)('under %s', (protocol) => {
    it.each(['1.00', '2.00', '3.00'] as const)('reads version %s', async (specVersion) => {
      await card.insert(syntheticCard({ specVersion, protocol }));
      const locked = specVersion === '3.00';
      const apdus = { '1.00': 14, '2.00': 14, '3.00': 9 }[specVersion] + (protocol === 'T=0' ? 1 : 0);
      expect(await events.outcome()).toMatchObject({
        type: 'card-read',
        generation: 1,
        card: {
          specVersion,
          issuerRegion: '500110',
          cardIdentificationCode: '500110D1560000059911014500000001',
          algorithm: 'sm4',
          holderAccess: locked ? 'needs-authentication' : 'free',
          holder: locked ? null : syntheticHolder,
          reader: pcscd.reader,
          atr:
            protocol === 'T=0'
              ? '3B6D000059494B41544F4E472D44454D4F'
              : '3BED00008111FE59494B41544F4E472D44454D4FA5',
          apduCount: apdus,
        },
      });
      // The card was sent what was counted, and nothing more.
      expect(card.exchanges).toBe(apdus);
    });

    it('reads a name that goes on in its extension, in the middle of a character', async () => {
      const name = `${'三'.repeat(14)}𠮷四五`;
      await card.insert(syntheticCard({ protocol, holder: { ...syntheticHolder, name } }));
      expect(await events.outcome()).toMatchObject({ card: { holder: { name } } });
    });
  });

  it.each([
    [{ oddity: 'mute' }, 'card-mute'],
    [{ oddity: 'other-application' }, 'not-a-social-security-card'],
    [{ oddity: 'damaged' }, 'card-damaged'],
    [{ specVersion: '4.00' }, 'unsupported-version'],
  ] as const)('names a card that is %p', async (changes, code) => {
    await card.insert(syntheticCard(changes));
    expect(await events.outcome()).toMatchObject({ type: 'card-failed', generation: 1, failure: { code } });
  });

  it.each([
    [{ kind: 'garble', times: null }, 'card-exchange-failed'],
    [{ kind: 'refuse', times: null }, 'card-exchange-failed'],
  ] as const)('names a card whose behaviour is %p', async (misbehaviour, code) => {
    card.misbehave(misbehaviour);
    await card.insert(syntheticCard());
    expect(await events.outcome()).toMatchObject({ type: 'card-failed', failure: { code } });
  });

  it('is told of a card that is pulled, at every exchange', async () => {
    for (let afterExchanges = 1; afterExchanges <= 14; afterExchanges += 1) {
      const from = events.all.length;
      card.misbehave({ kind: 'pull', afterExchanges });
      await card.insert(syntheticCard());
      expect(await events.outcome(from)).toMatchObject({
        type: 'card-failed',
        failure: { code: 'card-removed' },
      });
      await events.until(({ type }) => type === 'card-removed', from);
    }
    const from = events.all.length;
    await card.insert(syntheticCard());
    expect(await events.outcome(from)).toMatchObject({ type: 'card-read', generation: 15 });
  });

  it('times out on a card that says nothing, says when the library hangs, and works again once the card is out', async () => {
    card.misbehave({ kind: 'silent', times: 1 });
    await card.insert(syntheticCard());
    expect(await events.outcome()).toMatchObject({
      type: 'card-failed',
      failure: { code: 'timeout', detail: 'SELECT SSSE' },
    });
    await events.until(
      (event) =>
        event.type === 'health' &&
        event.health.state === 'failing' &&
        event.health.failure.code === 'timeout',
      0,
      cardDelays.exchangeMs + 2 * stuckAfterMs,
    );
    const from = events.all.length;
    card.pull();
    await events.until(({ type }) => type === 'card-removed', from);
    await events.until((event) => event.type === 'health' && event.health.state === 'ready', from);
    await card.insert(syntheticCard());
    expect(await events.outcome(from)).toMatchObject({ type: 'card-read', generation: 2 });
  });

  it('waits for a card that another program holds', async () => {
    const other = new PcscReader(new PcscContext(systemClock), '00 00', services);
    const otherEvents = new CardEvents(other);
    await otherEvents.until((event) => event.type === 'health' && event.health.state === 'ready');
    await card.insert(syntheticCard());
    expect(await events.outcome()).toMatchObject({ type: 'card-read' });
    expect(await otherEvents.outcome()).toMatchObject({ type: 'card-read' });
    card.pull();
    await otherEvents.until(({ type }) => type === 'card-removed');
    await other.stop();
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'survives a pcscd that ends with %s in a reading and comes back',
    async (signal) => {
      card.misbehave({ kind: 'delay', ms: 300, times: null });
      await card.insert(syntheticCard());
      await until('the reading has begun', () => card.exchanges === 3);
      await pcscd.stop(signal);
      expect(await events.outcome()).toMatchObject({
        type: 'card-failed',
        failure: { code: 'pcsc-unavailable' },
      });
      await events.until(({ type }) => type === 'card-removed');
      expect(events.cards).toEqual(['inserted 1', 'failed 1 pcsc-unavailable', 'removed 1']);
      expect(events.health).toMatchObject({ state: 'failing', failure: { code: 'pcsc-unavailable' } });
      expect(await reader.test()).toMatchObject({
        ok: false,
        error: { code: 'pcsc-unavailable' },
      });
      card.misbehave(null);
      await pcscd.startAgain();
      const from = events.all.length;
      await events.until((event) => event.type === 'health' && event.health.state === 'ready', from);
      await card.insert(syntheticCard());
      expect(await events.outcome(from)).toMatchObject({ type: 'card-read', generation: 2 });
      // What is left of the lost connection must not end the process when it is collected.
      await collectGarbage();
    },
  );

  it('says when the service comes back without the reader', async () => {
    await pcscd.stop();
    await events.until((event) => event.type === 'health' && event.health.state === 'failing');
    await pcscd.startAgain(0);
    const missing = events.until(
      (event) =>
        event.type === 'health' &&
        event.health.state === 'failing' &&
        event.health.failure.code === 'no-reader',
    );
    await expect(missing).resolves.toMatchObject({ health: { failure: { detail: '"00 00"' } } });
    await pcscd.stop();
    await pcscd.startAgain();
    const from = events.all.length;
    const back = events.until((event) => event.type === 'health' && event.health.state === 'ready', from);
    await expect(back).resolves.toMatchObject({ health: { name: pcscd.reader } });
  });

  it('lists the readers', async () => {
    expect(await listReaders(systemClock)).toEqual({
      names: [pcscd.reader, pcscd.reader.replace(/00$/, '01')],
      problem: null,
    });
  });

  it('confirms a removal later than pcscd looks', () => {
    // PCSCLITE_STATUS_POLL_RATE is 400 ms.
    expect(pcscDelays.removalMs).toBeGreaterThan(400);
  });
});

needs('pcscd', 'vpcd')('more readers than the library supports', () => {
  it('is said to whoever needs one of the others', async () => {
    const pcscd = await Pcscd.start({ devices: 3 });
    const context = new PcscContext(systemClock);
    const sixth = new PcscReader(context, 'Test 3 00 01', services);
    const first = new PcscReader(context, 'Test 1 00 00', services);
    try {
      const events = new CardEvents(sixth);
      const firstEvents = new CardEvents(first);
      await events.until((event) => event.type === 'health' && event.health.state === 'failing');
      expect(events.health).toMatchObject({ failure: { code: 'too-many-readers' } });
      expect(firstEvents.health).toEqual({ state: 'ready', name: 'Test 1 00 00' });
      expect(await listReaders(systemClock)).toMatchObject({ problem: { code: 'too-many-readers' } });
    } finally {
      await Promise.all([sixth.stop(), first.stop()]);
      await pcscd.end();
    }
  });
});

needs('pcscd')('a machine whose pcscd does not run', () => {
  it('is said so', async () => {
    const pcscd = await Pcscd.start({ devices: 0 });
    await pcscd.stop();
    const reader = new PcscReader(new PcscContext(systemClock), null, services);
    const events = new CardEvents(reader);
    expect(events.health).toMatchObject({
      state: 'failing',
      failure: { code: 'pcsc-unavailable', detail: 'PC/SC: NoService' },
    });
    expect(await listReaders(systemClock)).toMatchObject({
      names: [],
      problem: { code: 'pcsc-unavailable' },
    });
    await reader.stop();
    await pcscd.end();
  });
});
