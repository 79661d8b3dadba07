/**
 * `node build/window.mjs DATA`: shows the page of the station that runs on the data folder DATA, in whatever window can
 * be had, and again when the window ends; until it is closed by hand or asked to stop.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';

import { hasDisplay } from './browser.mjs';
import { endAll, endChildrenOnSignals } from './children.mjs';
import { connectedPages } from './connected-pages.mjs';
import { faces, show } from './face.mjs';
import { detail, tell, Trouble } from './say.mjs';

/** @param {string | undefined} folder */
async function main(folder) {
  if (folder === undefined)
    throw new Trouble('Which station?', 'Name its data folder: node build/window.mjs data');
  const data = resolve(folder);
  const { url, dockUrl, camera } = JSON.parse(await readFile(join(data, 'station.json'), 'utf8'));
  if (!hasDisplay()) {
    detail(`there is no display here; open the page in any browser of this machine: ${dockUrl ?? url}`);
    return;
  }
  /** @type {import('./face.mjs').Target} */
  const target =
    dockUrl === null
      ? { address: url, page: new URL(url).pathname.startsWith('/gate/') ? 'gate' : 'kiosk', data, camera }
      : { address: dockUrl, page: 'dock', data, camera };
  let candidates = faces;
  for (;;) {
    const shown = await show(candidates, target, () => connectedPages(url));
    if (shown === null)
      throw new Trouble('No window could be shown.', `Open ${target.address} in any browser.`);
    const code = await new Promise((done) => shown.child.once('exit', done));
    if (code === 0) return;
    detail(`the window ended unexpectedly (code ${code})`);
    // Whichever failed is tried last, and none is given up: a kiosk without a window is of no use.
    candidates = [...shown.rest, ...faces.filter((face) => !shown.rest.includes(face))];
  }
}

endChildrenOnSignals(() => undefined);
try {
  await main(process.argv[2]);
} catch (error) {
  tell(error);
  process.exitCode = 1;
} finally {
  await endAll();
}
