/** Whether the machine's Node is new enough for these scripts, said before anything fails in words that are not for people. */
import process from 'node:process';

import { tell, Trouble } from './say.mjs';

/** Says which Node is needed and ends, where it is older than `engines` in package.json says. */
export function needNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 12)) return;
  tell(
    new Trouble(
      `Node 20.12 or newer is needed, and this is Node ${process.versions.node}.`,
      "Install a newer one, as root: `npm install -g node@24` (Debian 12's own package is Node 18). Then open a new terminal and run the command again.",
    ),
  );
  process.exit(1);
}
