import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import type { IdentityCard } from '#contracts/credentials.ts';
import { fail, ok } from '#contracts/result.ts';
import type { CardReaderEvent } from '#drivers/core/capabilities.ts';
import { citizenCard } from '#test/support/identity-cards.ts';

import { looked, lost, noticed, nothingYet, type Look, type Presence } from './presence.ts';

const card: IdentityCard = {
  ...citizenCard,
  kind: 'identity-card',
  layout: 'citizen',
  samId: '05.01-20260101-0000000001-0000000002',
  durationMs: 1,
};
const cardA: Look = { saw: 'card', digest: 'A', card: ok(card) };
const cardB: Look = { saw: 'card', digest: 'B', card: ok(card) };
const unsupported: Look = { saw: 'card', digest: 'Y', card: fail('identity-card-unsupported') };
const askew: Look = { saw: 'unreadable', failure: { code: 'identity-card-unreadable' } };
const nothing: Look = { saw: 'nothing' };

type Happening = Look | 'noticed' | 'lost';

function run(...happenings: Happening[]): { presence: Presence; events: CardReaderEvent[] } {
  let presence = nothingYet;
  const events: CardReaderEvent[] = [];
  for (const happening of happenings) {
    // The device asks for a find only while nothing lies there.
    if (happening === 'noticed' && presence.lies !== null) continue;
    let step;
    if (happening === 'noticed') step = noticed(presence);
    else if (happening === 'lost') step = lost(presence, { code: 'port-lost' });
    else step = looked(presence, happening);
    presence = step.presence;
    events.push(...step.events);
  }
  return { presence, events };
}

function told(...happenings: Happening[]): string[] {
  return run(...happenings).events.map((event) => {
    const failure = event.type === 'card-failed' ? ` ${event.failure.code}` : '';
    return `${event.generation} ${event.type}${failure}`;
  });
}

describe('a card', () => {
  it('is inserted, read once however long it lies, and removed', () => {
    expect(told('noticed', cardA, cardA, cardA, nothing, nothing)).toEqual([
      '1 card-inserted',
      '1 card-read',
      '1 card-removed',
    ]);
  });

  it('taken away before it was read failed, and says why', () => {
    expect(told('noticed', nothing)).toEqual([
      '1 card-inserted',
      '1 card-failed card-removed',
      '1 card-removed',
    ]);
  });

  it('swapped between two looks is a new insertion', () => {
    expect(told('noticed', cardA, cardB)).toEqual([
      '1 card-inserted',
      '1 card-read',
      '1 card-removed',
      '2 card-inserted',
      '2 card-read',
    ]);
  });

  it('that lies askew after it was read is still that card', () => {
    expect(told('noticed', cardA, askew, cardA)).toEqual(['1 card-inserted', '1 card-read']);
    expect(told('noticed', cardA, askew, cardB).slice(2)).toEqual([
      '1 card-removed',
      '2 card-inserted',
      '2 card-read',
    ]);
  });

  it('that could not be read fails once, and is a new insertion when put straight', () => {
    expect(told('noticed', askew, askew, cardA)).toEqual([
      '1 card-inserted',
      '1 card-failed identity-card-unreadable',
      '1 card-removed',
      '2 card-inserted',
      '2 card-read',
    ]);
  });

  it('of an unknown layout fails once', () => {
    expect(told('noticed', unsupported, unsupported, nothing)).toEqual([
      '1 card-inserted',
      '1 card-failed identity-card-unsupported',
      '1 card-removed',
    ]);
  });

  it('is gone with the reader: what lies there afterwards is a new insertion', () => {
    expect(told('noticed', 'lost')).toEqual(['1 card-inserted', '1 card-failed port-lost', '1 card-removed']);
    expect(told('noticed', cardA, 'lost', 'noticed', cardA).slice(2)).toEqual([
      '1 card-removed',
      '2 card-inserted',
      '2 card-read',
    ]);
    expect(told('lost')).toEqual([]);
  });
});

describe('whatever happens', () => {
  it('each generation is inserted once, has at most one outcome, and ends before the next begins', () => {
    const happening = fc.constantFrom<Happening>(
      'noticed',
      'lost',
      cardA,
      cardB,
      unsupported,
      askew,
      nothing,
    );
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        const lives = Map.groupBy(run(...happenings).events, (event) => event.generation);
        const stories = [...lives.values()].map((life) => life.map((event) => event.type.slice(5)).join(' '));
        const ended = stories.slice(0, -1);
        expect([...lives.keys()]).toEqual(stories.map((_life, place) => place + 1));
        expect(ended.filter((life) => !/^inserted (?:read|failed) removed$/.test(life))).toEqual([]);
        expect(stories.at(-1) ?? 'inserted').toMatch(/^inserted(?: (?:read|failed)(?: removed)?)?$/);
      }),
    );
  });
});
