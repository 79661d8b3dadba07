import { expect, it } from '@jest/globals';

import { until } from '#test/support/until.ts';

import { jsonOf, shared } from './shared.ts';

interface Look {
  readonly end: (answer: string) => void;
  readonly fail: (error: Error) => void;
}

function bench() {
  const looks: Look[] = [];
  const ask = shared(
    () =>
      new Promise<string>((resolve, reject) => {
        looks.push({ end: resolve, fail: reject });
      }),
  );
  return { looks, ask };
}

const begun = (looks: readonly Look[], count: number): Promise<unknown> =>
  until('the look', () => looks.length === count);

it('who asks while a look is under way gets the next one, all of them together', async () => {
  const { looks, ask } = bench();
  const first = ask();
  await begun(looks, 1);
  const later = [ask(), ask(), ask()];
  expect(looks).toHaveLength(1);
  looks[0]?.end('before');
  expect(await first).toBe('before');
  await begun(looks, 2);
  // The second look has begun: this one was asked for after it.
  const last = ask();
  looks[1]?.end('after');
  expect(await Promise.all(later)).toEqual(['after', 'after', 'after']);
  await begun(looks, 3);
  looks[2]?.end('last');
  expect(await last).toBe('last');
  expect(looks).toHaveLength(3);
});

it('requests that are there already share a look, also where it is over at once', async () => {
  let looks = 0;
  const ask = shared(() => Promise.resolve((looks += 1)));
  const first = ask();
  // As the server reads one request after another.
  await new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });
  expect(await Promise.all([first, ask()])).toEqual([1, 1]);
  expect(await ask()).toBe(2);
});

it('a look that broke breaks nobody else', async () => {
  const { looks, ask } = bench();
  const first = ask();
  await begun(looks, 1);
  const second = ask();
  looks[0]?.fail(new Error('broke'));
  await expect(first).rejects.toThrow('broke');
  await begun(looks, 2);
  looks[1]?.end('well');
  expect(await second).toBe('well');
  const third = ask();
  await begun(looks, 3);
  looks[2]?.end('again');
  expect(await third).toBe('again');
});

it('an answer for many is written once', () => {
  let written = 0;
  const answer = {
    toJSON: () => {
      written += 1;
      return { seq: 1 };
    },
  };
  const answers = [jsonOf(answer), jsonOf(answer), jsonOf(null), jsonOf(['号'])];
  expect(answers.map((bytes) => bytes.toString('utf8'))).toEqual([
    '{"seq":1}',
    '{"seq":1}',
    'null',
    '["号"]',
  ]);
  expect(written).toBe(1);
});
