import { describe, expect, it } from '@jest/globals';

import { fromHex, toHex } from '#drivers/core/hex.ts';
import { cable } from '#test/support/cable.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';
import { citizenCard } from '#test/support/identity-cards.ts';

import { SamVEmulator } from './emulator.ts';

function setUp(refusesSecondFind = false) {
  const emulator = new SamVEmulator({ device: 'plate', clock: new HandClock(), refusesSecondFind });
  const { near, far } = cable();
  let heard = '';
  near.onData((bytes) => {
    heard += toHex(bytes);
  });
  emulator.connect(far);
  const ask = async (hex: string): Promise<string> => {
    heard = '';
    await near.write(fromHex(hex));
    await settled();
    return heard;
  };
  return { emulator, ask };
}

const find = 'AAAAAA9669 0003 2001 22';
const select = 'AAAAAA9669 0003 2002 21';
const read = 'AAAAAA9669 0003 3001 32';
const found = 'AAAAAA9669000800009F0000000097';
const findFailed = 'AAAAAA9669000400008084';
const selectFailed = 'AAAAAA9669000400008185';
const readFailed = 'AAAAAA9669000400004145';

describe('the emulated SAM_V', () => {
  it('answers the literal bytes of an empty plate', async () => {
    const { ask } = setUp();
    expect(await ask('AAAAAA9669 0003 11FF ED')).toBe('AAAAAA9669000400009094');
    expect(await ask(find)).toBe(findFailed);
    expect(await ask(select)).toBe(selectFailed);
    expect(await ask(read)).toBe(readFailed);
  });

  it('finds, then selects, then reads; each only after the one before', async () => {
    const { emulator, ask } = setUp();
    emulator.command({ action: 'put-identity-card', device: 'plate', card: citizenCard });
    expect(await ask(select)).toBe(selectFailed);
    expect(await ask(find)).toBe(found);
    expect(await ask(read)).toBe(readFailed);
    expect(await ask(select)).toBe('AAAAAA9669000C00009000000000000000009C');
    expect(await ask(read)).toMatch(/^AAAAAA9669050800009001000400[0-9A-F]{2562}$/);
    expect(await ask(read)).toHaveLength(2 * 1295);
  });

  it('can refuse a second find until the card is lifted', async () => {
    const { emulator, ask } = setUp(true);
    emulator.command({ action: 'put-identity-card', device: 'plate', card: citizenCard });
    expect(await ask(find)).toBe(found);
    expect(await ask(find)).toBe(findFailed);
    emulator.command({ action: 'lift-identity-card', device: 'plate' });
    emulator.command({ action: 'put-identity-card', device: 'plate', card: citizenCard });
    expect(await ask(find)).toBe(found);
  });

  it('answers requests joined in one piece, and an unknown one with its refusal', async () => {
    const { ask } = setUp();
    expect(await ask(`00 ${find} ${select} AAAAAA9669 0003 7777 03`)).toBe(
      findFailed + selectFailed + 'AAAAAA9669000400002125',
    );
  });

  it('lifts the card after the exchanges it was told, however long none lay there', async () => {
    const { emulator, ask } = setUp();
    emulator.command({
      action: 'misbehave',
      device: 'plate',
      misbehaviour: { kind: 'pull', afterExchanges: 2 },
    });
    await ask(find);
    await ask(find);
    emulator.command({ action: 'put-identity-card', device: 'plate', card: citizenCard });
    expect(await ask(find)).toBe(found);
    expect(emulator.state()).toMatchObject({
      cardIn: true,
      misbehaviour: { kind: 'pull', afterExchanges: 1 },
    });
    await ask(select);
    expect(emulator.state()).toMatchObject({ cardIn: false, misbehaviour: null });
    emulator.command({ action: 'put-identity-card', device: 'plate', card: citizenCard });
    emulator.command({
      action: 'misbehave',
      device: 'plate',
      misbehaviour: { kind: 'pull', afterExchanges: 0 },
    });
    expect(emulator.state()).toMatchObject({ cardIn: false, misbehaviour: null });
  });

  it('says what it cannot do', () => {
    const { emulator } = setUp();
    expect(emulator.command({ action: 'pull-card', device: 'plate' })).toMatchObject({
      error: { code: 'not-permitted' },
    });
    const card = { ...citizenCard, name: '字'.repeat(20) };
    expect(emulator.command({ action: 'put-identity-card', device: 'plate', card })).toMatchObject({
      error: { code: 'not-permitted' },
    });
  });

  it('tells of every change', async () => {
    const { emulator } = setUp();
    const cardsIn: boolean[] = [];
    emulator.onChange(() => {
      const state = emulator.state();
      if (state.kind === 'identity-card-reader') cardsIn.push(state.cardIn);
    });
    emulator.command({ action: 'put-identity-card', device: 'plate', card: citizenCard });
    emulator.command({ action: 'lift-identity-card', device: 'plate' });
    expect(cardsIn).toEqual([true, false]);
  });
});
