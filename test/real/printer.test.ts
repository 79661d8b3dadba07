/** The ticket printer's driver over a real serial port, TCP and device files; its ticket as a browser shows it. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type jsQR from 'jsqr';

import { systemClock } from '#contracts/clock.ts';
import type { PrinterPort, TicketSlip } from '#contracts/devices.ts';
import type { EmulatorCommand } from '#contracts/emulators.ts';
import type { Health, TicketPrinterEvent } from '#drivers/core/capabilities.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import { listenOnLoopback } from '#drivers/core/tcp-listener.ts';
import { EscposPrinter } from '#drivers/escpos-printer/device.ts';
import { PrinterEmulator } from '#drivers/escpos-printer/emulator.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { yikatong } from '#test/support/cli.ts';
import { LineProcess } from '#test/support/line-process.ts';
import { needs } from '#test/support/needs.ts';
import { SerialCable } from '#test/support/pty.ts';
import { until } from '#test/support/until.ts';

const cli = join(import.meta.dirname, '../../cli/main.ts');
const device = 'printer';
const signal = new AbortController().signal;
const fine = {
  action: 'set-printer',
  device,
  paper: 'ok',
  cover: 'closed',
  cutter: 'ok',
  online: true,
} as const;
const slip: TicketSlip = {
  hall: '永川区政务服务中心',
  number: 'A012',
  business: '社会保险',
  lines: ['前面等候 3 人', '65 岁以上优先', '2026-03-04 09:05', '请留意叫号，过号请到服务台'],
  qr: 'YKT1:2026-03-04:A012:Zk3v9q0w2bY',
  copy: false,
};

/** A started printer and what it said. */
class StartedPrinter {
  readonly printer: EscposPrinter;
  readonly statuses: string[] = [];
  health: Health | null = null;

  constructor(port: PrinterPort) {
    this.printer = new EscposPrinter({
      open: openStream(port),
      columns: 48,
      swapChineseSizeBits: false,
      clock: systemClock,
      trace: () => undefined,
    });
    this.printer.start((event) => this.#hear(event));
  }

  #hear(event: TicketPrinterEvent | { readonly type: 'health'; readonly health: Health }): void {
    if (event.type === 'health') this.health = event.health;
    else this.statuses.push(`${event.problem?.code ?? 'fine'}${event.paperNearEnd ? ', near end' : ''}`);
  }

  async is(state: Health['state'], code: string | null = null): Promise<void> {
    await until(`the printer is ${state} ${code ?? ''}`, () => {
      if (this.health?.state !== state) return false;
      return code === null || (this.health.state === 'failing' && this.health.failure.code === code);
    });
  }

  async print(number: string): Promise<string> {
    const answer = await this.printer.print({ ...slip, number }, signal);
    return answer.ok ? answer.value.result : `failure ${answer.error.code}`;
  }
}

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

function start(port: PrinterPort): StartedPrinter {
  const started = new StartedPrinter(port);
  cleanUps.push(() => started.printer.stop());
  return started;
}

function emulator(): { readonly paper: PrinterEmulator; readonly hand: (command: EmulatorCommand) => void } {
  const paper = new PrinterEmulator({ device, clock: systemClock });
  return {
    paper,
    hand: (command) => {
      if (!paper.command(command).ok) throw new Error(`the printer has no ${command.action}`);
    },
  };
}

async function listen(paper: PrinterEmulator): Promise<PrinterPort> {
  const listener = await listenOnLoopback(0, (transport) => paper.connect(transport));
  if (!listener.ok) throw new Error(listener.error.detail);
  cleanUps.push(() => listener.value.close());
  return { tcp: { host: '127.0.0.1', port: listener.value.port } };
}

async function plugIn(paper: PrinterEmulator, path: string): Promise<void> {
  const opened = await openStream({ serial: path, baud: 9600 })(signal);
  if (!opened.ok) throw new Error(opened.error.detail);
  cleanUps.push(() => opened.value.close());
  paper.connect(opened.value);
}

async function layCable(): Promise<SerialCable> {
  const cable = await SerialCable.lay();
  cleanUps.push(() => cable.remove());
  return cable;
}

needs('socat')('a printer on a serial cable', () => {
  it('prints and proves it; its paper ends, its cover opens, and it says so', async () => {
    const cable = await layCable();
    const { paper, hand } = emulator();
    await plugIn(paper, cable.far);
    const started = start({ serial: cable.near, baud: 9600 });
    await started.is('ready');
    expect(await started.print('A001')).toBe('printed');
    expect(paper.newest?.lines).toContain('A001');
    expect(paper.unknown).toEqual([]);

    hand({ ...fine, paper: 'near-end' });
    await until('near end is said', () => started.statuses.includes('fine, near end'));
    expect(await started.print('A002')).toBe('printed');
    hand({ ...fine, paper: 'out' });
    await started.is('failing', 'printer-paper-out');
    expect(await started.print('A003')).toBe('paper-out');
    hand({ ...fine, cover: 'open' });
    expect(await started.print('A004')).toBe('cover-open');
    hand({ ...fine, online: false });
    expect(await started.print('A005')).toBe('offline');
    hand(fine);
    await started.is('ready');
    expect(paper.state().tickets).toBe(2);
  });

  it('is pulled out in the middle of a ticket, which is unknown; the next one is printed', async () => {
    const cable = await layCable();
    const { paper } = emulator();
    await plugIn(paper, cable.far);
    const started = start({ serial: cable.near, baud: 9600 });
    await started.is('ready');
    const printing = started.print('A001');
    await started.is('busy');
    await until('paper moves', () => paper.feeding);
    await cable.pull();
    expect(await printing).toBe('unknown');
    await started.is('failing', 'port-unavailable');
    expect(await started.print('A002')).toBe('failure port-unavailable');
    await cable.plug();
    await plugIn(paper, cable.far);
    await started.is('ready');
    expect(await started.print('A003')).toBe('printed');
    expect(paper.newest?.lines).toContain('A003');
  });
});

describe('a printer on TCP', () => {
  it('prints, is unplugged, and is found again', async () => {
    const { paper, hand } = emulator();
    const started = start(await listen(paper));
    await started.is('ready');
    expect(await started.print('A001')).toBe('printed');
    hand({ action: 'unplug', device });
    await started.is('failing', 'port-lost');
    hand({ action: 'plug', device });
    await started.is('ready');
    expect(await started.print('A002')).toBe('printed');
    expect(paper.state().tickets).toBe(2);
  });
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'yikatong-printer-'));
  cleanUps.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe('a device file', () => {
  needs('socat')('that can be read', () => {
    it('proves the ticket, as a serial port does', async () => {
      const cable = await layCable();
      const { paper, hand } = emulator();
      await plugIn(paper, cable.far);
      // A terminal's node is a character device, as a USB printer's is.
      const started = start({ file: cable.near });
      await started.is('ready');
      expect(await started.print('A001')).toBe('printed');
      hand({ ...fine, paper: 'out' });
      expect(await started.print('A002')).toBe('paper-out');
      await cable.pull();
      await started.is('failing', 'port-unavailable');
    });
  });

  it('that is a FIFO takes the ticket and proves nothing', async () => {
    const path = join(folder(), 'lp');
    execFileSync('mkfifo', [path]);
    const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    cleanUps.push(() => reader.close());
    const started = start({ file: path });
    await started.is('ready');
    expect(await started.print('A001')).toBe('unknown');
    const { bytesRead, buffer } = await reader.read(Buffer.alloc(65_536));
    expect(buffer.subarray(0, bytesRead).toString('latin1')).toContain('A001');
  });

  it('that is a plain file takes the ticket and proves nothing', async () => {
    const path = join(folder(), 'out.bin');
    writeFileSync(path, '');
    const started = start({ file: path });
    expect(await started.print('A001')).toBe('unknown');
    expect(readFileSync(path, 'latin1')).toContain('A001');
  });
});

describe('yikatong print test', () => {
  async function emulate(...args: readonly string[]): Promise<string> {
    const program = new LineProcess(process.execPath, [
      cli,
      'emulate',
      'printer',
      '--listen',
      '0',
      '--json',
      ...args,
    ]);
    cleanUps.push(() => program.end());
    const ready: unknown = JSON.parse(await program.next());
    expect(ready).toEqual({ event: 'ready', device: 'printer', listen: expect.any(Number) });
    return `tcp://127.0.0.1:${(ready as { listen: number }).listen}`;
  }
  const print = (to: string): ReturnType<typeof yikatong> =>
    yikatong(['print', 'test', '--to', to, '--json']);

  it.each<[string[], string]>([
    [[], 'printed'],
    [['--paper', 'near-end'], 'printed'],
    [['--paper', 'out'], 'paper-out'],
    [['--cover', 'open'], 'cover-open'],
    [['--cutter', 'jammed'], 'error'],
    [['--offline'], 'offline'],
    [['--misbehave', '{"kind":"silent"}'], 'offline'],
  ])('on a printer that is %j: %s', async (args, result) => {
    expect(await print(await emulate(...args))).toMatchObject({
      exitCode: 0,
      json: { kind: 'print', result },
    });
  });

  it('is a picture of the printer', async () => {
    const picture = join(folder(), 'ticket.svg');
    const to = await emulate('--picture', picture);
    expect(await yikatong(['print', 'test', '--to', to])).toMatchObject({ exitCode: 0, stdout: 'printed\n' });
    expect(readFileSync(picture, 'utf8')).toContain('打印测试');
  });

  it('on a plain file is unknown, and nowhere is a failure with its remedy', async () => {
    const path = join(folder(), 'out.bin');
    writeFileSync(path, '');
    expect(await print(path)).toMatchObject({ exitCode: 0, json: { result: 'unknown' } });
    const error = { code: 'port-unavailable', remedy: expect.any(String) };
    expect(await print('/dev/nothing')).toMatchObject({ exitCode: 1, json: { error } });
    expect(await print('tcp://127.0.0.1:1')).toMatchObject({ exitCode: 1, json: { error } });
    expect(await print('tcp://127.0.0.1')).toMatchObject({ exitCode: 1, json: null });
  });

  needs('socat')('on a serial port', () => {
    it('is proved', async () => {
      const cable = await layCable();
      const { paper } = emulator();
      await plugIn(paper, cable.far);
      expect(await print(cable.near)).toMatchObject({ exitCode: 0, json: { result: 'printed' } });
    });
  });
});

needs('chromium')('the picture of a ticket', () => {
  it('shows a code that a reader reads, and the text where the printer put it', async () => {
    const { paper } = emulator();
    const started = start(await listen(paper));
    await started.is('ready');
    expect(await started.print('A012')).toBe('printed');
    const picture = paper.state().picture ?? '';

    const browser = await launchChromium();
    cleanUps.push(() => browser.close());
    const page = await browser.newPage({ deviceScaleFactor: 1 });
    await page.setContent(`<body style="margin:0">${picture}</body>`);
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('jsqr') });
    const read = await page.evaluate(async (svg) => {
      const image = new Image();
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const pixels = context?.getImageData(0, 0, canvas.width, canvas.height);
      const reader = globalThis as unknown as { jsQR: typeof jsQR.default };
      return pixels === undefined
        ? null
        : (reader.jsQR(pixels.data, pixels.width, pixels.height)?.data ?? null);
    }, picture);
    expect(read).toBe(slip.qr);
    const texts = await page.locator('text').allTextContents();
    expect(texts).toEqual(expect.arrayContaining(['永川区政务服务中心', 'A012', '社会保险']));
  });
});
