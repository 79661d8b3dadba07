/** From the PC/SC error that `pcsc-mini` names to our failure: pcsc-lite's and WinSCard's codes, with its own. */
import type { Failure } from '#contracts/result.ts';
import type { FailureCode } from '#contracts/failures.ts';

import { PcscLibraryMissing } from './library.ts';

const codes: Readonly<Record<string, FailureCode>> = {
  NoService: 'pcsc-unavailable',
  ServiceStopped: 'pcsc-unavailable',
  ServerTooBusy: 'pcsc-unavailable',
  Shutdown: 'pcsc-unavailable',
  SystemCancelled: 'pcsc-unavailable',
  // The socket to pcscd broke.
  CommError: 'pcsc-unavailable',
  InvalidHandle: 'pcsc-unavailable',
  NoAccess: 'pcsc-unavailable',
  RemovedCard: 'card-removed',
  NoSmartCard: 'card-removed',
  UnresponsiveCard: 'card-mute',
  UnpoweredCard: 'card-mute',
  UnsupportedCard: 'card-mute',
  InvalidAtr: 'card-mute',
  // pcscd says so of an answer to reset that it cannot parse.
  ProtoMismatch: 'card-mute',
  UnknownReader: 'reader-lost',
  ReaderUnavailable: 'reader-lost',
  NoReadersAvailable: 'reader-lost',
  Timeout: 'timeout',
};

/** The name that pcsc-mini gives an error; undefined for anything else that was thrown. */
export function pcscErrorName(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whatever is not in the table failed between reader and card: card-exchange-failed. */
export function pcscFailure(error: unknown): Failure {
  const name = pcscErrorName(error);
  if (name === undefined) return { code: 'card-exchange-failed' };
  return { code: codes[name] ?? 'card-exchange-failed', detail: `PC/SC: ${name}` };
}

/** Whatever ends the watching of readers, the service cannot be used until the connection is built anew: pcsc-unavailable. */
export function serviceFailure(error: unknown): Failure {
  const reason =
    error instanceof PcscLibraryMissing ? error.message : `PC/SC: ${pcscErrorName(error) ?? 'unknown error'}`;
  return { code: 'pcsc-unavailable', detail: reason };
}
