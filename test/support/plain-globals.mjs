/**
 * jest's Node environment for unit tests, with globals that are looked up as in Node itself: in jest's own context each
 * look-up of Math or Uint8Array goes through an interceptor, and code that needs one in a loop takes up to three times as long.
 */
import vm from 'node:vm';

import { TestEnvironment } from 'jest-environment-node';

const { constants, createContext } = vm;

export default class extends TestEnvironment {
  /** @param {ConstructorParameters<typeof TestEnvironment>} args */
  constructor(...args) {
    // It makes its context in the constructor, and takes none.
    vm.createContext = () => createContext(constants.DONT_CONTEXTIFY);
    try {
      super(...args);
    } finally {
      vm.createContext = createContext;
    }
  }
}
