/** One HTTP request and its answer, with every way in which there may be none. Connections are kept and used again. */
import { types } from 'node:util';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string | null;
}

export type HttpAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  /** The connection was refused or broke, before or after the request went out. `detail`: errno or undici's code. */
  | { readonly kind: 'disconnected'; readonly detail: string }
  /** More than any answer of the contract holds, or no JSON. */
  | { readonly kind: 'nonsense'; readonly detail: string }
  | { readonly kind: 'aborted' };

/** No answer of the contract comes near it, bytes. */
const largestAnswer = 256 * 1024;

export async function httpExchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { url, method, headers, body } = request;
  try {
    // A redirect is no part of the contract, and following one would carry people's data to somebody else.
    const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    const text = await readText(response.body);
    if (text === null) return { kind: 'nonsense', detail: `more than ${largestAnswer} bytes` };
    return { kind: 'answer', status: response.status, body: parseJson(text) };
  } catch (error) {
    if (signal.aborted) return { kind: 'aborted' };
    return { kind: 'disconnected', detail: causeOf(error) };
  }
}

/** The whole body, null if it is too long: a body without an end must not fill the memory. */
async function readText(body: ReadableStream<Uint8Array> | null): Promise<string | null> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    // Leaving the loop cancels the stream, and with it the connection.
    if (length > largestAnswer) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Undefined for what is no JSON: no schema of the contract takes it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** ECONNREFUSED, UND_ERR_SOCKET and so on; messages may name more than a log should hold. */
function causeOf(error: unknown): string {
  const cause = types.isNativeError(error) ? (error.cause ?? error) : error;
  if (types.isNativeError(cause) && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return types.isNativeError(cause) ? cause.name : 'unknown';
}
