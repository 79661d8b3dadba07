import { describe, expect, it } from '@jest/globals';

import { Watched } from './watched.ts';

describe('Watched', () => {
  it('gives the value now and after every change, and skips what nobody took', async () => {
    const watched = new Watched(1);
    const stop = new AbortController();
    const values = watched.watch(stop.signal);
    expect(await values.next()).toEqual({ done: false, value: 1 });
    watched.set(2);
    watched.set(3);
    expect(await values.next()).toEqual({ done: false, value: 3 });
    const later = values.next();
    watched.set(4);
    expect(await later).toEqual({ done: false, value: 4 });
  });

  it('ends with its signal, also while it waits', async () => {
    const stop = new AbortController();
    const values = new Watched('a').watch(stop.signal);
    await values.next();
    const waiting = values.next();
    stop.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('tells every watcher', async () => {
    const watched = new Watched(0);
    const stop = new AbortController();
    const all = [watched.watch(stop.signal), watched.watch(stop.signal)];
    await Promise.all(all.map(async (values) => values.next()));
    const next = Promise.all(all.map(async (values) => values.next()));
    watched.set(1);
    expect((await next).map(({ value }) => value)).toEqual([1, 1]);
  });
});
