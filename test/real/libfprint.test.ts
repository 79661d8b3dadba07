/** Fingers through the real libfprint, on its virtual reader: the device host, the addon, NBIS. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { yikatong } from '#test/support/cli.ts';
import { drawFinger, takeImpression, type Finger } from '#test/support/finger-image.ts';
import { enrolledPrints, FingerHost } from '#test/support/finger-host.ts';
import { LineProcess } from '#test/support/line-process.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';
import { VirtualFingerReader } from '#test/support/virtual-finger-reader.ts';

jest.setTimeout(90_000);

const [mySeed, otherSeed] = [101, 102];

needs('libfprint')('a fingerprint reader through libfprint', () => {
  let print: string;
  let finger: Finger;
  let other: Finger;
  let host: FingerHost;

  beforeAll(async () => {
    const prints = await enrolledPrints(mySeed);
    print = prints[0] ?? '';
    finger = drawFinger(mySeed);
    other = drawFinger(otherSeed);
  });

  beforeEach(async () => {
    host = new FingerHost('finger');
    await host.ready();
  });

  afterEach(async () => {
    await host.end();
  });

  const matches = (matched: boolean) => ({ ok: true, value: { matched, score: null, least: null } });

  describe('compares', () => {
    it.each([
      { turned: 0, right: 0, down: 0, noise: 11 },
      { turned: 8, right: -10, down: 9, noise: 12 },
      { turned: -8, right: 12, down: -10, noise: 13 },
    ])('the same finger, laid on as %p', async (lay) => {
      expect(await host.compare(print, takeImpression(finger, lay))).toEqual(matches(true));
      expect(host.prompts).toEqual(['place', 'hold', 'lift']);
    });

    it("another person's finger", async () => {
      expect(await host.compare(print, takeImpression(other))).toEqual(matches(false));
      // Told as such, and not asked for again.
      expect(host.prompts).toEqual(['place', 'hold', 'lift']);
    });

    it('one after the other', async () => {
      for (const [who, matched] of [
        [finger, true],
        [other, false],
        [finger, true],
      ] as const) {
        expect(await host.compare(print, takeImpression(who, { turned: 3 }))).toEqual(matches(matched));
      }
    });

    it('before the finger is lifted, and takes the next one when it was', async () => {
      const first = host.verify(print);
      await host.prompted('place');
      host.glass.byHand();
      host.glass.finger(true);
      host.glass.put(takeImpression(finger));
      expect(await first).toEqual(matches(true));
      expect(host.stateOf()).toBe('busy');
      const second = host.verify(print);
      host.glass.finger(false);
      await host.prompted('place', 2);
      host.glass.finger(true);
      host.glass.put(takeImpression(other));
      expect(await second).toEqual(matches(false));
    });
  });

  describe('asks again', () => {
    it('for a smudge, and then takes the finger', async () => {
      const pictures = [takeImpression(finger, { smudged: true }), takeImpression(finger, { turned: -3 })];
      expect(await host.compare(print, ...pictures)).toEqual(matches(true));
      expect(host.prompts).toEqual(['place', 'hold', 'lift', 'again-clean', 'hold', 'lift']);
    });

    it.each([
      ['general', 'again-clean'],
      ['too-short', 'again-longer'],
      ['centre-finger', 'again-centre'],
      ['remove-finger', 'lift'],
    ] as const)('for the reason that the reader has: %s', async (reason, prompt) => {
      const verified = host.verify(print);
      await host.prompted('place');
      host.glass.retry(reason);
      await host.prompted(prompt);
      await host.wanted(2);
      host.glass.put(takeImpression(finger));
      expect(await verified).toEqual(matches(true));
    });

    it('so often, and then says that the finger cannot be read', async () => {
      const verified = host.verify(print);
      await host.prompted('place');
      let settled = false;
      void verified.then(() => {
        settled = true;
      });
      await until('the reader to have had enough', () => {
        if (!settled) host.glass.retry('general');
        return settled;
      });
      expect(await verified).toEqual({ ok: false, error: { code: 'finger-unreadable' } });
      await until('the reader to be free', () => host.stateOf() === 'ready');
    });
  });

  describe('goes on after', () => {
    afterEach(async () => {
      await host.ready();
      expect(await host.compare(print, takeImpression(finger))).toEqual(matches(true));
    });

    it('a comparison that is cancelled while it waits for the finger', async () => {
      const abort = new AbortController();
      const verified = host.verify(print, 20_000, abort.signal);
      await host.prompted('place');
      abort.abort();
      expect(await verified).toEqual({ ok: false, error: { code: 'aborted' } });
    });

    it('a comparison whose time is up with the finger on the glass', async () => {
      const verified = host.verify(print, 3000);
      await host.prompted('place');
      host.glass.byHand();
      host.glass.finger(true);
      expect(await verified).toEqual({ ok: false, error: { code: 'timeout' } });
    });

    it.each([
      ['general', 'device-no-answer'],
      ['protocol', 'device-garbled'],
    ] as const)('an error of the reader: %s', async (error, code) => {
      const verified = host.verify(print);
      await host.prompted('place');
      host.glass.error(error);
      expect(await verified).toMatchObject({ ok: false, error: { code } });
      await until('the reader to be opened anew', () => host.stateOf() === 'failing');
    });

    it('being unplugged with nobody there', async () => {
      // libfprint's virtual reader looks at its socket only once it was used.
      await host.compare(print, takeImpression(other));
      host.glass.unplug();
      await until('the loss to be told', () => host.stateOf() === 'failing');
      expect(host.lastFailure()).toMatchObject({ code: 'port-lost' });
    });

    it('being unplugged in a comparison', async () => {
      const verified = host.verify(print);
      await host.prompted('place');
      host.glass.unplug();
      expect(await verified).toMatchObject({ ok: false, error: { code: 'port-lost' } });
      await until('the loss to be told', () => host.stateOf() === 'failing');
    });

    it('the death of the device host in a comparison', async () => {
      const verified = host.verify(print);
      await host.prompted('place');
      const killed = host.client.process.pid;
      process.kill(killed ?? 0, 'SIGKILL');
      expect(await verified).toEqual({ ok: false, error: { code: 'device-restarting' } });
      await until(
        'another host to run',
        () => host.client.process.pid !== killed && host.stateOf() === 'ready',
      );
    });

    it('prints that are none', async () => {
      const bytes = Buffer.from(print, 'base64');
      const cut = [1, 3, 4, 20, 100, bytes.length >> 1, bytes.length - 1].map((end) =>
        bytes.subarray(0, end),
      );
      const changed = Array.from({ length: 12 }, (_, index) => {
        const copy = Buffer.from(bytes);
        const at = 3 + index * 11;
        copy[at] = (copy[at] ?? 0) ^ 0xff;
        return copy;
      });
      const { pid } = host.client.process;
      const said = new Set<string>();
      for (const one of [...cut, ...changed]) {
        const answer = await host.verify(one.toString('base64'), 250);
        said.add(answer.ok ? 'compared' : answer.error.code);
      }
      // What still parses waits for a finger until its time is up.
      expect([...said].toSorted()).toEqual(['template-unusable', 'timeout']);
      expect(host.client.process.pid).toBe(pid);
    });
  });

  it('says what it is when it is tested', async () => {
    expect(await host.client.call({ device: 'finger', method: 'test' }, 1000)).toEqual({
      ok: true,
      value: { text: 'Virtual image device for debugging' },
    });
  });

  it('is found by whoever looks for devices', async () => {
    const { json } = await yikatong(['devices', '--json']);
    expect(json).toMatchObject({
      readers: expect.arrayContaining([{ name: 'Virtual image device for debugging', driver: 'libfprint' }]),
    });
  });

  it('refuses templates of other readers', async () => {
    const template = Buffer.alloc(512, 3).toString('base64');
    const call = { device: 'finger', method: 'verify-finger', format: 'ef01', template } as const;
    expect(await host.client.call(call, 1000)).toMatchObject({ error: { code: 'template-unusable' } });
    expect(await host.verify(template)).toMatchObject({ error: { code: 'template-unusable' } });
  });
});

needs('libfprint')('one reader for two devices', () => {
  it('belongs to the first, and the second is told so', async () => {
    const host = new FingerHost('finger', 'second');
    try {
      await host.ready();
      await until('the second to fail', () => host.stateOf('second') === 'failing');
      expect(host.lastFailure('second')).toMatchObject({
        code: 'port-unavailable',
        detail: expect.stringMatching(/busy|already/),
      });
      expect(host.stateOf()).toBe('ready');
    } finally {
      await host.end();
    }
  });
});

needs('libfprint')('a technician with a reader', () => {
  const cli = join(import.meta.dirname, '../../cli/main.ts');

  it('takes a finger on file, which then is the same one', async () => {
    const glass = new VirtualFingerReader();
    const folder = mkdtempSync(join(tmpdir(), 'yikatong-print-'));
    const file = join(folder, 'print');
    const finger = drawFinger(otherSeed);
    /** Runs `finger …` and puts the finger on whenever it is asked for, until it has said what it came for. */
    const run = async (...args: string[]): Promise<string> => {
      const variables = [`FP_VIRTUAL_IMAGE=${glass.path}`, 'LANG=C'];
      const command = new LineProcess('env', [...variables, process.execPath, cli, 'finger', ...args]);
      try {
        let touched = false;
        for (let picture = 1; ;) {
          const line = await command.next(20_000);
          if (line === 'place the finger') {
            if (!touched) await glass.touch();
            touched = true;
            glass.put(takeImpression(finger, { turned: picture - 3, noise: picture }));
            picture += 1;
          } else if (line !== 'hold it' && line !== 'lift it') return line;
        }
      } finally {
        await command.end();
      }
    };
    try {
      expect(await run('enrol', '--out', file)).toMatch(/^template of \d+ bytes in /);
      expect(await run('verify', '--template', file)).toBe('the same finger');
    } finally {
      rmSync(folder, { recursive: true });
      glass.end();
    }
  });
});
