/** A business that the hall does not have looks closed at the kiosk: only the station's log can say why, and to whom. */
import type { Log } from '#contracts/log-events.ts';

import type { HallClient } from './hall-client.ts';

/**
 * Writes down which of the businesses `offered` here (ids) the hall does not have: once, and again when they are others.
 * `url`: the hall server's base address.
 */
export function tellUnknownBusinesses(
  client: Pick<HallClient, 'names' | 'onRound'>,
  offered: readonly string[],
  url: string,
  log: Log,
): void {
  let told = '';
  client.onRound(() => {
    const { names } = client;
    // It was never heard.
    if (names.size === 0) return;
    const businesses = offered.filter((id) => !names.has(id)).join(', ');
    if (businesses !== '' && businesses !== told) log.event('hall-business-unknown', { businesses, url });
    told = businesses;
  });
}
