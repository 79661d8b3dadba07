/** A scanner in HID POS mode through node-hid: found by path or by VID:PID, again and again while it is unplugged. */
import { devicesAsync, HIDAsync, setDriverType, type Device as HidInfo } from 'node-hid';

import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import type { CodeScanner } from '#drivers/core/capabilities.ts';
import { traceNote, traceTo, type Trace } from '#drivers/core/trace.ts';
import { Scanner, type ScannerServices, type ScanSource } from '#drivers/scanner/device.ts';

import { posModeFeatureReport, posModeVendors, ReportAssembler } from './codec.ts';

// libusb would take the device away from the kernel, and with it from every other program.
if (process.platform === 'linux') setDriverType('hidraw');

/** Milliseconds. */
export const hidScannerDelays = {
  /** From one report to the next of the same code; they come within some 10 ms. */
  idleMs: 500,
  /** The longest wait is the longest until a scanner that was plugged in is found. */
  reconnect: { openMs: 5000, firstMs: 250, longestMs: 2000 },
} as const;

const scannerPage = 0x8c;
const scannerUsage = 0x02;

interface HidScannerOptions extends ScannerServices {
  /** The hidraw path, or VID:PID in hexadecimal (0c2e:0b81). */
  readonly device: string;
}

export function createHidPosScanner({ device, ...services }: HidScannerOptions): CodeScanner {
  return new Scanner({
    ...services,
    open: (signal) => openHid(device, services.trace, signal),
    makeAssembler: () => new ReportAssembler(),
    delays: hidScannerDelays,
  });
}

/** Failures: port-unavailable, aborted. */
async function openHid(device: string, trace: Trace, signal: AbortSignal): Promise<Result<ScanSource>> {
  const found = await findHid(device);
  if (!found.ok) return found;
  if (signal.aborted) return fail('aborted');
  const { info, path } = found.value;
  const opened = await attempt(() => HIDAsync.open(path), 'port-unavailable');
  if (!opened.ok) return opened;
  const hid = opened.value;
  if (signal.aborted) {
    await closeHid(hid);
    return fail('aborted');
  }
  const source = sourceOf(hid, nameOf(info, path));
  if (posModeVendors.includes(info?.vendorId ?? 0)) {
    traceTo(trace, posModeFeatureReport, 'turn the HID POS mode on');
    const turned = await attempt(() => hid.sendFeatureReport(Buffer.from(posModeFeatureReport)), 'port-lost');
    // Models that are in the mode for good refuse the report.
    if (!turned.ok) traceNote(trace, `the HID POS mode was not turned on: ${turned.error.detail ?? ''}`);
  }
  return ok(source);
}

interface FoundHid {
  readonly path: string;
  /** Null for a path that is not listed: whether it can be opened is seen by opening it. */
  readonly info: HidInfo | null;
}

async function findHid(device: string): Promise<Result<FoundHid>> {
  const listed = await attempt(() => devicesAsync(), 'port-unavailable');
  if (!listed.ok) return listed;
  const ids = /^([0-9a-f]{4}):([0-9a-f]{4})$/i.exec(device);
  if (ids === null) {
    return ok({ path: device, info: listed.value.find(({ path }) => path === device) ?? null });
  }
  const [vendorId, productId] = [Number.parseInt(ids[1] ?? '', 16), Number.parseInt(ids[2] ?? '', 16)];
  const same = listed.value.filter((info) => info.vendorId === vendorId && info.productId === productId);
  const scanner = same.find(({ usagePage, usage }) => usagePage === scannerPage && usage === scannerUsage);
  if (scanner?.path !== undefined) return ok({ path: scanner.path, info: scanner });
  const detail = same.length === 0 ? 'is not plugged in' : 'is not in HID POS mode';
  return fail('port-unavailable', `${device} ${detail}`);
}

function nameOf(info: HidInfo | null, path: string): string {
  const name = [info?.manufacturer, info?.product].filter((part) => (part ?? '') !== '').join(' ');
  return name === '' ? `hid:${path}` : name;
}

function sourceOf(hid: HIDAsync, name: string): ScanSource {
  let lost: Failure | null = null;
  let onLost: (reason: Failure) => void = () => undefined;
  hid.on('error', () => {
    // It comes without a message.
    lost ??= { code: 'port-lost', detail: name };
    onLost(lost);
  });
  return {
    name,
    onData: (listener) => {
      hid.on('data', (report: Buffer) => listener(Uint8Array.from(report)));
    },
    onClose: (listener) => {
      onLost = listener;
      if (lost !== null) listener(lost);
    },
    close: () => closeHid(hid),
  };
}

async function closeHid(hid: HIDAsync): Promise<void> {
  // A device that is gone refuses to be closed; there is nothing left to close then.
  await attempt(() => hid.close(), 'port-lost');
}

async function attempt<T>(act: () => Promise<T>, code: Failure['code']): Promise<Result<T>> {
  try {
    return ok(await act());
  } catch (error) {
    return fail(code, error instanceof Error ? error.message : undefined);
  }
}
