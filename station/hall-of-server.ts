/** A hall server's hall, as the technician of one station sees it: to be asked after, and changed on the server's own page. */
import { hallPages } from '#contracts/hall/paths.ts';
import { fail } from '#contracts/result.ts';
import type { ServerHallView } from '#contracts/technician-hall.ts';
import type { HallClient } from './hall-client/hall-client.ts';
import type { HallForTechnicians } from './technician-hall.ts';
import { Watched } from './watched.ts';

/** `url`: the server's base address. Ends with the client. */
export function hallOfServer(
  client: Pick<HallClient, 'line' | 'held' | 'onChange' | 'onRound'>,
  url: string,
): HallForTechnicians {
  const administration = new URL(hallPages.administration, url).href;
  const seen = (): ServerHallView => {
    const { state, since, refusal, about } = client.line;
    const held = client.held();
    return {
      kind: 'server',
      state,
      since,
      refusal,
      administration,
      day: about?.day ?? null,
      version: about?.version ?? null,
      numbers: held.ok ? held.value : [],
      failure: held.ok ? null : held.error,
    };
  };
  const view = new Watched(seen());
  const refresh = (): void => view.set(seen());
  client.onChange(refresh);
  client.onRound(refresh);
  // A kiosk's token may not, and the station has no other.
  const refuse = () => Promise.resolve(fail('not-permitted', administration));
  return { view, history: refuse, changeConfiguration: refuse, changeDay: refuse };
}
