/** How many pages a running station serves: a page that has connected is the proof that a window shows it. */

const healthMs = 2_000;

/**
 * @param {string} address any address of the station
 * @returns {Promise<number>} pages that are connected to the station; 0 if it does not answer
 */
export async function connectedPages(address) {
  try {
    const answer = await fetch(new URL('/healthz', address), { signal: AbortSignal.timeout(healthMs) });
    const health = await answer.json();
    if (typeof health === 'object' && health !== null && 'faces' in health) return Number(health.faces);
  } catch {
    // Not answering is what it looks like; the station's own end is watched elsewhere.
  }
  return 0;
}
