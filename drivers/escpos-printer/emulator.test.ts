import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { fromHex, toHex } from '#drivers/core/hex.ts';
import { cable } from '#test/support/cable.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import { nextCommand, takeRealTime } from './emulator-commands.ts';
import { Paper, type Slip } from './emulator-paper.ts';
import { drawSlip } from './emulator-picture.ts';
import { PrinterEmulator } from './emulator.ts';

const device = 'printer';

/** What is on the paper after these bytes and a cut. */
function print(hex: string): Slip {
  const paper = new Paper(48, false);
  const bytes = fromHex(`${hex} 1D564200`);
  for (let at = 0; at < bytes.length;) {
    const next = nextCommand(bytes.subarray(at), paper.chinese);
    if (next === null) throw new Error('half a command');
    at += next.used;
    const { slip } = paper.take(next.command);
    if (slip !== null) return slip;
  }
  throw new Error('nothing was cut');
}

describe('bytes', () => {
  it('real-time commands are taken out wherever they stand, in pieces too', () => {
    expect(takeRealTime(fromHex('41 100401 42 10140801031401060208 43'))).toEqual({
      commands: [{ kind: 'status', status: 1 }, { kind: 'clear' }],
      data: fromHex('414243'),
      rest: new Uint8Array(),
    });
    expect(toHex(takeRealTime(fromHex('41 1014 08')).rest)).toBe('101408');
    expect(takeRealTime(fromHex('1004 09')).commands).toEqual([]);
  });

  it('are all taken, and each once, whatever comes and however it is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(40), (bytes, cut) => {
        const whole = takeRealTime(bytes);
        const first = takeRealTime(bytes.subarray(0, cut));
        const second = takeRealTime(Uint8Array.of(...first.rest, ...bytes.subarray(cut)));
        expect([...first.commands, ...second.commands]).toEqual(whole.commands);
        expect(toHex(Uint8Array.of(...first.data, ...second.data, ...second.rest))).toBe(
          toHex(Uint8Array.of(...whole.data, ...whole.rest)),
        );
      }),
    );
  });

  it('never stop the paper, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const paper = new Paper(32, false);
        for (let at = 0; at < bytes.length;) {
          const next = nextCommand(bytes.subarray(at), paper.chinese);
          if (next === null) break;
          expect(next.used).toBeGreaterThan(0);
          at += next.used;
          const { slip } = paper.take(next.command);
          if (slip !== null) drawSlip(slip);
        }
      }),
    );
  });

  it('of commands that it does not know are reported', () => {
    const paper = new Paper(48, false);
    for (const hex of ['1B5A', '07', '1D286B0300314848', '1C284102003000']) {
      const next = nextCommand(fromHex(hex), false);
      if (next !== null) paper.take(next.command);
    }
    expect(paper.unknown).toEqual(['1b5a', '07', 'GS ( k 72', 'FS ( A']);
  });
});

describe('paper', () => {
  it('has text on lines, on one base line, as wide as it is', () => {
    const slip = print('41 1D2111 42 1D2100 43 0A 1B6101 44 0A');
    expect(slip.lines).toEqual(['ABC', 'D']);
    const [a, b, c, d] = slip.characters;
    expect([a?.x, b?.x, c?.x]).toEqual([0, 12, 36]);
    expect((a?.y ?? 0) - (b?.y ?? 0)).toBe(24);
    expect(d?.x).toBe((576 - 12) / 2);
  });

  it('wraps at the edge of its area', () => {
    expect(print(`1D573000 ${'41'.repeat(6)} 0A`).lines).toEqual(['AAAA', 'AA']);
  });

  it('knows Chinese of two and four bytes, only in Chinese mode', () => {
    expect(print('1C26 D6D0 8230AB33 41 0A').lines).toEqual(['中㙍A']);
    expect(print('D6D0 41 0A').lines).toEqual(['A']);
  });

  it('sizes Chinese by FS !, with the bits of its kind', () => {
    const size = (swapped: boolean): string => {
      const paper = new Paper(48, swapped);
      for (const hex of ['1C26', '1C2108', 'D6D0', '0A']) {
        const next = nextCommand(fromHex(hex), paper.chinese);
        if (next !== null) paper.take(next.command);
      }
      const [one] =
        paper.take({ kind: 'command', name: 'GS V', parameters: Uint8Array.of(66, 0) }).slip?.characters ??
        [];
      return `${one?.scaleX}x${one?.scaleY}`;
    };
    expect([size(false), size(true)]).toEqual(['1x2', '2x1']);
  });

  it('has raster pictures by GS v 0, GS 8 L and GS ( L', () => {
    const bits = [[1, 0, 1, 0, 0, 0, 0, 0].join(''), [0, 1, 0, 0, 0, 0, 0, 1].join('')];
    const rows = (slip: Slip): string[] => slip.pictures[0]?.rows.map((row) => row.join('')) ?? [];
    expect(rows(print('1D7630 00 0100 0200 A0 41'))).toEqual(bits);
    expect(rows(print('1D384C 0C000000 30 70 30 01 01 31 0800 0200 A0 41 1D284C 0200 30 32'))).toEqual(bits);
  });

  it('has a code in the middle, at its size, and none that is wider than the paper', () => {
    const code = '1D286B0300314306 1D286B0300314531 1D286B0500315030 4142 1D286B0300315130';
    const [picture] = print(`1B6101 ${code}`).pictures;
    expect(picture).toMatchObject({ cell: 6, x: (576 - 21 * 6) / 2 });
    expect(print(`1D576400 ${code}`).pictures).toEqual([]);
  });
});

describe('picture', () => {
  it('draws text with its style and is well-formed whatever the text', () => {
    const svg = drawSlip(print('1B4501 1B2D01 1D4201 3C26 0A'));
    expect(svg).toContain('&lt;&amp;');
    expect(svg).toContain('font-weight="700"');
    expect(svg).toMatch(/^<svg [^]*<\/svg>$/);
  });

  it('puts every character in the middle of its own cell, blanks left out', () => {
    expect(drawSlip(print('41 20 42 0A'))).toContain('<text x="6 30" y="21">AB</text>');
  });
});

describe('PrinterEmulator', () => {
  /** A printer and the far end of its cable, with everything that it said. */
  function setUp() {
    const clock = new HandClock();
    const printer = new PrinterEmulator({ device, clock });
    const { near, far } = cable();
    const heard: string[] = [];
    near.onData((bytes) => heard.push(toHex(bytes)));
    printer.connect(far);
    const send = async (hex: string): Promise<void> => {
      await near.write(fromHex(hex));
      await settled();
    };
    return { clock, printer, heard, send };
  }
  const set = {
    action: 'set-printer',
    device,
    paper: 'ok',
    cover: 'closed',
    cutter: 'ok',
    online: true,
  } as const;

  it('answers DLE EOT with the bits of the command reference', async () => {
    const { printer, heard, send } = setUp();
    const ask = async (): Promise<string> => {
      heard.length = 0;
      await send('100401 100402 100403 100404');
      return heard.join(' ');
    };
    expect(await ask()).toBe('12 12 12 12');
    printer.command({ ...set, paper: 'near-end' });
    expect(await ask()).toBe('12 12 12 1E');
    printer.command({ ...set, paper: 'out' });
    expect(await ask()).toBe('1A 32 12 7E');
    printer.command({ ...set, cover: 'open' });
    expect(await ask()).toBe('1A 16 12 12');
    printer.command({ ...set, cutter: 'jammed' });
    expect(await ask()).toBe('1A 52 1A 12');
    printer.command({ ...set, online: false });
    expect(await ask()).toBe('1A 12 12 12');
  });

  it('answers GS r 1 when it has come to it, at the speed of its paper', async () => {
    const { clock, heard, send } = setUp();
    await send('41 0A 42 0A 1D7201');
    expect(heard).toEqual([]);
    await clock.turn(100);
    expect(heard).toEqual(['00']);
  });

  it('holds what it has while it is stopped, and goes on after', async () => {
    const { clock, printer, heard, send } = setUp();
    printer.command({ ...set, online: false });
    await send('41 0A 1D564200 1D7201');
    await clock.turn(1000);
    expect([printer.state().tickets, heard]).toEqual([0, []]);
    printer.command(set);
    await clock.turn(1000);
    expect([printer.state().tickets, heard]).toEqual([1, ['00']]);
    expect(printer.state().picture).toContain('>A</text>');
  });

  it('tells what changes once GS a asked for it', async () => {
    const { printer, heard, send } = setUp();
    printer.command({ ...set, paper: 'near-end' });
    await settled();
    expect(heard).toEqual([]);
    await send('1D610E');
    printer.command({ ...set, paper: 'out' });
    printer.command({ ...set, cover: 'open' });
    await settled();
    expect(heard).toEqual(['10000300', '18000F00', '38000000']);
  });

  it('has none of the commands of other devices', () => {
    const { printer } = setUp();
    expect(printer.command({ action: 'pull-card', device })).toMatchObject({
      error: { code: 'not-permitted' },
    });
  });
});
