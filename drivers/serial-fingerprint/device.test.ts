import { afterEach, describe, expect, it } from '@jest/globals';

import { toHex } from '#drivers/core/hex.ts';
import { FingerBench, never, otherTemplate, template } from '#test/support/finger-bench.ts';

import { status } from './codec.ts';
import { fingerprintDelays } from './device.ts';
import { buildPacket } from './packets.ts';

const benches: FingerBench[] = [];
function setUp(options: ConstructorParameters<typeof FingerBench>[0] = {}): FingerBench {
  const made = new FingerBench(options);
  benches.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(benches.splice(0).map(({ reader }) => reader.stop()));
});

const acknowledge = (...payload: readonly number[]): Uint8Array =>
  buildPacket({ address: 0xffffffff, kind: 'acknowledge', payload: Uint8Array.from(payload) });

/** The module says `said` to the first command of `code`, which it otherwise obeys. */
function sayingOnce(code: number, said: number): FingerBench {
  let asked = 0;
  let left = 1;
  return setUp({
    toModule: (bytes, _nth, pass) => {
      if (bytes[6] === 1) asked = bytes[9] ?? 0;
      pass(bytes);
    },
    fromModule: (bytes, _nth, pass) => {
      const isIt = asked === code && bytes[9] === status.ok && left > 0;
      if (isIt) left -= 1;
      pass(isIt ? acknowledge(said) : bytes);
    },
  });
}

describe('a module', () => {
  it('is ready once it is unlocked and has told its parameters', async () => {
    const { clock, health, trace } = setUp({ password: 0x01020304 });
    await clock.turn(0);
    expect(health).toEqual(['absent', 'present', 'ready']);
    expect(trace.map(({ hex }) => hex)).toEqual([
      'EF01FFFFFFFF01000713',
      'EF01FFFFFFFF07000300000A',
      'EF01FFFFFFFF0100030F0013',
      'EF01FFFFFFFF070013000004000900C80003FFFFFFFF0002000604F6',
    ]);
  });

  it('tells the technician who it is and how many templates it keeps', async () => {
    const bench = setUp();
    await bench.ready();
    expect(await bench.answer(bench.reader.test(never))).toEqual({
      ok: true,
      value: 'EF01 FFFFFFFF 0009, templates in its library: 0',
    });
  });

  it('that is asked nothing takes no picture, and the trace says once that it is there', async () => {
    const bench = setUp();
    bench.put(template);
    await bench.clock.turn(10 * fingerprintDelays.watchMs);
    expect(bench.emulator.hasPicture).toBe(false);
    expect(bench.health).toEqual(['absent', 'present', 'ready']);
    expect(bench.trace.filter(({ meaning }) => meaning === 'ReadSysPara')).toHaveLength(1);
  });

  it('leaves no timer behind when stopped', async () => {
    const { clock, reader } = setUp();
    await clock.turn(50);
    await reader.stop();
    expect(clock.pending).toBe(0);
  });
});

describe('a verification', () => {
  it('waits for the finger, and says what to do with it', async () => {
    const bench = setUp();
    await bench.ready();
    const asked = bench.reader.verify(template, never);
    await bench.clock.turn(5000);
    expect(bench.prompts).toEqual(['place']);
    expect(bench.health.at(-1)).toBe('busy');
    bench.put(template);
    expect(await bench.answer(asked)).toEqual({
      ok: true,
      value: { matched: true, score: 163, least: 50 },
    });
    expect(bench.prompts).toEqual(['place', 'hold', 'lift']);
    await bench.ready();
  });

  it('tells another finger from the one on file', async () => {
    const bench = setUp();
    await bench.ready();
    for (const whose of [otherTemplate, null]) {
      bench.put(whose);
      expect(await bench.answer(bench.reader.verify(template, never))).toMatchObject({
        ok: true,
        value: { matched: false, least: 50 },
      });
    }
  });

  it('takes a score below the configured one for no match, whatever the module says', async () => {
    const bench = setUp({ least: 199 });
    await bench.ready();
    bench.put(template);
    expect(await bench.answer(bench.reader.verify(template, never))).toEqual({
      ok: true,
      value: { matched: false, score: 163, least: 199 },
    });
  });

  it('is the same out of single bytes and odd pieces', async () => {
    const bench = setUp({ pieces: [1, 7, 300, 2] });
    await bench.ready();
    bench.put(template);
    expect(await bench.answer(bench.reader.verify(template, never))).toMatchObject({
      value: { matched: true },
    });
  });

  it.each([256, 512, 768, 1536, 2048])('takes a template of %i bytes', async (length) => {
    const bench = setUp();
    await bench.ready();
    const whose = Uint8Array.from({ length }, (_, at) => (at * 13) & 0xff);
    bench.put(whose);
    expect(await bench.answer(bench.reader.verify(whose, never))).toMatchObject({ value: { matched: true } });
  });

  it.each([0, 1, 255, 511, 2304])(
    'refuses a template of %i bytes without a word to the module',
    async (length) => {
      const bench = setUp();
      await bench.ready();
      const before = bench.trace.length;
      expect(await bench.answer(bench.reader.verify(new Uint8Array(length), never))).toEqual({
        ok: false,
        error: { code: 'template-unusable', detail: `${length} bytes` },
      });
      expect(bench.trace).toHaveLength(before);
      expect(bench.prompts).toEqual([]);
    },
  );

  it('is done in turn with another one', async () => {
    const bench = setUp();
    await bench.ready();
    bench.put(template);
    const asked = [bench.reader.verify(otherTemplate, never), bench.reader.verify(template, never)];
    expect(await Promise.all(asked.map((one) => bench.answer(one)))).toMatchObject([
      { value: { matched: false } },
      { value: { matched: true } },
    ]);
  });
});

describe('a finger that cannot be read', () => {
  it('is asked for again, and read once it was lifted', async () => {
    const bench = setUp();
    await bench.ready();
    bench.put(template, 'smudge');
    const asked = bench.reader.verify(template, never);
    await bench.prompted('again-clean');
    await bench.clock.turn(1000);
    expect(bench.prompts).toEqual(['place', 'hold', 'again-clean']);
    bench.lift();
    await bench.clock.turn(200);
    bench.put(template);
    expect(await bench.answer(asked)).toMatchObject({ value: { matched: true } });
    expect(bench.prompts).toEqual(['place', 'hold', 'again-clean', 'hold', 'lift']);
  });

  it('is tried again as it lies if it is not lifted', async () => {
    const bench = setUp();
    await bench.ready();
    bench.put(template, 'smudge');
    const asked = bench.reader.verify(template, never);
    await bench.prompted('again-clean');
    bench.put(template);
    await bench.clock.turn(fingerprintDelays.againMs - 2 * fingerprintDelays.pollMs);
    expect(bench.prompts).toEqual(['place', 'hold', 'again-clean']);
    expect(await bench.answer(asked)).toMatchObject({ value: { matched: true } });
  });

  it.each([
    ['no picture', 0x01, status.imageFailed, 'again-longer'],
    ['a messy picture', 0x02, status.messy, 'again-clean'],
    ['too few features', 0x02, status.fewFeatures, 'again-centre'],
    ['a picture that is gone', 0x02, status.noImage, 'again-longer'],
  ] as const)('for %s is asked for again', async (_what, code, said, prompt) => {
    const bench = sayingOnce(code, said);
    await bench.ready();
    bench.put(template);
    const asked = bench.reader.verify(template, never);
    await bench.prompted(prompt);
    bench.lift();
    await bench.clock.turn(200);
    bench.put(template);
    expect(await bench.answer(asked)).toMatchObject({ value: { matched: true } });
  });

  it('for the fifth time is given up', async () => {
    const bench = setUp();
    await bench.ready();
    const asked = bench.reader.verify(template, never);
    for (let attempt = 1; attempt < fingerprintDelays.pictureAttempts; attempt += 1) {
      bench.put(template, 'smudge');
      await bench.prompted('again-clean', attempt);
      bench.lift();
      await bench.clock.turn(200);
    }
    bench.put(template, 'smudge');
    expect(await bench.answer(asked)).toMatchObject({ error: { code: 'finger-unreadable' } });
    await bench.ready();
    expect(bench.health).not.toContain('failing finger-unreadable');
  });
});

describe('what is left of a finger', () => {
  it('is nothing in the buffers when the module is ready again, and no picture once it is lifted', async () => {
    const bench = setUp();
    await bench.ready();
    bench.put(template);
    await bench.answer(bench.reader.verify(template, never));
    await bench.ready();
    expect(bench.emulator.buffers.map(({ length }) => length)).toEqual([512, 512]);
    expect(bench.stained).toBe(0);
    expect(bench.emulator.hasPicture).toBe(true);
    bench.lift();
    await bench.until('no picture', () => !bench.emulator.hasPicture, 1000);
  });

  it('is waited for no longer than it takes to lift', async () => {
    const bench = setUp();
    await bench.ready();
    bench.put(template);
    await bench.answer(bench.reader.verify(template, never));
    await bench.clock.turn(fingerprintDelays.liftMs + 2 * fingerprintDelays.pollMs);
    bench.trace.length = 0;
    bench.lift();
    await bench.clock.turn(2 * fingerprintDelays.watchMs);
    expect(bench.trace.filter(({ meaning }) => meaning === 'GetImage')).toEqual([]);
  });

  it('is overwritten when everything stops in the middle', async () => {
    let heard = 0;
    const bench = setUp({
      fromModule: (bytes, nth, pass) => {
        heard = nth;
        if (nth !== 7) pass(bytes);
      },
    });
    await bench.ready();
    bench.put(template);
    const asked = bench.reader.verify(template, never);
    await bench.until('Match is under way', () => heard === 7);
    expect(bench.stained).toBe(2);
    bench.lift();
    const stopped = bench.reader.stop();
    expect(await asked).toMatchObject({ error: { code: 'aborted' } });
    await stopped;
    expect(bench.stained).toBe(0);
    expect(bench.emulator.hasPicture).toBe(false);
    expect(bench.clock.pending).toBe(0);
  });

  it('is neither template nor password in the trace', async () => {
    const bench = setUp({ password: 0x0badcafe });
    await bench.ready();
    bench.put(null);
    await bench.answer(bench.reader.verify(template, never));
    await bench.ready();
    const said = bench.trace.map(({ hex, meaning }) => `${hex} ${meaning}`).join('\n');
    expect(said).toContain('EF01FFFFFFFF020082 128 bytes of a finger');
    expect(said).not.toContain('0BADCAFE');
    for (let at = 0; at < template.length; at += 128)
      expect(said).not.toContain(toHex(template.subarray(at, at + 4)));
  });
});

describe('an abort', () => {
  it('is heard while a finger is waited for', async () => {
    const bench = setUp();
    await bench.ready();
    const abort = new AbortController();
    const asked = bench.reader.verify(template, abort.signal);
    await bench.prompted('place');
    abort.abort();
    expect(await asked).toEqual({ ok: false, error: { code: 'aborted' } });
    await bench.ready();
  });

  it('before its turn leaves the one under way alone', async () => {
    const bench = setUp();
    await bench.ready();
    const first = bench.reader.verify(template, never);
    const abort = new AbortController();
    const second = bench.reader.verify(template, abort.signal);
    await bench.prompted('place');
    abort.abort();
    expect(await second).toMatchObject({ error: { code: 'aborted' } });
    bench.put(template);
    expect(await bench.answer(first)).toMatchObject({ value: { matched: true } });
    expect(bench.prompts).toEqual(['place', 'hold', 'lift']);
  });

  it('that came before leaves the module alone', async () => {
    const bench = setUp();
    await bench.ready();
    expect(await bench.reader.verify(template, AbortSignal.abort())).toMatchObject({
      error: { code: 'aborted' },
    });
    expect(bench.prompts).toEqual([]);
  });

  // GetImage, GenChar, DownChar, ReadSysPara after its data, Match.
  it.each([1, 2, 3, 4, 5])(
    'while answer %i of a verification is awaited is heard at once, and spoils nothing',
    async (nth) => {
      let heard = 0;
      const abort = new AbortController();
      const bench = setUp({
        fromModule: (bytes, count, pass) => {
          // The first two were to VfyPwd and ReadSysPara.
          heard = count - 2;
          if (heard !== nth) pass(bytes);
          else bench.clock.after(300, () => pass(bytes));
        },
      });
      await bench.ready();
      bench.put(template);
      const asked = bench.reader.verify(template, abort.signal);
      await bench.until('the answer is under way', () => heard === nth);
      const said = bench.prompts.length;
      abort.abort();
      expect(await asked).toMatchObject({ error: { code: 'aborted' } });
      expect(bench.prompts).toHaveLength(said);
      await bench.ready();
      expect(bench.stained).toBe(0);
      expect(bench.prompts).toHaveLength(said);
      bench.lift();
      await bench.until('no picture is left', () => !bench.emulator.hasPicture, 1000);
      bench.put(template);
      expect(await bench.answer(bench.reader.verify(otherTemplate, never))).toMatchObject({
        value: { matched: false },
      });
      expect(bench.health.some((one) => one.startsWith('failing'))).toBe(false);
    },
  );
});

describe('enrolment', () => {
  /** The finger was taken once, and is asked for again. */
  async function taken() {
    const bench = setUp();
    await bench.ready();
    bench.put(template);
    const asked = bench.reader.enrol(never);
    await bench.prompted('lift');
    bench.lift();
    await bench.prompted('place', 2);
    return { bench, asked };
  }

  it('takes the finger twice, and its template matches that finger alone', async () => {
    const { bench, asked } = await taken();
    bench.put(template);
    const enrolled = await bench.answer(asked);
    expect(bench.prompts).toEqual(['place', 'hold', 'lift', 'place', 'hold', 'lift']);
    if (!enrolled.ok) throw new Error(enrolled.error.code);
    expect(enrolled.value).toHaveLength(512);
    await bench.ready();
    expect(bench.stained).toBe(0);
    expect(await bench.answer(bench.reader.verify(enrolled.value, never))).toMatchObject({
      value: { matched: true },
    });
    bench.put(otherTemplate);
    expect(await bench.answer(bench.reader.verify(enrolled.value, never))).toMatchObject({
      value: { matched: false },
    });
  });

  it('of two different fingers is none', async () => {
    const { bench, asked } = await taken();
    bench.put(otherTemplate);
    expect(await bench.answer(asked)).toEqual({
      ok: false,
      error: { code: 'finger-unreadable', detail: '0A: two different fingers' },
    });
  });
});
