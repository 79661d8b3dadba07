import { describe, expect, it } from '@jest/globals';

import type { DeviceEvent } from '#contracts/devices.ts';

import { Interruptions } from './interruptions.ts';

const failure = { code: 'device-restarting' } as const;

function inserted(generation: number): DeviceEvent {
  return { type: 'card-inserted', device: 'reader', generation, medium: 'card' };
}
function removed(generation: number): DeviceEvent {
  return { type: 'card-removed', device: 'reader', generation };
}
function failed(generation: number): DeviceEvent {
  return { type: 'card-failed', device: 'reader', generation, failure: { code: 'card-mute' } };
}

describe('Interruptions', () => {
  it('counts generations on when a driver begins at 1 again', () => {
    const interruptions = new Interruptions();
    const generationOf = (event: DeviceEvent): number | null => {
      const passed = interruptions.pass(event);
      return passed !== null && 'generation' in passed ? passed.generation : null;
    };
    expect([inserted(1), removed(1), inserted(2)].map(generationOf)).toEqual([1, 1, 2]);
    interruptions.interrupt('reader', failure);
    expect([inserted(1), failed(1)].map(generationOf)).toEqual([3, 3]);
    interruptions.interrupt('reader', failure);
    expect(generationOf(inserted(1))).toBe(4);
  });

  it('drops an event of an earlier generation', () => {
    const interruptions = new Interruptions();
    interruptions.pass(inserted(1));
    interruptions.pass(inserted(2));
    expect(interruptions.pass(failed(1))).toBeNull();
    expect(interruptions.pass(removed(2))).toEqual(removed(2));
  });

  it('ends a read under way with its failure and the card', () => {
    const interruptions = new Interruptions();
    interruptions.pass(inserted(1));
    expect(interruptions.interrupt('reader', failure)).toEqual([
      { type: 'card-failed', device: 'reader', generation: 1, failure },
      removed(1),
    ]);
    expect(interruptions.interrupt('reader', failure)).toEqual([]);
  });

  it('ends a card that was read already without a failure, and nothing where no card is in', () => {
    const interruptions = new Interruptions();
    interruptions.pass(inserted(1));
    interruptions.pass(failed(1));
    expect(interruptions.interrupt('reader', failure)).toEqual([removed(1)]);
    interruptions.pass(inserted(1));
    interruptions.pass(removed(1));
    expect(interruptions.interrupt('reader', failure)).toEqual([]);
  });

  it('ends an opening that waits for its passage, and only that of the device', () => {
    const interruptions = new Interruptions();
    for (const opening of ['passed', 'refused', 'waiting']) interruptions.opening(opening, 'gate', 'in');
    interruptions.opening('other', 'gate-2', 'out');
    interruptions.notOpened('refused');
    interruptions.pass({
      type: 'gate-passage',
      device: 'gate',
      opening: 'passed',
      direction: 'in',
      result: 'passed',
    });
    expect(interruptions.interrupt('gate', failure)).toEqual([
      { type: 'gate-passage', device: 'gate', opening: 'waiting', direction: 'in', result: 'no-answer' },
    ]);
    expect(interruptions.interrupt('gate', failure)).toEqual([]);
  });
});
