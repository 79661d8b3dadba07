import { afterEach, describe, expect, it } from '@jest/globals';

import { FingerBench, never, otherTemplate, template } from '#test/support/finger-bench.ts';

import { fingerprintDelays } from './device.ts';
import { buildPacket } from './packets.ts';

type Options = NonNullable<ConstructorParameters<typeof FingerBench>[0]>;
type Contact = NonNullable<Options['toModule']>;

const benches: FingerBench[] = [];
function setUp(options: Options = {}): FingerBench {
  const made = new FingerBench(options);
  benches.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(benches.splice(0).map(({ reader }) => reader.stop()));
});

type Fault = (bytes: Uint8Array, pass: (bytes: Uint8Array) => void) => void;
const faults = {
  lost: () => undefined,
  'one bit wrong': (bytes, pass) => pass(bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1)),
  'wrong throughout': (bytes, pass) => pass(bytes.map((byte) => byte ^ 0x55)),
  'cut in half': (bytes, pass) => pass(bytes.subarray(0, bytes.length >> 1)),
  'behind noise': (bytes, pass) => {
    pass(Uint8Array.of(0x55, 0xef, 0x01, 0xef));
    pass(bytes);
  },
} satisfies Record<string, Fault>;
const kinds = ['lost', 'one bit wrong', 'wrong throughout', 'cut in half', 'behind noise'] as const;

/** The `nth` write from now on fails in that way. */
class BadContact {
  #at = Infinity;
  #count = 0;
  readonly #fault: Fault;

  constructor(fault: Fault) {
    this.#fault = fault;
  }

  readonly contact: Contact = (bytes, _nth, pass) => {
    this.#count += 1;
    if (this.#count === this.#at) this.#fault(bytes, pass);
    else pass(bytes);
  };

  failAt(nth: number): void {
    this.#at = this.#count + nth;
  }

  /** Whether that write came. */
  get hasFailed(): boolean {
    return this.#count >= this.#at;
  }
}

/** GetImage, GenChar, DownChar, data, ReadSysPara, Match and so on to the end of the overwritten buffers. */
const writesOfOneVerification = 14;
const places = Array.from({ length: writesOfOneVerification }, (_, at) => at + 1);

describe.each(['toModule', 'fromModule'] as const)('one fault %s', (way) => {
  describe.each(kinds)('%s', (kind) => {
    it.each(places)('at write %i changes no verification', async (nth) => {
      for (const [whose, matched] of [
        [template, true],
        [otherTemplate, false],
      ] as const) {
        const bad = new BadContact(faults[kind]);
        const bench = setUp({ [way]: bad.contact });
        await bench.ready();
        bench.put(whose);
        bad.failAt(nth);
        expect(await bench.answer(bench.reader.verify(template, never))).toMatchObject({
          ok: true,
          value: { matched },
        });
        await bench.ready();
        expect(bench.stained).toBe(0);
        // And none that follows.
        expect(await bench.answer(bench.reader.verify(whose, never))).toMatchObject({
          value: { matched: true },
        });
        expect(bad.hasFailed).toBe(true);
        expect(bench.health.some((one) => one.startsWith('failing'))).toBe(false);
      }
    });
  });
});

describe('an answer that comes too late', () => {
  it.each(places)('at write %i is not taken for that of the next command', async (nth) => {
    for (const [whose, matched] of [
      [template, true],
      [otherTemplate, false],
    ] as const) {
      // A module answers in order: what it is asked meanwhile waits behind the late answer.
      const late = new BadContact((bytes, pass) => {
        bench.misbehave({ kind: 'delay', ms: fingerprintDelays.answerMs + 30, times: 1 });
        pass(bytes);
      });
      const bench: FingerBench = setUp({ toModule: late.contact });
      await bench.ready();
      late.failAt(nth);
      bench.put(whose);
      expect(await bench.answer(bench.reader.verify(template, never))).toMatchObject({
        ok: true,
        value: { matched },
      });
      expect(await bench.answer(bench.reader.verify(whose, never))).toMatchObject({
        value: { matched: true },
      });
      expect(bench.health.some((one) => one.startsWith('failing'))).toBe(false);
    }
  });
});

describe('a module', () => {
  it('that falls silent is opened again, and is ready when it speaks again', async () => {
    const bench = setUp();
    await bench.ready();
    bench.misbehave({ kind: 'silent', times: null });
    await bench.until('silence is noticed', () => bench.health.at(-1) === 'failing device-no-answer');
    expect(await bench.reader.verify(template, never)).toMatchObject({ error: { code: 'device-no-answer' } });
    bench.misbehave(null);
    await bench.ready();
    expect(bench.socket.attempts).toBe(2);
  });

  it.each([
    ['silent', 'device-no-answer'],
    ['garble', 'device-garbled'],
    ['half-answer', 'device-garbled'],
    ['refuse', 'fingerprint-refused'],
  ] as const)(
    'that is %s in a verification fails with %s, and is itself again afterwards',
    async (kind, code) => {
      const bench = setUp();
      await bench.ready();
      const asked = bench.reader.verify(template, never);
      await bench.prompted('place');
      bench.misbehave({ kind, times: null });
      expect(await bench.answer(asked)).toMatchObject({ error: { code } });
      await bench.until('it is said', () => bench.health.at(-1) === `failing ${code}`);
      bench.misbehave(null);
      await bench.ready();
      bench.put(template);
      expect(await bench.answer(bench.reader.verify(template, never))).toMatchObject({
        value: { matched: true },
      });
    },
  );

  it('whose password is another says so', async () => {
    const bench = setUp({ password: 1, modulePassword: 2 });
    await bench.until('it is refused', () => bench.health.at(-1) === 'failing fingerprint-refused');
    expect(await bench.reader.test(never)).toEqual({
      ok: false,
      error: { code: 'fingerprint-refused', detail: 'VfyPwd: 13: wrong password' },
    });
  });

  it('that lost its power is unlocked again', async () => {
    const bench = setUp({ password: 7 });
    await bench.ready();
    bench.emulator.command({ action: 'unplug', device: 'finger' });
    await bench.until('it is lost', () => bench.health.at(-1) === 'failing port-lost');
    bench.emulator.command({ action: 'plug', device: 'finger' });
    await bench.ready();
    bench.put(template);
    expect(await bench.answer(bench.reader.verify(template, never))).toMatchObject({
      value: { matched: true },
    });
  });

  it('of another address is not spoken to', async () => {
    const bench = setUp({ moduleAddress: 0x12345678 });
    await bench.until('it fails', () => bench.health.some((one) => one.startsWith('failing')));
    expect(bench.health).toEqual(['absent', 'present', 'failing device-no-answer']);
  });

  it('whose answers come from another address is not believed', async () => {
    const bench = setUp({
      fromModule: (bytes, _nth, pass) => pass(bytes.with(5, 0x01)),
    });
    await bench.until('it is not believed', () => bench.health.at(-1) === 'failing device-garbled');
    expect(bench.trace).toContainEqual({
      direction: 'from',
      hex: 'EF01FFFFFF01070003',
      meaning: 'another module',
    });
  });

  it('that acknowledges data, as none need, is not misunderstood', async () => {
    const done = buildPacket({ address: 0xffffffff, kind: 'acknowledge', payload: Uint8Array.of(0) });
    let tell: (bytes: Uint8Array) => void = () => undefined;
    const bench = setUp({
      fromModule: (bytes, _nth, pass) => {
        tell = pass;
        pass(bytes);
      },
      toModule: (bytes, _nth, pass) => {
        if (bytes[6] === 2) tell(done);
        pass(bytes);
      },
    });
    await bench.ready();
    for (const [whose, matched] of [
      [template, true],
      [otherTemplate, false],
    ] as const) {
      bench.put(whose);
      expect(await bench.answer(bench.reader.verify(template, never))).toMatchObject({ value: { matched } });
      bench.lift();
      await bench.until('no picture', () => !bench.emulator.hasPicture);
    }
  });

  it('with a status that nobody knows has refused', async () => {
    const bench: FingerBench = setUp({
      fromModule: (bytes, nth, pass) =>
        pass(
          nth === 3
            ? buildPacket({ address: 0xffffffff, kind: 'acknowledge', payload: Uint8Array.of(0x7f) })
            : bytes,
        ),
    });
    await bench.ready();
    expect(await bench.answer(bench.reader.verify(template, never))).toEqual({
      ok: false,
      error: { code: 'fingerprint-refused', detail: 'GetImage: 7F: unknown status' },
    });
    await bench.ready();
  });
});

describe('the cable', () => {
  // After each answer of a verification: GetImage, GenChar, DownChar, ReadSysPara, Match.
  it.each([1, 2, 3, 4, 5])(
    'pulled at exchange %i ends the verification, and the next one is right',
    async (nth) => {
      const bench = setUp();
      await bench.ready();
      bench.put(template);
      bench.misbehave({ kind: 'pull', afterExchanges: nth });
      const asked = await bench.answer(bench.reader.verify(template, never));
      // The answer to Match goes out with the last exchange.
      expect(asked.ok ? asked.value.matched : asked.error.code).toBe(
        nth === 5 && asked.ok ? true : 'port-lost',
      );
      await bench.until('it is lost', () => bench.health.some((one) => one === 'failing port-lost'));
      bench.emulator.command({ action: 'plug', device: 'finger' });
      await bench.ready();
      expect(bench.stained).toBe(0);
      expect(await bench.answer(bench.reader.verify(otherTemplate, never))).toMatchObject({
        value: { matched: false },
      });
    },
  );

  it('lost without the module losing its power: the buffers are overwritten before it is ready again', async () => {
    const bench: FingerBench = setUp({
      fromModule: (bytes, nth, pass) => {
        if (nth === 7) bench.socket.pull();
        else pass(bytes);
      },
    });
    await bench.ready();
    bench.put(template);
    expect(await bench.answer(bench.reader.verify(template, never))).toMatchObject({
      error: { code: 'port-lost' },
    });
    expect(bench.stained).toBe(2);
    bench.socket.present = true;
    await bench.ready();
    expect(bench.stained).toBe(0);
  });

  it('that is not there is waited for', async () => {
    const bench = setUp();
    bench.socket.present = false;
    bench.socket.pull();
    await bench.until('nothing there', () => bench.health.at(-1) === 'failing port-unavailable');
    expect(await bench.reader.enrol(never)).toMatchObject({ error: { code: 'port-unavailable' } });
    bench.socket.present = true;
    await bench.ready();
  });
});
