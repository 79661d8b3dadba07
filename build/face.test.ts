import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isRunning } from '#test/support/is-running.ts';
import { until } from '#test/support/until.ts';

import { end } from './children.mjs';
import { Trouble } from './say.mjs';
import { cameraFlags, show, type Face, type Target } from './face.mjs';

/** A window that asks for its page, as a browser would, and stays until it is closed. */
const opensThePage = 'fetch(process.argv[1]); setInterval(() => {}, 1000)';
const staysDark = 'setInterval(() => {}, 1000)';
const endsEarly = 'process.exit(3)';

describe('the camera of a browser', () => {
  it.each([
    ['none', null, []],
    ['its own, without a question', 'browser' as const, ['--auto-accept-camera-and-microphone-capture']],
    [
      'an emulated one: its file',
      { file: '/d/camera-kiosk.y4m' },
      [
        '--auto-accept-camera-and-microphone-capture',
        '--use-fake-device-for-media-stream',
        '--use-file-for-fake-video-capture=/d/camera-kiosk.y4m',
      ],
    ],
  ])('%s', (_what, camera, flags) => {
    expect(cameraFlags(camera)).toEqual(flags);
  });
});

describe('showing a face', () => {
  let folder = '';
  let server: Server;
  let target: Target;
  let pages = 0;
  let said: string[] = [];

  beforeEach(async () => {
    pages = 0;
    said = [];
    const say = (...words: unknown[]) => void said.push(words.map(String).join(' ').trim());
    jest.spyOn(console, 'log').mockImplementation(say);
    jest.spyOn(console, 'error').mockImplementation(say);
    folder = await mkdtemp(join(tmpdir(), 'yikatong-face-'));
    server = createServer((request, response) => {
      if (request.url === '/page') pages += 1;
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    target = { address: `http://127.0.0.1:${port}/page`, page: 'kiosk', data: folder, camera: null };
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await rm(folder, { recursive: true, force: true });
  });

  /** A face that is a Node script; leaves its process id in a file, since a face that fails is not returned. */
  function face(name: string, script: string): Face {
    const pidFile = join(folder, name);
    const leavePid = `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));`;
    return {
      name,
      prepare: async ({ address }) => ({
        command: process.execPath,
        args: ['-e', leavePid + script, address],
      }),
    };
  }

  async function runs(name: string): Promise<boolean> {
    return isRunning(Number(await readFile(join(folder, name), 'utf8')));
  }

  const connected = async (): Promise<number> => pages;

  it('takes the first whose page connects', async () => {
    const candidates = [face('first', opensThePage), face('second', opensThePage)];
    const shown = await show(candidates, target, connected, 4_000);
    expect(shown?.rest.map(({ name }) => name)).toEqual(['second']);
    expect(await runs('first')).toBe(true);
    if (shown) await end(shown.child);
    expect(await runs('first')).toBe(false);
  });

  it('goes on to the next if one cannot be had, is not there, ends early or shows nothing, and leaves none behind', async () => {
    const candidates: Face[] = [
      { name: 'not to be had', prepare: async () => null },
      {
        name: 'broken set-up',
        prepare: () => Promise.reject(new Trouble('the disk is full', 'free some space')),
      },
      { name: 'no such program', prepare: async () => ({ command: join(folder, 'nothing'), args: [] }) },
      face('early', endsEarly),
      face('dark', staysDark),
      face('good', opensThePage),
    ];
    const shown = await show(candidates, target, connected, 1_000);
    expect(shown?.rest).toEqual([]);
    expect(said).toEqual([
      '▸ Window: not to be had',
      '▸ Window: broken set-up',
      '✗ the disk is full\n  What to do: free some space',
      '▸ Window: no such program',
      expect.stringMatching(/^no such program could not be started: .*ENOENT/),
      '▸ Window: early',
      'early ended at once (code 3)',
      '▸ Window: dark',
      'dark showed no page within 1.0 s',
      '▸ Window: good',
      'the page is on the screen',
    ]);
    expect(await runs('early')).toBe(false);
    expect(await runs('dark')).toBe(false);
    expect(await runs('good')).toBe(true);
    if (shown) await end(shown.child);
  });

  it('does not take a page that was open before for its own', async () => {
    pages = 1;
    expect(await show([face('dark', staysDark)], target, connected, 500)).toBeNull();
  });

  it('ends the helpers of a window together with it', async () => {
    const helper = join(folder, 'helper.cjs');
    await writeFile(
      helper,
      `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'helper'))}, String(process.pid));
       process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`,
    );
    const starting = `require('node:child_process').spawn(process.execPath, [${JSON.stringify(helper)}]);`;
    const whenHelperRuns = `const wait = setInterval(() => { if (require('node:fs').existsSync(${JSON.stringify(join(folder, 'helper'))})) { clearInterval(wait); ${opensThePage} } }, 10);`;
    const shown = await show([face('window', starting + whenHelperRuns)], target, connected, 4_000);
    expect(await runs('helper')).toBe(true);
    if (shown) await end(shown.child);
    await until('the helper has ended', async () => !(await runs('helper')));
  });
});
