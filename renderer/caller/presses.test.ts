import { describe, expect, it } from '@jest/globals';

import type { DeskAnswer, DeskCommand } from '#contracts/hall/desk.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { ticket } from '#test/support/hall-fixtures.ts';
import { until } from '#test/support/until.ts';
import { Presses, type Shelf } from './presses.ts';

const answer: DeskAnswer = {
  repeated: false,
  window: {
    window: 'w3',
    number: 3,
    state: 'open',
    session: { id: 's1', operator: 'wang', operatorName: '王芳' },
    businesses: ['social'],
    ticket: null,
    next: null,
    waiting: 0,
  },
  ticket: null,
  why: null,
};

class MapShelf implements Shelf {
  readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
}

/** A hall that answers as the test says, and notes what it was asked. */
function bench(answers: Result<DeskAnswer>[], shelf = new MapShelf()) {
  const sent: DeskCommand[] = [];
  const pauses: number[] = [];
  let keys = 0;
  const presses = new Presses({
    perform: (command) => {
      sent.push(command);
      const next = answers.shift();
      return next === undefined ? new Promise<never>(() => undefined) : Promise.resolve(next);
    },
    shelf,
    newKey: () => `key-${(keys += 1)}`,
    time: {
      now: () => 0,
      later: (act, ms) => {
        pauses.push(ms);
        queueMicrotask(act);
        return () => undefined;
      },
    },
  });
  return { presses, sent, pauses, shelf };
}

describe('presses', () => {
  it('repeats what got no answer under the same key, later and later', async () => {
    const away = fail('hall-unavailable');
    const { presses, sent, pauses, shelf } = bench([away, away, away, away, away, ok(answer)]);
    presses.press('s1', { do: 'call-next', current: null });
    await until('the answer', () => presses.current().last !== null);
    expect(sent).toHaveLength(6);
    expect(new Set(sent.map(({ key }) => key))).toEqual(new Set(['key-1']));
    expect(pauses).toEqual([300, 1000, 2000, 4000, 4000]);
    expect(presses.current()).toEqual({ pending: null, last: { answer, failure: null } });
    expect(shelf.kept.size).toBe(0);
  });

  it('takes no second press while the first is on its way', () => {
    const { presses, sent } = bench([]);
    expect(presses.press('s1', { do: 'call-next', current: null })).toBe(true);
    expect(presses.press('s1', { do: 'call-next', current: null })).toBe(false);
    expect(sent).toHaveLength(1);
  });

  it('calls nobody else in the second after a call: the second tap of a double tap', async () => {
    let now = 0;
    const sent: DeskCommand[] = [];
    const called: DeskAnswer = { ...answer, ticket: ticket('A031', { state: 'called' }) };
    const presses = new Presses({
      perform: (command) => {
        sent.push(command);
        return Promise.resolve(ok(called));
      },
      shelf: new MapShelf(),
      newKey: () => `key-${sent.length}`,
      time: { now: () => now, later: () => () => undefined },
    });
    presses.press('s1', { do: 'call-next', current: null });
    await until('the call', () => presses.current().last !== null);
    now = 900;
    expect(presses.press('s1', { do: 'call-next', current: 'finish' })).toBe(false);
    expect(presses.press('s1', { do: 'begin' })).toBe(true);
    await until('the answer', () => presses.current().pending === null);
    now = 2000;
    expect(presses.press('s1', { do: 'call-next', current: 'finish' })).toBe(true);
    expect(sent.map(({ do: what }) => what)).toEqual(['call-next', 'begin', 'call-next']);
  });

  it('does not repeat what the hall refused, and the next press has a key of its own', async () => {
    const { presses, sent } = bench([fail('window-busy'), ok(answer)]);
    presses.press('s1', { do: 'call-next', current: null });
    await until('the refusal', () => presses.current().last !== null);
    expect(presses.current().last).toEqual({ answer: null, failure: { code: 'window-busy' } });
    presses.press('s1', { do: 'finish' });
    await until('the answer', () => presses.current().last?.answer === answer);
    expect(sent.map(({ key, do: what }) => `${key} ${what}`)).toEqual(['key-1 call-next', 'key-2 finish']);
  });

  it('goes on after a reload with the same key', () => {
    const shelf = new MapShelf();
    const first = bench([], shelf);
    first.presses.press('s1', { do: 'park', reason: '材料不齐' });
    const second = bench([], shelf);
    second.presses.takeUp('s1');
    expect(second.sent).toEqual([{ do: 'park', reason: '材料不齐', session: 's1', key: 'key-1' }]);
  });

  it("drops after a reload what another session's person pressed", () => {
    const shelf = new MapShelf();
    bench([], shelf).presses.press('s1', { do: 'call-again' });
    const second = bench([], shelf);
    second.presses.takeUp('s2');
    expect(second.sent).toEqual([]);
    expect(shelf.kept.size).toBe(0);
  });

  it('sends nothing more after it was given up, and hears no late answer', async () => {
    let resolve: (value: Result<DeskAnswer>) => void = () => undefined;
    const { presses } = bench([]);
    const late = new Presses({
      perform: () => new Promise((done) => (resolve = done)),
      shelf: new MapShelf(),
      newKey: () => 'k',
      time: { now: () => 0, later: () => () => undefined },
    });
    late.press('s1', { do: 'call-again' });
    late.giveUp();
    resolve(ok(answer));
    await Promise.resolve();
    expect(late.current()).toEqual({ pending: null, last: null });
    expect(presses.current()).toEqual({ pending: null, last: null });
  });
});
