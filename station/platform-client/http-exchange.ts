/** One HTTP request and its answer, with every way in which there may be none. Connections are kept and used again. */
import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string | null;
  /** Bytes; absent: what any answer of the platform's contract may have. */
  readonly largestAnswer?: number;
}

export type HttpAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  /** The connection was refused or broke, before or after the request went out. `detail`: errno. */
  | { readonly kind: 'disconnected'; readonly detail: string }
  /** More than any answer of the contract holds, or no JSON. */
  | { readonly kind: 'nonsense'; readonly detail: string }
  | { readonly kind: 'aborted' };

/** No answer of the platform's contract is as long, bytes: the longest holds a photograph of 400,000 characters. */
const usualLargest = 512 * 1024;

/**
 * Node's own client instead of `fetch`, which kept some 25 kB of native memory for every answer: too much for a program
 * that runs for months.
 */
const clients = {
  'http:': { request: requestHttp, agent: new HttpAgent({ keepAlive: true }) },
  'https:': { request: requestHttps, agent: new HttpsAgent({ keepAlive: true }) },
} as const;

/** A redirect is an answer like any other: following one would carry people's data to somebody else. */
export function httpExchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { url, method, headers, body, largestAnswer = usualLargest } = request;
  const address = new URL(url);
  const client = clients[address.protocol === 'https:' ? 'https:' : 'http:'];
  return new Promise((resolve) => {
    const broken = (error: Error): void =>
      resolve(signal.aborted ? { kind: 'aborted' } : { kind: 'disconnected', detail: causeOf(error) });
    const sent = client.request(address, { method, headers, agent: client.agent, signal }, (response) => {
      response.on('error', broken);
      readText(response, largestAnswer, (text) => {
        if (text === null) resolve({ kind: 'nonsense', detail: `more than ${largestAnswer} bytes` });
        else resolve({ kind: 'answer', status: response.statusCode ?? 0, body: parseJson(text) });
      });
    });
    sent.on('error', broken);
    sent.end(body ?? undefined);
  });
}

/** Gives the whole body, or null if it is too long: a body without an end must not fill the memory. */
function readText(
  response: IncomingMessage,
  largestAnswer: number,
  done: (text: string | null) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    chunks.push(chunk);
    if (length <= largestAnswer) return;
    done(null);
    response.destroy();
  });
  response.on('end', () => done(Buffer.concat(chunks).toString('utf8')));
}

/** Undefined for what is no JSON: no schema of the contract takes it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** ECONNREFUSED, ECONNRESET and so on; messages may name more than a log should hold. */
function causeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
