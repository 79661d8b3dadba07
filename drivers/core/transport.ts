/**
 * A byte stream to a device: a serial port, a serial device server on TCP, a device file.
 * Drivers know nothing else of how a device is connected; a fake for tests stands here and no higher.
 */
import type { Failure, Result } from '#contracts/result.ts';

export interface ByteTransport {
  /** For logs: `serial:/dev/ttyUSB0`, `tcp:127.0.0.1:9100`. */
  readonly name: string;
  /** Nothing can come back (a plain file, a node that may only be written): silence then says nothing. */
  readonly oneWay?: true;
  /** Resolves once the bytes are with the operating system. Failures: port-lost, timeout. */
  write(bytes: Uint8Array): Promise<Result<void>>;
  /** Bytes as they come, split anywhere. One listener; a later one replaces it. */
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Called once when the stream ends, whoever ended it. */
  onClose(listener: (reason: Failure) => void): void;
  close(): Promise<void>;
}

/** Opens the stream. Failures: port-unavailable, timeout, aborted. */
export type OpenTransport = (signal: AbortSignal) => Promise<Result<ByteTransport>>;
