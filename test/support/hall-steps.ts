/** What may happen on a random day of a hall, one step after another. */
import * as fc from 'fast-check';

export const windows = ['w1', 'w2', 'w3'] as const;
export const operators = ['li', 'wang', 'zhao'] as const;
const businesses = ['pension', 'card'] as const;

const window = fc.nat({ max: 2 });
const kiosk = fc.nat({ max: 1 });
export const steps = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('issue' as const),
      kiosk,
      business: fc.constantFrom(...businesses),
      further: fc.boolean(),
      person: fc.constantFrom(null, null, 'p1', 'p2', 'p3'),
      priority: fc.constantFrom(null, null, 'elderly' as const, 'disabled' as const),
      /** The hall's answer does not arrive: the kiosk is cut off from here on. */
      lost: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      repeat: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('cut' as const, 'mend' as const), kiosk }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('press' as const),
      window,
      command: fc.constantFrom(
        { do: 'call-next', current: 'finish' } as const,
        { do: 'call-next', current: 'finish' } as const,
        { do: 'call-next', current: 'pass-over' } as const,
        { do: 'begin' } as const,
        { do: 'pass-over' } as const,
        { do: 'park', reason: 'x' } as const,
        { do: 'transfer', to: { kind: 'business', business: 'card' }, at: 'front' } as const,
        { do: 'transfer', to: { kind: 'window', window: 'w2' }, at: 'back' } as const,
        { do: 'transfer', to: { kind: 'operator', operator: 'zhao' }, at: 'front' } as const,
        { do: 'add-business', business: 'card' } as const,
        { do: 'sign-out' } as const,
        { do: 'close' } as const,
      ),
      twice: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('sign-in' as const), window, operator: fc.nat({ max: 2 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('resume' as const),
      window,
      at: fc.constantFrom('front' as const, 'back' as const),
      /** Of those who were set aside, or of those who were left over. */
      list: fc.constantFrom('aside' as const, 'leftOver' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tick' as const), beats: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('jump' as const),
      ms: fc.integer({ min: -100_000_000, max: 100_000_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('turn' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);
export type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;
