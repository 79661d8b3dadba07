/** Scans over a serial port: text, behind its AIM identifier where the scanner is set to send it, up to CR and/or LF. */
import { joined, type Assembled, type Assembler } from '#drivers/scanner/assembler.ts';
import { isAimIdentifier, longestScan } from '#drivers/scanner/decode.ts';

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const aimBytes = 3;

/** Text and end of a scan as a scanner sends them. */
export function buildScan(text: Uint8Array, aimIdentifier: string | null): Uint8Array {
  return joined([Buffer.from(aimIdentifier ?? '', 'latin1'), text, Uint8Array.of(carriageReturn)]);
}

export class LineAssembler implements Assembler {
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #skipping = false;

  get pending(): boolean {
    return this.#bytes > 0 || this.#skipping;
  }

  push(chunk: Uint8Array): readonly Assembled[] {
    const assembled: Assembled[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      if (chunk[at] !== carriageReturn && chunk[at] !== lineFeed) continue;
      this.#add(chunk.slice(from, at), assembled);
      this.#end(assembled);
      from = at + 1;
    }
    this.#add(chunk.slice(from), assembled);
    return assembled;
  }

  /** Some scanners are set to send no end: the silence behind a code is one. */
  idle(): readonly Assembled[] {
    const assembled: Assembled[] = [];
    this.#end(assembled);
    return assembled;
  }

  cut(): readonly Assembled[] {
    const begun = this.#bytes > 0;
    this.#clear();
    return begun ? [{ type: 'broken', why: 'its end did not come' }] : [];
  }

  #add(part: Uint8Array, assembled: Assembled[]): void {
    if (part.length === 0 || this.#skipping) return;
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#bytes <= longestScan) return;
    assembled.push({ type: 'broken', why: 'it has no end' });
    this.#clear();
    this.#skipping = true;
  }

  /** The second of CR LF ends nothing. */
  #end(assembled: Assembled[]): void {
    const parts = this.#parts;
    this.#clear();
    if (parts.length === 0) return;
    const bytes = joined(parts);
    const hasAim = isAimIdentifier(bytes.subarray(0, aimBytes));
    assembled.push({
      type: 'scan',
      bytes: hasAim ? bytes.subarray(aimBytes) : bytes,
      aimIdentifier: hasAim ? String.fromCharCode(...bytes.subarray(0, aimBytes)) : null,
      reports: parts.length,
    });
  }

  #clear(): void {
    this.#parts = [];
    this.#bytes = 0;
    this.#skipping = false;
  }
}
