import { describe, expect, it } from '@jest/globals';

import { failedOne, lastLine, passedOne, skippedByReason, tallyOfJest } from './tally.mjs';

function reportOf(...statuses: string[]) {
  return {
    numRuntimeErrorTestSuites: 0,
    testResults: [{ assertionResults: statuses.map((status, at) => ({ status, fullName: `test ${at}` })) }],
  };
}

describe('the tally of a jest report', () => {
  it('counts passed, failed and skipped tests', () => {
    const report = reportOf('passed', 'failed', 'passed', 'pending', 'todo');
    expect(tallyOfJest(report, false)).toEqual({ passed: 2, failed: 1, skipped: ['test 3', 'test 4'] });
  });

  it('counts a file that could not be loaded as failed', () => {
    expect(tallyOfJest({ ...reportOf('passed'), numRuntimeErrorTestSuites: 2 }, false).failed).toBe(2);
  });

  it('is not all passed if jest itself failed', () => {
    expect(tallyOfJest(reportOf('passed'), false).failed).toBe(1);
    expect(tallyOfJest(reportOf('passed'), true).failed).toBe(0);
  });
});

describe('the last line', () => {
  it('sums everything', () => {
    expect(lastLine([passedOne, failedOne, { passed: 40, failed: 2, skipped: [] }])).toBe(
      '41 passed, 3 failed',
    );
  });

  it('names skips only if there are any', () => {
    expect(lastLine([{ passed: 1, failed: 0, skipped: ['a', 'b'] }])).toBe('1 passed, 0 failed, 2 skipped');
  });
});

describe('skips', () => {
  it('are told by reason', () => {
    const names = [
      'the reader [skipped: pcscd is not installed] reads a card',
      'the reader [skipped: pcscd is not installed] survives a pull',
      'somebody forgot to say',
    ];
    expect([...skippedByReason(names)]).toEqual([
      ['pcscd is not installed', 2],
      ['somebody forgot to say (no reason given)', 1],
    ]);
  });
});
