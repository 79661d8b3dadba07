/** Which driver serves which configuration entry: the one place that knows them all. */
import type { Clock } from '#contracts/clock.ts';
import type { DeviceConfig } from '#contracts/devices.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import { EscposPrinter } from '#drivers/escpos-printer/device.ts';
import { createHidPosScanner } from '#drivers/hid-pos-scanner/device.ts';
import { createLibfprintReader } from '#drivers/libfprint/device.ts';
import { ModbusGate } from '#drivers/modbus-gate/device.ts';
import { PcscContext } from '#drivers/pcsc/context.ts';
import { PcscReader } from '#drivers/pcsc/device.ts';
import { SamVReader } from '#drivers/sam-v/device.ts';
import { SerialFingerprintReader } from '#drivers/serial-fingerprint/device.ts';
import { createSerialScanner } from '#drivers/serial-scanner/device.ts';
import { VpcdReader } from '#drivers/vpcd/device.ts';

import type { MakeDevice } from './driven-device.ts';

let pcsc: PcscContext | null = null;

/** All readers of the process share one connection to the PC/SC service. */
function pcscContext(clock: Clock): PcscContext {
  pcsc ??= new PcscContext(clock);
  return pcsc;
}

/** For a native call that hangs: `process.exit` would wait for it. */
function endProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** `emulated` was replaced by a real port before the configuration came here. */
function realPort<P>(device: string, port: P | 'emulated'): P {
  if (port === 'emulated') throw new TypeError(`${device} has no port`);
  return port;
}

export const makeDevice: MakeDevice = (config: DeviceConfig, services) => {
  switch (config.driver) {
    case 'pcsc': {
      const device = new PcscReader(pcscContext(services.clock), config.reader ?? null, services, endProcess);
      return { kind: 'card-reader', device, medium: 'card' };
    }
    case 'vpcd': {
      const device = new VpcdReader(realPort(config.id, config.port), services);
      return { kind: 'card-reader', device, medium: 'card' };
    }
    case 'sam-v': {
      const device = new SamVReader({ ...services, open: openStream(config.port) });
      return { kind: 'card-reader', device, medium: 'identity-card' };
    }
    case 'hid-pos-scanner': {
      const { device: path, duplicateMs = 0 } = config;
      return { kind: 'scanner', device: createHidPosScanner({ ...services, device: path, duplicateMs }) };
    }
    case 'serial-scanner': {
      const { port, duplicateMs = 0 } = config;
      return {
        kind: 'scanner',
        device: createSerialScanner({ ...services, open: openStream(port), duplicateMs }),
      };
    }
    case 'modbus-gate': {
      const { port, unit, map, passageMs } = config;
      return {
        kind: 'gate',
        device: new ModbusGate({ ...services, open: openStream(port), unit, map, passageMs }),
      };
    }
    case 'escpos-printer': {
      const { port, columns, swapChineseSizeBits } = config;
      const device = new EscposPrinter({ ...services, open: openStream(port), columns, swapChineseSizeBits });
      return { kind: 'printer', device };
    }
    case 'serial-fingerprint': {
      const { port, least } = config;
      const [address, password] = [Number.parseInt(config.address, 16), Number.parseInt(config.password, 16)];
      const open = openStream(port);
      const device = new SerialFingerprintReader({ ...services, open, address, password, least });
      return { kind: 'fingerprint-reader', device };
    }
    case 'libfprint': {
      const device = createLibfprintReader({
        ...services,
        reader: config.reader ?? null,
        onHung: endProcess,
      });
      return { kind: 'fingerprint-reader', device };
    }
    default:
      return config satisfies never;
  }
};
