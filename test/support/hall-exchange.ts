/** A hall server's operations without a network between: what a station sends is answered by the hall itself, or gets lost. */
import { failures } from '#contracts/failures.ts';
import { hallOperations } from '#contracts/hall/operations.ts';
import { hallOperationNames, hallRoutes } from '#contracts/hall/paths.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Result } from '#contracts/result.ts';
import { answering, type Asking } from '#hall/server/answers.ts';
import { statusOf } from '#hall/server/problems.ts';
import type { Exchange } from '#station/hall-client/remote-hall.ts';

/** What becomes of a request: `request-lost` before the hall heard it, `answer-lost` after it did what was asked. */
export type Fate = 'answered' | 'request-lost' | 'answer-lost';

export interface HallExchangeOptions {
  readonly hall: WholeHall;
  readonly personKey: Uint8Array;
  /** Asked for each request, by its path. */
  readonly fate: (path: string) => Fate;
}

export function hallExchange({ hall, personKey, fate }: HallExchangeOptions): Exchange {
  const answers = answering({ hall, personKey, publicUrl: null });
  return async ({ method, url, body }, signal) => {
    const address = new URL(url);
    const becomes = fate(address.pathname);
    if (becomes === 'request-lost') return { kind: 'disconnected', detail: 'EHOSTUNREACH' };
    const name = hallOperationNames.find(
      (one) => hallRoutes[one][0] === method && hallRoutes[one][1] === address.pathname,
    );
    if (name === undefined) throw new Error(`no operation ${method} ${address.pathname}`);
    const input = hallOperations[name].input.parse(
      method === 'GET' ? Object.fromEntries(address.searchParams) : JSON.parse(body ?? ''),
    );
    const answer = answers[name] as (input: unknown, asking: Asking) => Promise<Result<unknown>>;
    const result = await answer(input, { role: 'kiosk' });
    if (becomes === 'answer-lost' || signal.aborted) return { kind: 'disconnected', detail: 'ECONNRESET' };
    if (result.ok) return { kind: 'answer', status: 200, body: JSON.parse(JSON.stringify(result.value)) };
    const { code } = result.error;
    const status = statusOf(code);
    return { kind: 'answer', status, body: { status, title: failures[code].message.en, ...result.error } };
  };
}
