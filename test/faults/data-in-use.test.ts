/** Two stations on one data folder: the second is refused, and the folder is free as soon as the first is dead. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openDataFolder } from '#station/journal/data-folder.ts';
import { Program } from '#test/support/program.ts';

let data = '';
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'yikatong-in-use-'));
});
afterEach(() => rmSync(data, { recursive: true }));

describe('a data folder', () => {
  it('is one process’s at a time, and free after kill -9', async () => {
    const first = new Program('test/support/folder-holder.ts', [data]);
    expect(await first.ready()).toEqual({ event: 'ready' });

    expect(openDataFolder(data, randomBytes)).toMatchObject({ ok: false, error: { code: 'data-in-use' } });
    const second = new Program('test/support/folder-holder.ts', [data]);
    expect(await second.ready()).toMatchObject({ error: { code: 'data-in-use' } });
    await second.exit();

    await first.stop('SIGKILL');
    const next = openDataFolder(data, randomBytes);
    expect(next.ok).toBe(true);
    if (next.ok) next.value.release();
  });
});
