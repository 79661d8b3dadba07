/** A scanner on a byte stream: USB CDC, RS-232, a serial device server. */
import type { CodeScanner } from '#drivers/core/capabilities.ts';
import type { OpenTransport } from '#drivers/core/transport.ts';
import { Scanner, type ScannerServices } from '#drivers/scanner/device.ts';

import { LineAssembler } from './codec.ts';

/** Milliseconds. */
export const serialScannerDelays = {
  /** Silence that ends a code sent without CR or LF. USB CDC pauses some 20 ms between packets, device servers 100. */
  idleMs: 200,
  reconnect: { openMs: 5000, firstMs: 250, longestMs: 2000 },
} as const;

interface SerialScannerOptions extends ScannerServices {
  readonly open: OpenTransport;
}

export function createSerialScanner(options: SerialScannerOptions): CodeScanner {
  return new Scanner({ ...options, makeAssembler: () => new LineAssembler(), delays: serialScannerDelays });
}
