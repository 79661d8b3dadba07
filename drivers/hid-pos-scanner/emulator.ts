/** A scanner in HID POS mode: each piece that it sends is one report. */
import type { Clock } from '#contracts/clock.ts';
import { ScannerEmulator } from '#drivers/scanner/emulator.ts';

import { buildReports } from './codec.ts';

export function createHidPosScannerEmulator(device: string, clock: Clock): ScannerEmulator {
  return new ScannerEmulator({
    device,
    clock,
    encode: (text, aimIdentifier) => buildReports(new TextEncoder().encode(text), { aimIdentifier }),
  });
}
