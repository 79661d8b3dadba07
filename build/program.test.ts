import { expect, it } from '@jest/globals';

import { endOf } from './program.mjs';

it('shows the words of a failure, which stand before its stack, and at most twelve lines', () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const stack = Array.from({ length: 20 }, (_, index) => `    at work (file:///program.ts:${index}:1)`);
  expect(endOf([...lines, '', 'Error: no password', ...stack, '', 'Node.js v24', ''].join('\n'))).toBe(
    [...lines.slice(-10), 'Error: no password', 'Node.js v24'].join('\n'),
  );
});
