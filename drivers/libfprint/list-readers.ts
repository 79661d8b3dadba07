/** Which fingerprint readers libfprint finds, without opening any of them. */
import { available } from '#native/fingerprint/index.ts';

/** Names; none on a machine without libfprint. */
export async function listFingerprintReaders(): Promise<readonly string[]> {
  const library = available();
  if (!library.ok) return [];
  const found = await library.fingerprint.list();
  return found.map(({ name }) => name);
}
