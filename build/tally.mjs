/** Counting what the checks found, for the last line of `npm test`. */

/**
 * @typedef {object} Tally what one check adds to the last line
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} skipped full name of each test that was skipped
 */

/** A check that is not jest counts as one test. */
export const passedOne = /** @type {Tally} */ ({ passed: 1, failed: 0, skipped: [] });
export const failedOne = /** @type {Tally} */ ({ passed: 0, failed: 1, skipped: [] });

/**
 * @typedef {object} JestReport the part of jest's `--json` report that is counted
 * @property {number} numRuntimeErrorTestSuites files that could not be loaded
 * @property {{ assertionResults: { status: string, fullName: string }[] }[]} testResults one a file
 */

/**
 * @param {JestReport} report
 * @param {boolean} endedWell jest's exit code was 0
 * @returns {Tally}
 */
export function tallyOfJest(report, endedWell) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const skipped = tests.filter(({ status }) => status === 'pending' || status === 'todo');
  // A file that could not be loaded has no tests to count.
  const failed = tests.filter(({ status }) => status === 'failed').length + report.numRuntimeErrorTestSuites;
  return {
    passed,
    // jest may fail after its tests passed, for instance in a global teardown.
    failed: failed === 0 && !endedWell ? 1 : failed,
    skipped: skipped.map(({ fullName }) => fullName),
  };
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {string} `12 passed, 0 failed`, and `, 3 skipped` if any were
 */
export function lastLine(tallies) {
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  const skipped = tallies.reduce((sum, tally) => sum + tally.skipped.length, 0);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * @param {readonly string[]} skipped names of skipped tests; test/support/needs.ts writes the reason into them
 * @returns {Map<string, number>} reason -> how many tests
 */
export function skippedByReason(skipped) {
  const counts = /** @type {Map<string, number>} */ (new Map());
  for (const name of skipped) {
    const reason = /\[skipped: (.*?)\]/.exec(name)?.[1] ?? `${name} (no reason given)`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}
