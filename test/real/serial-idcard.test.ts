/** Identity cards over a real serial port: serialport at one end of a PTY, the emulated SAM_V at the other. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { systemClock } from '#contracts/clock.ts';
import type { IdentityCardContent, Misbehaviour } from '#contracts/emulators.ts';
import type { CardReaderEvent, Health } from '#drivers/core/capabilities.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import { samVBaud, SamVReader } from '#drivers/sam-v/device.ts';
import { SamVEmulator } from '#drivers/sam-v/emulator.ts';
import { yikatong, type CliOutcome } from '#test/support/cli.ts';
import {
  citizenCard,
  foreignerCard,
  hmtPermitCard,
  otherCitizenCard,
  unpublishedCard,
} from '#test/support/identity-cards.ts';
import { needs } from '#test/support/needs.ts';
import { SerialCable } from '#test/support/pty.ts';
import { until } from '#test/support/until.ts';

const device = 'plate';
const samId = '05.01-20260101-0000000001-0000000002';

needs('socat')('an identity-card reader on a serial cable', () => {
  let cable: SerialCable;
  let emulator: SamVEmulator;
  let closers: (() => Promise<void>)[];

  const plugIn = async (): Promise<void> => {
    const opened = await openStream({ serial: cable.far, baud: samVBaud })(new AbortController().signal);
    if (!opened.ok) throw new Error(opened.error.detail);
    closers.push(() => opened.value.close());
    emulator.connect(opened.value);
  };
  const put = (card: IdentityCardContent): void => {
    expect(emulator.command({ action: 'put-identity-card', device, card })).toMatchObject({ ok: true });
  };
  const lift = (): void => void emulator.command({ action: 'lift-identity-card', device });
  const misbehave = (misbehaviour: Misbehaviour | null): void =>
    void emulator.command({ action: 'misbehave', device, misbehaviour });

  beforeEach(async () => {
    closers = [];
    cable = await SerialCable.lay();
    emulator = new SamVEmulator({ device, clock: systemClock });
    await plugIn();
  });

  afterEach(async () => {
    await Promise.all(closers.map((close) => close()));
    await cable.remove();
  });

  describe('read by the command', () => {
    const read = (...args: readonly string[]): Promise<CliOutcome> =>
      yikatong(['idcard', 'read', '--port', cable.near, '--json', ...args]);

    it.each([citizenCard, otherCitizenCard, hmtPermitCard, foreignerCard])('$layout', async (card) => {
      put(card);
      const { exitCode, json } = await read('--reveal');
      expect(json).toEqual({ kind: 'identity-card', ...card, samId, durationMs: expect.any(Number) });
      expect(exitCode).toBe(0);
    });

    it('is masked unless revealed', async () => {
      put(citizenCard);
      const { json, stdout } = await read();
      expect(json).toMatchObject({ name: '测**', number: '1****************X', address: '重庆市***' });
      expect(stdout).not.toContain('19491231');
    });

    it('waits for the card', async () => {
      const reading = read('--wait', '20', '--reveal');
      put(otherCitizenCard);
      expect((await reading).json).toMatchObject({ number: otherCitizenCard.number });
    });

    it.each<[string, IdentityCardContent | null, Misbehaviour | null]>([
      ['no-card', null, null],
      ['identity-card-unsupported', unpublishedCard, null],
      ['card-removed', citizenCard, { kind: 'pull', afterExchanges: 4 }],
      ['sam-refused', citizenCard, { kind: 'refuse', times: null }],
      ['device-no-answer', citizenCard, { kind: 'silent', times: null }],
      ['device-garbled', citizenCard, { kind: 'garble', times: null }],
      ['device-garbled', citizenCard, { kind: 'half-answer', times: null }],
    ])('says %s and exits 1', async (code, card, misbehaviour) => {
      if (card !== null) put(card);
      misbehave(misbehaviour);
      const { exitCode, json } = await read();
      expect(json).toEqual({
        error: { code, message: expect.any(String), remedy: expect.any(String) },
      });
      expect(exitCode).toBe(1);
    });

    it('says port-unavailable without a cable', async () => {
      await cable.pull();
      expect((await read()).json).toMatchObject({ error: { code: 'port-unavailable' } });
    });
  });

  describe('read by the driver', () => {
    let reader: SamVReader;
    let events: CardReaderEvent[];
    let health: Health;

    const is = (state: Health['state']): Promise<true> =>
      until(`the reader is ${state}`, () => health.state === state);
    const said = (type: CardReaderEvent['type'], generation: number): Promise<CardReaderEvent> =>
      until(
        `${type} ${generation}`,
        () => events.find((event) => event.type === type && event.generation === generation) ?? null,
      );

    beforeEach(() => {
      events = [];
      health = { state: 'absent', name: null };
      reader = new SamVReader({
        open: openStream({ serial: cable.near, baud: samVBaud }),
        clock: systemClock,
        trace: () => undefined,
      });
      closers.push(() => reader.stop());
      reader.start((event) => {
        if (event.type === 'health') ({ health } = event);
        else events.push(event);
      });
    });

    it('recovers by itself when the cable is pulled in mid-read and plugged in again', async () => {
      await is('ready');
      misbehave({ kind: 'delay', ms: 300, times: null });
      put(citizenCard);
      await said('card-inserted', 1);
      await cable.pull();
      expect(await said('card-failed', 1)).toMatchObject({ failure: { code: 'port-lost' } });
      await said('card-removed', 1);
      await is('failing');
      misbehave(null);
      put(otherCitizenCard);
      await cable.plug();
      await plugIn();
      expect(await said('card-read', 2)).toMatchObject({ card: { number: otherCitizenCard.number } });
      expect(events.filter((event) => event.type === 'card-read')).toHaveLength(1);
    });

    it('never says the card before, however often cards are swapped and lifted', async () => {
      await is('ready');
      const cards = [citizenCard, otherCitizenCard, hmtPermitCard, foreignerCard];
      for (let generation = 1; generation <= 8; generation += 1) {
        const card = cards[generation % cards.length] ?? citizenCard;
        put(card);
        expect(await said('card-read', generation)).toMatchObject({ card: { number: card.number } });
        if (generation % 3 !== 0) continue;
        lift();
        await said('card-removed', generation);
      }
    });
  });
});
