/** `npm run build`: the native addon where it can be built, and the pages and Electron's main process, into dist/. */
import process from 'node:process';

import { endChildrenOnSignals } from './children.mjs';
import { ensureFingerprintAddon } from './native.mjs';
import { tell } from './say.mjs';
import { ensureDependencies, ensureElectronMain, ensurePages } from './setup.mjs';

endChildrenOnSignals();
try {
  await ensureDependencies();
  await ensureFingerprintAddon();
  await ensurePages();
  await ensureElectronMain();
} catch (error) {
  tell(error);
  process.exitCode = 1;
}
