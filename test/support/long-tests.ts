/** Jest takes no time limit from a project's configuration: tests of real stacks, faults and browsers get theirs here. */
import { jest } from '@jest/globals';

jest.setTimeout(180_000);
