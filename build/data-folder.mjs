/** Where a program that people start keeps its data. */
import { access, constants, mkdir } from 'node:fs/promises';

import { Trouble } from './say.mjs';

/**
 * Makes the folder where there is none, for this user alone, and sees whether anything can be kept there.
 *
 * @param {string} folder
 */
export async function ensureDataFolder(folder) {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Trouble(
      `No data can be kept in ${folder} (${error instanceof Error ? error.message : String(error)})`,
      'Name a folder that you may write to: `-- --data FOLDER`.',
    );
  }
}
