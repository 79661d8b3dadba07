/** A driver's device together with what it is, so that its events can be told apart. */
import type { DeviceConfig } from '#contracts/devices.ts';
import type {
  CardReader,
  CodeScanner,
  DriverServices,
  FingerprintReader,
  Gate,
  TicketPrinter,
} from '#drivers/core/capabilities.ts';

export type DrivenDevice =
  | { readonly kind: 'card-reader'; readonly device: CardReader; readonly medium: 'card' | 'identity-card' }
  | { readonly kind: 'scanner'; readonly device: CodeScanner }
  | { readonly kind: 'gate'; readonly device: Gate }
  | { readonly kind: 'printer'; readonly device: TicketPrinter }
  | { readonly kind: 'fingerprint-reader'; readonly device: FingerprintReader };

/** Makes the device of a configuration entry, without touching the hardware. */
export type MakeDevice = (config: DeviceConfig, services: DriverServices) => DrivenDevice;
