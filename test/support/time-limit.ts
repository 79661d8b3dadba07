/** Gives each test the time that jest.config.js names for its project. */
import { jest } from '@jest/globals';

const { testTimeout } = globalThis as unknown as { readonly testTimeout: number };
jest.setTimeout(testTimeout);
