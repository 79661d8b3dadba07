import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openDeviceFile } from './file-transport.ts';
import type { ByteTransport } from './transport.ts';

const signal = new AbortController().signal;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function opened(path: string): Promise<ByteTransport> {
  const result = await openDeviceFile(path)(signal);
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}

describe('a plain file', () => {
  it('is written at its end and says nothing', async () => {
    const path = join(folder, 'out');
    writeFileSync(path, 'before ');
    const transport = await opened(path);
    expect(transport.oneWay).toBe(true);
    expect(await transport.write(Buffer.from('one '))).toEqual({ ok: true, value: undefined });
    await Promise.all([transport.write(Buffer.from('two ')), transport.write(Buffer.from('three'))]);
    await transport.close();
    expect(readFileSync(path, 'utf8')).toBe('before one two three');
    expect(await transport.write(Buffer.from('more'))).toEqual({ ok: false, error: { code: 'port-lost' } });
  });

  it('that is missing, or is a folder, cannot be opened', async () => {
    expect(await openDeviceFile(join(folder, 'nothing'))(signal)).toEqual({
      ok: false,
      error: { code: 'port-unavailable', detail: 'ENOENT' },
    });
    expect(await openDeviceFile(folder)(signal)).toMatchObject({ error: { code: 'port-unavailable' } });
    expect(await openDeviceFile(folder)(AbortSignal.abort())).toMatchObject({ error: { code: 'aborted' } });
  });
});

describe('a FIFO', () => {
  let path: string;
  beforeEach(() => {
    path = join(folder, 'fifo');
    execFileSync('mkfifo', [path]);
  });

  it('cannot be opened while nobody reads', async () => {
    expect(await openDeviceFile(path)(signal)).toEqual({
      ok: false,
      error: { code: 'port-unavailable', detail: 'ENXIO' },
    });
  });

  it('takes more than it can hold while somebody reads, and ends with them', async () => {
    const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const transport = await opened(path);
    expect(transport.oneWay).toBe(true);
    const closed = new Promise((resolve) => {
      transport.onClose(resolve);
    });
    const sent = Buffer.alloc(300_000, 'x');
    const written = transport.write(sent);
    let received = 0;
    while (received < sent.length) {
      const read = await reader.read(Buffer.alloc(65_536)).catch(() => ({ bytesRead: 0 }));
      received += read.bytesRead;
    }
    expect(await written).toEqual({ ok: true, value: undefined });
    await reader.close();
    expect(await transport.write(sent)).toEqual({ ok: false, error: { code: 'port-lost', detail: 'EPIPE' } });
    expect(await closed).toEqual({ code: 'port-lost', detail: 'EPIPE' });
    await transport.close();
  });

  it('that is full lets go of a write when it is closed', async () => {
    const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const transport = await opened(path);
    const written = transport.write(Buffer.alloc(300_000));
    await transport.close();
    expect(await written).toEqual({ ok: false, error: { code: 'port-lost' } });
    await reader.close();
  });
});

describe('a character device', () => {
  it('is read as well as written', async () => {
    const transport = await opened('/dev/zero');
    expect(transport.oneWay).toBeUndefined();
    const first = new Promise<Uint8Array>((resolve) => {
      transport.onData(resolve);
    });
    expect((await first)[0]).toBe(0);
    await transport.close();
  });
});
