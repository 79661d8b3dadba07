/** A process that takes a data folder and keeps it until it is killed: `node folder-holder.ts DATA`. Prints its answer. */
import { randomBytes } from 'node:crypto';

import { openDataFolder } from '#station/journal/data-folder.ts';

const folder = openDataFolder(process.argv[2] ?? '', randomBytes);
process.stdout.write(`${JSON.stringify(folder.ok ? { event: 'ready' } : { error: folder.error })}\n`);
// Something to wait for, or there would be nothing left to do.
if (folder.ok) setInterval(() => undefined, 60_000);
