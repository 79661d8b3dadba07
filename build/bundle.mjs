/** `npm run build`: the pages and Electron's main process, into dist/. */
import process from 'node:process';

import { endChildrenOnSignals } from './children.mjs';
import { tell } from './say.mjs';
import { ensureDependencies, ensureElectronMain, ensurePages } from './setup.mjs';

endChildrenOnSignals();
try {
  await ensureDependencies();
  await ensurePages();
  await ensureElectronMain();
} catch (error) {
  tell(error);
  process.exitCode = 1;
}
