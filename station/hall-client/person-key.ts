/**
 * The hall's key for the hashes of people, kept in the station's data folder: whoever is identified while the hall is away has the
 * same hash, and so the same audit number, as at every other station of the hall.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { fail, ok, type Result } from '#contracts/result.ts';
import { writeFileDurably } from '#storage/disk.ts';
import { failStore } from '#storage/failures.ts';

import type { RemoteHall } from './remote-hall.ts';

export const hallPersonKeyFile = 'hall-person.key';
const keyBytes = 32;

/**
 * From the folder, and at the first start from the hall. Failures: hall-unavailable (the first start needs the hall), store-damaged
 * (the hall has another key than the one that this station's entries were made with), store-unwritable, disk-full.
 */
export async function openHallPersonKey(
  folder: string,
  remote: Pick<RemoteHall, 'need'>,
): Promise<Result<Uint8Array>> {
  const file = join(folder, hallPersonKeyFile);
  const told = await remote.need('personKey', {});
  if (!told.ok && told.error.code !== 'hall-unavailable') return told;
  try {
    const kept = existsSync(file) ? new Uint8Array(readFileSync(file)) : null;
    if (kept !== null && kept.length !== keyBytes)
      return fail('store-damaged', `${file} does not hold ${keyBytes} bytes`);
    if (!told.ok)
      return kept === null ? fail('hall-unavailable', 'the first start needs the hall') : ok(kept);
    const key = new Uint8Array(Buffer.from(told.value.key, 'base64url'));
    if (kept !== null)
      return Buffer.from(kept).equals(key)
        ? ok(kept)
        : fail('store-damaged', `${file} is not the key of the hall at this address`);
    writeFileDurably(file, key, 0o600);
    return ok(key);
  } catch (error) {
    return failStore(error, folder);
  }
}
