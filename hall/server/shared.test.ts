import { expect, it } from '@jest/globals';

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

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('who asks while a look is under way gets the next one, all of them together', async () => {
  const { looks, ask } = bench();
  const first = ask();
  const later = [ask(), ask(), ask()];
  expect(looks).toHaveLength(1);
  looks[0]?.end('before');
  expect(await first).toBe('before');
  await settled();
  expect(looks).toHaveLength(2);
  // The second look has begun: this one was asked for after it.
  const last = ask();
  looks[1]?.end('after');
  expect(await Promise.all(later)).toEqual(['after', 'after', 'after']);
  await settled();
  looks[2]?.end('last');
  expect(await last).toBe('last');
  expect(looks).toHaveLength(3);
});

it('a look that broke breaks nobody else', async () => {
  const { looks, ask } = bench();
  const first = ask();
  const second = ask();
  looks[0]?.fail(new Error('broke'));
  await expect(first).rejects.toThrow('broke');
  await settled();
  looks[1]?.end('well');
  expect(await second).toBe('well');
  const third = ask();
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
