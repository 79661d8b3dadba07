import { expect, it } from '@jest/globals';

import { sshForwards } from './remote.mjs';

it('forwards every port of the addresses once', () => {
  expect(
    sshForwards([
      'http://127.0.0.1:33051/board/#token=a',
      'http://127.0.0.1:45581/dock/#token=b',
      'http://127.0.0.1:33051/caller/#token=c&window=w1',
    ]),
  ).toBe('ssh -L 33051:127.0.0.1:33051 -L 45581:127.0.0.1:45581 MACHINE');
});
