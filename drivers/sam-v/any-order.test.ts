/** Cards put, lifted and swapped, cables pulled and answers spoilt, in any order and at any moment. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import type { EmulatorCommand, IdentityCardContent, Misbehaviour } from '#contracts/emulators.ts';
import type { CardReaderEvent } from '#drivers/core/capabilities.ts';
import { Socket } from '#test/support/cable.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { citizenCard, hmtPermitCard, otherCitizenCard } from '#test/support/identity-cards.ts';

import { samVDelays, SamVReader } from './device.ts';
import { SamVEmulator } from './emulator.ts';

const device = 'plate';

type Step = { readonly action: 'wait'; readonly ms: number } | EmulatorCommand;

const times = fc.integer({ min: 1, max: 3 });
const misbehaviour: fc.Arbitrary<Misbehaviour> = fc.oneof(
  fc.record({ kind: fc.constantFrom('garble', 'refuse', 'half-answer', 'silent'), times }),
  fc.record({ kind: fc.constant('delay'), ms: fc.integer({ min: 1, max: 1500 }), times }),
  fc.record({ kind: fc.constant('pull'), afterExchanges: fc.integer({ min: 0, max: 4 }) }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ action: fc.constant('wait'), ms: fc.integer({ min: 1, max: 400 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      action: fc.constant('put-identity-card'),
      device: fc.constant(device),
      card: fc.constantFrom(citizenCard, otherCitizenCard, hmtPermitCard),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      action: fc.constantFrom('lift-identity-card', 'unplug', 'plug'),
      device: fc.constant(device),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      action: fc.constant('misbehave'),
      device: fc.constant(device),
      misbehaviour,
    }),
  },
);

/** Everything that the reader said, each reading with whether that very card lay there when it was said. */
async function follow(
  steps: readonly Step[],
  refusesSecondFind: boolean,
): Promise<{
  readonly events: readonly CardReaderEvent[];
  readonly stale: readonly CardReaderEvent[];
  readonly lies: IdentityCardContent | null;
}> {
  const clock = new HandClock();
  const emulator = new SamVEmulator({ device, clock, refusesSecondFind });
  const socket = new Socket((far) => emulator.connect(far), { pieces: [5, 400] });
  const reader = new SamVReader({ open: socket.open, clock, trace: () => undefined });
  let lies: IdentityCardContent | null = null;
  let lifted = { number: '', at: -1 };
  emulator.onChange(() => {
    const state = emulator.state();
    if (lies === null || (state.kind === 'identity-card-reader' && state.cardIn)) return;
    lifted = { number: lies.number, at: clock.monotonic() };
    lies = null;
  });
  const events: CardReaderEvent[] = [];
  const stale: CardReaderEvent[] = [];
  reader.start((event) => {
    if (event.type === 'health') return;
    events.push(event);
    if (event.type !== 'card-read' || event.card.kind !== 'identity-card') return;
    const { number } = event.card;
    // A card may be lifted by the very exchange that read it whole.
    if (number !== lies?.number && (number !== lifted.number || lifted.at !== clock.monotonic()))
      stale.push(event);
  });
  const put = (command: EmulatorCommand): void => {
    if (command.action === 'put-identity-card') lies = command.card;
    emulator.command(command);
  };
  for (const one of steps) {
    if (one.action === 'wait') await clock.turn(one.ms);
    else put(one);
  }
  put({ action: 'misbehave', device, misbehaviour: null });
  put({ action: 'plug', device });
  await clock.turn(samVDelays.reconnect.longestMs + 2 * samVDelays.commandMs + samVDelays.readMs * 2 + 1000);
  await reader.stop();
  return { events, stale, lies };
}

/** "inserted read removed" for each generation. */
function lives(events: readonly CardReaderEvent[]): string[] {
  const byGeneration = Map.groupBy(events, (event) => event.generation);
  return [...byGeneration.values()].map((life) => life.map((event) => event.type.slice(5)).join(' '));
}

const runs = { numRuns: 150, interruptAfterTimeLimit: 4000 };
const steps = fc.array(step, { maxLength: 25 });

describe('an identity-card reader, whatever happens,', () => {
  it('never says a card that does not lie there, and in the end says what does', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { events, stale, lies } = await follow(all, false);
        expect(stale).toEqual([]);
        const told = lives(events);
        expect(told.slice(0, -1).filter((life) => !/^inserted (?:read|failed) removed$/.test(life))).toEqual(
          [],
        );
        expect(told.at(-1) ?? '').toMatch(lies === null ? /^$|removed$/ : /^inserted read$/);
        const last = events.at(-1);
        const said =
          last?.type === 'card-read' && last.card.kind === 'identity-card' ? last.card.number : null;
        expect(said).toBe(lies?.number ?? null);
      }),
      runs,
    );
  });

  it('with cards that refuse a second find it never says one that does not lie there', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { events, stale, lies } = await follow(all, true);
        expect(stale).toEqual([]);
        const told = lives(events);
        expect(told.slice(0, -1).filter((life) => !/^inserted (?:read|failed) removed$/.test(life))).toEqual(
          [],
        );
        expect(lies === null ? (told.at(-1) ?? '') : '').toMatch(/^$|removed$/);
      }),
      runs,
    );
  });
});
