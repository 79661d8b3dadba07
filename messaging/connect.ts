/**
 * One connection to NATS. It is never mended by itself: when it breaks it is closed, whatever waited for an answer is told so at
 * once, and whoever uses it decides when to connect again.
 */
import { readFileSync } from 'node:fs';
import { types } from 'node:util';

import {
  connect,
  credsAuthenticator,
  nkeyAuthenticator,
  usernamePasswordAuthenticator,
  type Authenticator,
  type NatsConnection,
} from '@nats-io/transport-node';

import { err, ok, type Result } from '#contracts/result.ts';

export interface NatsAddress {
  /** nats://host:port, or tls://host:port, over which nothing is said without TLS. */
  readonly url: string;
  /**
   * A credentials file (JWT and seed), or a file with an nkey's seed or with `user:password`; null: the server asks for none. Read
   * at each connection.
   */
  readonly credentialsFile: string | null;
  /** Shown in the server's monitoring. */
  readonly name: string;
  /** Below which answers come, so that a server can let each client hear its own alone. */
  readonly inbox: string;
}

export interface NatsTrouble {
  /**
   * `unreachable`: no connection, or it broke, or no answer in time. `refused`: the server is there and said no.
   * `credentials`: the file cannot be used. `hall`: the hall's own database.
   */
  readonly reason: 'unreachable' | 'refused' | 'credentials' | 'hall';
  readonly detail: string;
}

/** Milliseconds. */
const delays = { connectMs: 5000, pingEveryMs: 20_000 } as const;
/** Pings without an answer after which a connection counts as broken. */
const missedPings = 2;

export async function connectToNats(address: NatsAddress): Promise<Result<NatsConnection, NatsTrouble>> {
  const authenticator = authenticatorOf(address.credentialsFile);
  if (!authenticator.ok) return authenticator;
  try {
    const connection = await connect({
      servers: address.url,
      name: address.name,
      inboxPrefix: address.inbox,
      timeout: delays.connectMs,
      pingInterval: delays.pingEveryMs,
      maxPingOut: missedPings,
      reconnect: false,
      ...(address.url.startsWith('tls://') ? { tls: {} } : {}),
      ...(authenticator.value === null ? {} : { authenticator: authenticator.value }),
    });
    return ok(connection);
  } catch (error) {
    return err(natsTrouble(error));
  }
}

/** What an error of the NATS client stands for. */
export function natsTrouble(error: unknown): NatsTrouble {
  if (!types.isNativeError(error)) return { reason: 'unreachable', detail: 'unknown' };
  const { name, message } = error;
  return { reason: refusals.has(name) ? 'refused' : 'unreachable', detail: `${name}: ${message}` };
}

const refusals = new Set([
  'AuthorizationError',
  'UserAuthenticationExpiredError',
  'PermissionViolationError',
  'JetStreamApiError',
  'JetStreamStatusError',
  'StreamNotFoundError',
  'ConsumerNotFoundError',
]);

function authenticatorOf(file: string | null): Result<Authenticator | null, NatsTrouble> {
  if (file === null) return ok(null);
  try {
    const text = readFileSync(file, 'utf8').trim();
    const bytes = new TextEncoder().encode(text);
    if (text.includes('BEGIN NATS USER JWT')) return ok(credsAuthenticator(bytes));
    if (/^SU[A-Z2-7]+$/.test(text)) return ok(nkeyAuthenticator(bytes));
    const [, user, password] = /^([^:\s]+):(\S+)$/.exec(text) ?? [];
    if (user === undefined || password === undefined)
      return err({
        reason: 'credentials',
        detail: `${file}: holds no credentials, no seed, no user and password`,
      });
    return ok(usernamePasswordAuthenticator(user, password));
  } catch (error) {
    // The message of a parser might quote the secret: the file's name and the kind of trouble are enough.
    const kind = types.isNativeError(error) && 'code' in error ? String(error.code) : 'damaged';
    return err({ reason: 'credentials', detail: `${file}: ${kind}` });
  }
}
