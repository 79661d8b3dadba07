/**
 * Input report 2 of a scanner in HID POS mode (usage page 0x8C, usage 0x02). After the report id: [0] length, [1..3] AIM
 * identifier, [4..59] data, [60] the maker's symbology byte, [62] non-zero when more reports follow. Some devices have
 * identifier and data one byte further back.
 */
import { joined, type Assembled, type Assembler } from '#drivers/scanner/assembler.ts';
import { isAimIdentifier, longestScan } from '#drivers/scanner/decode.ts';

export const scannedDataReportId = 0x02;
/** Report id included. */
const reportBytes = 64;
const longestData = 56;
const moreAt = 63;
const aimAt = 2;
const aimBytes = 3;

/** Feature report that turns the HID POS mode on: Honeywell and Youjie send nothing before it. */
export const posModeFeatureReport = Uint8Array.of(0xfe, 0x01);
/** USB vendor ids of the makers that need it. */
export const posModeVendors: readonly number[] = [0x0c2e, 0x23d0];

export interface ScannedDataReport {
  readonly aimIdentifier: string | null;
  readonly data: Uint8Array;
  readonly more: boolean;
}

/** One report as it is read, report id first; null if it is not of the form above. */
export function parseReport(report: Uint8Array): ScannedDataReport | null {
  if (report.length !== reportBytes || report[0] !== scannedDataReportId) return null;
  const length = report[1] ?? 0;
  const at = aimPlace(report);
  if (at === null || length > longestData) return null;
  const aim = report.subarray(at, at + aimBytes);
  return {
    aimIdentifier: aim[0] === 0 ? null : String.fromCharCode(...aim),
    data: report.slice(at + aimBytes, at + aimBytes + length),
    more: report[moreAt] !== 0,
  };
}

function aimPlace(report: Uint8Array): number | null {
  for (const at of [aimAt, aimAt + 1]) {
    if (isAimIdentifier(report.subarray(at, at + aimBytes))) return at;
  }
  // A scanner that gives no identifier leaves its place empty.
  return report.subarray(aimAt, aimAt + aimBytes).every((byte) => byte === 0) ? aimAt : null;
}

export interface BuildReportsOptions {
  /** Null leaves the identifier's place empty. */
  readonly aimIdentifier: string | null;
  /** One byte further back, as some makers have it. */
  readonly shifted?: boolean;
}

/** The reports that a scanner sends for one code. */
export function buildReports(
  scan: Uint8Array,
  { aimIdentifier, shifted = false }: BuildReportsOptions,
): readonly Uint8Array[] {
  const at = aimAt + (shifted ? 1 : 0);
  const count = Math.max(1, Math.ceil(scan.length / longestData));
  return Array.from({ length: count }, (_, number) => {
    const data = scan.subarray(number * longestData, (number + 1) * longestData);
    const report = new Uint8Array(reportBytes);
    report.set([scannedDataReportId, data.length]);
    report.set(Buffer.from(aimIdentifier ?? '', 'latin1'), at);
    report.set(data, at + aimBytes);
    report[moreAt] = number + 1 < count ? 1 : 0;
    return report;
  });
}

export class ReportAssembler implements Assembler {
  #parts: Uint8Array[] = [];
  #aimIdentifier: string | null = null;
  #bytes = 0;
  #skipping = false;

  get pending(): boolean {
    return this.#parts.length > 0 || this.#skipping;
  }

  /** Takes what one read gave: a report, or several where the system hands over all that wait. */
  push(bytes: Uint8Array): readonly Assembled[] {
    if (bytes.length <= reportBytes || bytes.length % reportBytes !== 0) return this.#take(bytes);
    const count = bytes.length / reportBytes;
    return Array.from({ length: count }, (_, number) =>
      bytes.subarray(number * reportBytes, (number + 1) * reportBytes),
    ).flatMap((report) => [...this.#take(report)]);
  }

  #take(report: Uint8Array): readonly Assembled[] {
    const noise = { type: 'noise', bytes: report.length } as const;
    // Scanners have other reports as well, about their trigger or their settings.
    if (report[0] !== scannedDataReportId) return [noise];
    const parsed = parseReport(report);
    if (parsed === null) {
      const given = this.#skipping ? noise : this.#giveUp('a report of it was garbled');
      // What follows of that code up to its last report, or up to silence, is no code of its own.
      this.#skipping = true;
      return [given];
    }
    const { aimIdentifier, data, more } = parsed;
    if (this.#skipping) {
      this.#skipping = more;
      return [];
    }
    const assembled: Assembled[] = [];
    // Every report of a code carries its identifier: another one means that the end of the last code was lost.
    if (this.#parts.length > 0 && aimIdentifier !== this.#aimIdentifier) {
      assembled.push(this.#giveUp('its end did not come'));
    }
    this.#aimIdentifier = aimIdentifier;
    this.#parts.push(data);
    this.#bytes += data.length;
    if (this.#bytes > longestScan) {
      assembled.push(this.#giveUp('it has no end'));
      this.#skipping = more;
    } else if (!more) {
      assembled.push({
        type: 'scan',
        bytes: joined(this.#parts),
        aimIdentifier,
        reports: this.#parts.length,
      });
      this.#clear();
    }
    return assembled;
  }

  idle(): readonly Assembled[] {
    const skipped = this.#skipping;
    const broken = this.#giveUp('its end did not come');
    return skipped ? [] : [broken];
  }

  cut(): readonly Assembled[] {
    return this.pending ? this.idle() : [];
  }

  #giveUp(why: string): Assembled {
    this.#clear();
    return { type: 'broken', why };
  }

  #clear(): void {
    this.#parts = [];
    this.#bytes = 0;
    this.#skipping = false;
  }
}
