import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import {
  canonicalJson,
  nextEntry,
  signHead,
  startOfChain,
  verifyChain,
  type AuditEntry,
  type AuditHead,
} from './audit-chain.ts';

const key = Buffer.alloc(32, 7);
const otherKey = Buffer.alloc(32, 8);

function chainOf(bodies: readonly string[], signingKey: Uint8Array = key): AuditEntry[] {
  const entries: AuditEntry[] = [];
  let head: AuditHead = startOfChain;
  for (const body of bodies) {
    const entry = nextEntry(signingKey, head, { at: 1000, event: 'passage', person: null, body });
    entries.push(entry);
    head = entry;
  }
  return entries;
}

function headOf(entries: readonly AuditEntry[]): AuditHead {
  return entries.at(-1) ?? startOfChain;
}

function verify(entries: readonly unknown[], head: AuditHead, anchors: readonly AuditHead[] = []) {
  return verifyChain(key, entries, signHead(key, head), anchors);
}

describe('canonicalJson', () => {
  it('writes the same facts the same way', () => {
    expect(canonicalJson({ b: 1, a: null, 号: 'A001' })).toBe('{"a":null,"b":1,"号":"A001"}');
    expect(canonicalJson({ 号: 'A001', a: null, b: 1 })).toBe('{"a":null,"b":1,"号":"A001"}');
  });
});

describe('an audit chain', () => {
  const five = chainOf(['1', '2', '3', '4', '5']);

  it('is intact as it was written, from none to many entries', () => {
    expect(verifyChain(key, [], undefined, [])).toEqual({ intact: true, head: startOfChain });
    expect(verify(five, headOf(five))).toMatchObject({ intact: true, head: { seq: 5 } });
  });

  it.each([
    [
      'an edited body',
      five.map((entry) => (entry.seq === 3 ? { ...entry, body: 'x' } : entry)),
      3,
      'changed',
    ],
    ['an edited time', five.map((entry) => (entry.seq === 3 ? { ...entry, at: 1 } : entry)), 3, 'changed'],
    [
      'an edited hash',
      five.map((entry) => (entry.seq === 2 ? { ...entry, hash: '0' } : entry)),
      2,
      'changed',
    ],
    [
      'an entry made without the key',
      [...five.slice(0, 2), ...chainOf(['1', '2', '3'], otherKey).slice(2), ...five.slice(3)],
      3,
      'changed',
    ],
    ['a removed entry', five.filter(({ seq }) => seq !== 3), 3, 'missing'],
    ['a removed first entry', five.slice(1), 1, 'missing'],
    ['a cut tail', five.slice(0, 3), 4, 'missing'],
    ['everything removed', [], 1, 'missing'],
    ['an entry before the first', [{ ...headOf(five), seq: -4 }, ...five], 1, 'changed'],
    ['an entry put after the last', [...five, { ...headOf(five), seq: 6 }], 6, 'added'],
    [
      'entries that changed places',
      five.map((entry) => ({ ...entry, body: five[5 - entry.seq]?.body })),
      1,
      'changed',
    ],
    ['a row of another kind', [{ seq: 1 }], 1, 'changed'],
  ])('names %s', (_what, rows, seq, fault) => {
    expect(verify(rows, headOf(five))).toEqual({ intact: false, seq, fault });
  });

  it.each([
    ['no head', undefined],
    ['a head of another key', signHead(otherKey, headOf(five))],
    [
      'a head of an earlier entry without its signature',
      { ...signHead(key, headOf(five)), seq: 4, hash: five[3]?.hash },
    ],
  ])('names %s', (_what, head) => {
    expect(verifyChain(key, five, head, []).intact).toBe(false);
  });

  it('names a cut tail whose head was put back with it, once the platform is asked', () => {
    const cut = five.slice(0, 3);
    expect(verify(cut, headOf(cut))).toMatchObject({ intact: true });
    expect(verify(cut, headOf(cut), [headOf(five)])).toEqual({ intact: false, seq: 4, fault: 'anchor' });
  });

  it('names a chain written anew with the key, once the platform is asked', () => {
    const other = chainOf(['1', '2', 'other', '4', '5', '6']);
    expect(verify(other, headOf(other), [headOf(five)])).toEqual({ intact: false, seq: 5, fault: 'anchor' });
    expect(verify(five, headOf(five), [headOf(five)])).toMatchObject({ intact: true });
  });

  it('finds any edit of any field of any entry', () => {
    const fields = fc.constantFrom('seq', 'at', 'event', 'person', 'body', 'prev', 'hash');
    const values = fc.oneof(fc.string(), fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fields, values, (index, field, value) => {
        const rows: Record<string, unknown>[] = five.map((entry) => ({ ...entry }));
        const row = rows[index];
        fc.pre(row !== undefined && row[field] !== value);
        if (row !== undefined) row[field] = value;
        expect(verify(rows, headOf(five)).intact).toBe(false);
      }),
    );
  });
});
