/** One jest project per kind of test; `build/check.mjs` runs them, `node build/check.mjs --help` says how to run one. */

/** @param {boolean} tsx whether `<T>` may be JSX; in plain .ts files it is a type argument */
function compileAsNodeDoes(tsx) {
  return [
    '@swc/jest',
    {
      jsc: {
        target: 'es2024',
        parser: { syntax: 'typescript', tsx },
        // Only what is marked `type` is erased, as when Node runs the same file.
        transform: { verbatimModuleSyntax: true, react: { runtime: 'automatic' } },
      },
      module: { type: 'es6' },
    },
  ];
}

const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  cacheDirectory: '<rootDir>/.cache/jest',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.ts$': compileAsNodeDoes(false), '\\.tsx$': compileAsNodeDoes(true) },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
};

/**
 * jest knows `testTimeout` only for all projects together.
 *
 * @param {number} testTimeout milliseconds
 */
function timeLimit(testTimeout) {
  return { globals: { testTimeout }, setupFilesAfterEnv: ['<rootDir>/test/support/time-limit.ts'] };
}

/** @param {string} name @param {number} testTimeout milliseconds one test may take */
function suite(name, testTimeout) {
  return {
    ...shared,
    displayName: name,
    testMatch: [`<rootDir>/test/${name}/**/*.test.ts`, `<rootDir>/test/${name}/**/*.test.tsx`],
    ...timeLimit(testTimeout),
  };
}

export default {
  passWithNoTests: true,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testEnvironment: '<rootDir>/test/support/plain-globals.mjs',
      testMatch: ['<rootDir>/**/*.test.ts', '<rootDir>/**/*.test.tsx'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(real|faults|e2e)/'],
      // jest's own five seconds are missed where a test starts servers on a machine with other work.
      ...timeLimit(60_000),
    },
    suite('real', 60_000),
    suite('faults', 180_000),
    suite('e2e', 120_000),
  ],
};
