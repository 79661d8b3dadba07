/** What a page asks of its hall server. */
import type { HallAnswer, HallInput } from '#contracts/hall/operations.ts';
import { hallRoutes, type HallOperation } from '#contracts/hall/paths.ts';
import type { HallProblem } from '#contracts/hall/problem.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

/** Milliseconds in which the hall answers, or counts as away. */
export const patience = {
  answer: 5000,
  /** Figures of a year are counted in portions, between which the hall goes on. */
  figures: 60_000,
} as const;

export type Ask = <O extends HallOperation>(
  operation: O,
  input: HallInput<O>,
) => Promise<Result<HallAnswer<O>>>;

/** A field of the address's fragment, which is sent to no server and written to no log. */
export function fragmentField(location: Location, name: string): string | null {
  return new URLSearchParams(location.hash.replace(/^#/, '')).get(name);
}

export function queryOf(input: object): string {
  const fields = Object.entries(input).map(([name, value]): [string, string] => [name, String(value)]);
  return fields.length === 0 ? '' : `?${new URLSearchParams(fields).toString()}`;
}

/** No answer, half of one, or one that is none of the hall's: all of it is a hall that cannot be reached. */
export async function fetchResult<T>(
  token: string,
  path: string,
  request: RequestInit,
  read: (response: Response) => Promise<T>,
  patienceMs: number = patience.answer,
): Promise<Result<T>> {
  // `AbortSignal.timeout` would be shorter; people's own phones may not have it.
  const patienceEnds = new AbortController();
  const timer = setTimeout(() => patienceEnds.abort(), patienceMs);
  try {
    const response = await fetch(path, {
      ...request,
      headers: {
        authorization: `Bearer ${token}`,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: patienceEnds.signal,
      cache: 'no-store',
    });
    if (response.ok) return ok(await read(response));
    const isProblem = response.headers.get('content-type')?.includes('problem+json') === true;
    if (!isProblem) return fail('hall-unavailable', String(response.status));
    // The server's own contract.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const { code, detail } = (await response.json()) as HallProblem;
    return fail(code, detail);
  } catch {
    return fail('hall-unavailable');
  } finally {
    clearTimeout(timer);
  }
}

export function askHall(token: string): Ask {
  return (operation, input) => {
    const [method, path] = hallRoutes[operation];
    const request: RequestInit = method === 'GET' ? { method } : { method, body: JSON.stringify(input) };
    return fetchResult(
      token,
      method === 'GET' ? path + queryOf(input) : path,
      request,
      (response) => response.json(),
      operation === 'statistics' ? patience.figures : patience.answer,
    );
  };
}
