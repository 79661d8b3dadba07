/** A scanner on a serial port that ends its codes with CR. */
import type { Clock } from '#contracts/clock.ts';
import { ScannerEmulator } from '#drivers/scanner/emulator.ts';

import { buildScan } from './codec.ts';

export function createSerialScannerEmulator(device: string, clock: Clock): ScannerEmulator {
  return new ScannerEmulator({
    device,
    clock,
    encode: (text, aimIdentifier) => [buildScan(new TextEncoder().encode(text), aimIdentifier)],
  });
}
