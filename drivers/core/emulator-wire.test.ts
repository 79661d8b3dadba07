import { describe, expect, it } from '@jest/globals';

import type { Misbehaviour } from '#contracts/emulators.ts';
import { cable } from '#test/support/cable.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import { EmulatorWire } from './emulator-wire.ts';
import { toHex } from './hex.ts';

/** An emulator that answers 01020304 to anything and refuses with EE. */
function setUp() {
  const clock = new HandClock();
  let changes = 0;
  const wire = new EmulatorWire(clock, () => (changes += 1));
  const { near, far } = cable();
  const heard: string[] = [];
  const closed: string[] = [];
  let acts = 0;
  near.onData((bytes) => heard.push(toHex(bytes)));
  near.onClose((reason) => closed.push(reason.code));
  const ask = async (): Promise<void> => {
    wire.exchange({
      answer: () => {
        acts += 1;
        return Uint8Array.of(1, 2, 3, 4);
      },
      refusal: () => Uint8Array.of(0xee),
    });
    await settled();
    await settled();
  };
  wire.connect(far, () => undefined);
  const misbehave = (misbehaviour: Misbehaviour | null): boolean =>
    wire.command({ action: 'misbehave', device: 'any', misbehaviour });
  return { clock, wire, heard, closed, ask, misbehave, acts: () => acts, changes: () => changes };
}

describe('EmulatorWire', () => {
  it('answers rightly until told otherwise', async () => {
    const { heard, ask } = setUp();
    await ask();
    expect(heard).toEqual(['01020304']);
  });

  it('garbles every byte, and stops after the number of exchanges given', async () => {
    const { wire, heard, ask, misbehave, changes } = setUp();
    misbehave({ kind: 'garble', times: 2 });
    await ask();
    await ask();
    await ask();
    expect(heard).toEqual(['54575651', '54575651', '01020304']);
    expect(wire.misbehaviour).toBeNull();
    expect(changes()).toBe(2);
  });

  it('refuses without acting', async () => {
    const { heard, ask, misbehave, acts } = setUp();
    misbehave({ kind: 'refuse', times: null });
    await ask();
    await ask();
    expect(heard).toEqual(['EE', 'EE']);
    expect(acts()).toBe(0);
  });

  it('acts and says half, or acts and says nothing', async () => {
    const { heard, ask, misbehave, acts } = setUp();
    misbehave({ kind: 'half-answer', times: 1 });
    await ask();
    misbehave({ kind: 'silent', times: 1 });
    await ask();
    expect(heard).toEqual(['0102']);
    expect(acts()).toBe(2);
  });

  it('answers late and keeps the order', async () => {
    const { clock, heard, ask, misbehave } = setUp();
    misbehave({ kind: 'delay', ms: 500, times: 1 });
    await ask();
    await ask();
    await clock.turn(499);
    expect(heard).toEqual([]);
    await clock.turn(1);
    await settled();
    expect(heard).toEqual(['01020304', '01020304']);
  });

  it('is pulled after the exchanges given, and takes a stream again once plugged in', async () => {
    const { wire, heard, closed, ask, misbehave } = setUp();
    misbehave({ kind: 'pull', afterExchanges: 1 });
    await ask();
    await ask();
    expect(heard).toEqual(['01020304']);
    expect(closed).toEqual(['port-lost']);
    expect(wire.plugged).toBe(false);

    const refused = cable();
    const refusals: string[] = [];
    refused.near.onClose((reason) => refusals.push(reason.code));
    wire.connect(refused.far, () => undefined);
    await settled();
    expect(refusals).toEqual(['port-lost']);

    wire.command({ action: 'plug', device: 'any' });
    const again = cable();
    wire.connect(again.far, () => undefined);
    expect(wire.connected).toBe(true);
    expect(wire.misbehaviour).toBeNull();
  });

  it('has one cable: a second stream is closed at once', async () => {
    const { wire, closed } = setUp();
    const second = cable();
    const secondClosed: string[] = [];
    second.near.onClose((reason) => secondClosed.push(reason.code));
    wire.connect(second.far, () => undefined);
    await settled();
    expect(secondClosed).toEqual(['port-lost']);
    expect(closed).toEqual([]);
  });
});
