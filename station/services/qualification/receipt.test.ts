import { describe, expect, it } from '@jest/globals';

import type { QualificationOutcome } from '#contracts/qualification.ts';
import { testConfig } from '#test/support/station-config.ts';
import type { SceneInfo } from '../scene.ts';
import { receiptSlip, receiptTitle } from './receipt.ts';
import type { Sent } from './state.ts';

const attempt: Sent = { key: 'a1', way: 'face', unmatched: false };
const visit: Sent = { key: 'v1', way: 'home-visit', unmatched: false };
const word = (outcome: QualificationOutcome['outcome']): QualificationOutcome => ({
  outcome,
  authenticatedOn: null,
  nextBefore: null,
  resumed: false,
  reference: 'R-1',
});

function info(): SceneInfo {
  const config = testConfig({});
  const [face] = config.faces;
  if (face === undefined) throw new Error('no face');
  return { config, face, person: null, seatedMode: false };
}

describe('the receipt', () => {
  it.each<[string, Sent, QualificationOutcome | null, string, string]>([
    ['an attempt that the platform took', attempt, word('authenticated'), '认证成功', '认证成功'],
    [
      'one that another had come before',
      attempt,
      word('already-authenticated'),
      '您已在别处认证过',
      '已认证',
    ],
    ['one that waits for the network', attempt, null, '认证已保存', '已保存'],
    // Nobody is authenticated by it yet.
    ['one that the platform only noted', attempt, word('recorded'), '认证已保存', '已保存'],
    ['a booking on the list', visit, word('recorded'), '已为您预约上门', '预约成功'],
    ['a booking that waits for the network', visit, null, '预约已保存', '预约已保存'],
  ])('of %s says that, and no more', (_what, sent, outcome, title, number) => {
    expect(receiptTitle(sent, outcome).zh).toBe(title);
    expect(receiptSlip(sent, outcome, false, '2026-02-03 09:00', info()).number).toBe(number);
  });

  it('says of a booking and of an attempt whether it is there or waits', () => {
    for (const sent of [attempt, visit]) {
      const lines = (outcome: QualificationOutcome | null) =>
        receiptSlip(sent, outcome, false, '2026-02-03 09:00', info()).lines;
      expect(lines(null)).toContain('状态：已保存，联网后提交');
      expect(lines(word('recorded'))).toContain('状态：已提交');
    }
  });
});
