import { beforeEach, describe, expect, it } from '@jest/globals';

import { fromHex, toHex } from '#drivers/core/hex.ts';
import { cable } from '#test/support/cable.ts';
import { otherTemplate, template } from '#test/support/finger-bench.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import { FingerprintEmulator } from './emulator.ts';
import { buildData, buildPacket, concat, PacketParser, type Packet } from './packets.ts';

const device = 'finger';
const address = 0xffffffff;

let emulator: FingerprintEmulator;
let send: (bytes: Uint8Array) => Promise<Packet[]>;

function plugIn(options: { readonly password?: number } = {}): void {
  emulator = new FingerprintEmulator({ device, clock: new HandClock(), ...options });
  connect();
}

function connect(): void {
  const { near, far } = cable();
  const parser = new PacketParser();
  let came: Packet[] = [];
  near.onData((bytes) => {
    for (const parsed of parser.push(bytes)) if (parsed.type === 'packet') came.push(parsed.packet);
  });
  emulator.connect(far);
  send = async (bytes) => {
    came = [];
    await near.write(bytes);
    await settled();
    return came;
  };
}

/** The payload of the one acknowledge that a command's payload is answered with. */
async function ask(hex: string): Promise<string> {
  const packets = await send(buildPacket({ address, kind: 'command', payload: fromHex(hex) }));
  return packets.map(({ kind, payload }) => (kind === 'acknowledge' ? toHex(payload) : kind)).join(' ');
}

function put(whose: Uint8Array | null, quality: 'good' | 'smudge' = 'good'): void {
  const base64 = whose === null ? null : Buffer.from(whose).toString('base64');
  expect(emulator.command({ action: 'put-finger', device, template: base64, quality })).toEqual({
    ok: true,
    value: undefined,
  });
}

/** A picture of the finger, and its characteristics in the buffer. */
async function take(whose: Uint8Array | null, buffer: 1 | 2): Promise<void> {
  put(whose);
  expect([await ask('01'), await ask(`020${buffer}`)]).toEqual(['00', '00']);
}

async function load(buffer: 1 | 2, data: Uint8Array): Promise<void> {
  expect(await ask(`090${buffer}`)).toBe('00');
  expect(await send(concat(buildData(address, data, 128)))).toEqual([]);
}

async function upload(buffer: 1 | 2): Promise<Uint8Array> {
  const [said, ...data] = await send(
    buildPacket({ address, kind: 'command', payload: Uint8Array.of(0x08, buffer) }),
  );
  expect(said?.payload).toEqual(Uint8Array.of(0));
  expect(data.map(({ kind }) => kind)).toEqual(['data', 'data', 'data', 'end-of-data']);
  return concat(data.map(({ payload }) => payload));
}

beforeEach(() => plugIn());

describe('literal exchanges', () => {
  it.each([
    ['GetImage without a finger', 'EF01FFFFFFFF010003010005', 'EF01FFFFFFFF07000302000C'],
    ['HandShake', 'EF01FFFFFFFF010003400044', 'EF01FFFFFFFF07000300000A'],
    ['VfyPwd', 'EF01FFFFFFFF0100071300000000001B', 'EF01FFFFFFFF07000300000A'],
    ['TemplateNum', 'EF01FFFFFFFF0100031D0021', 'EF01FFFFFFFF070005000000000C'],
    ['a command that there is not', 'EF01FFFFFFFF0100033F0043', 'EF01FFFFFFFF07000301000B'],
  ])('%s', async (_what, request, answer) => {
    const answers = await send(fromHex(request));
    expect(answers.map((packet) => toHex(buildPacket(packet)))).toEqual([answer]);
  });

  it.each([
    ['another address', 'EF0112345678010003010005'],
    ['a wrong sum', 'EF01FFFFFFFF010003010006'],
    ['data that nobody announced', 'EF01FFFFFFFF080003010C'],
  ])('%s is not answered', async (_what, request) => {
    expect(await send(fromHex(request))).toEqual([]);
  });
});

describe('fingers', () => {
  it('have pictures while they lie there', async () => {
    put(template);
    expect(emulator.state()).toMatchObject({ fingerOn: true });
    expect([await ask('01'), emulator.hasPicture]).toEqual(['00', true]);
    emulator.command({ action: 'lift-finger', device });
    expect(emulator.state()).toMatchObject({ fingerOn: false });
    expect([await ask('01'), emulator.hasPicture]).toEqual(['02', false]);
  });

  it('that are smudged, have no features or no picture have no characteristics', async () => {
    expect(await ask('0201')).toBe('15');
    put(template, 'smudge');
    expect([await ask('01'), await ask('0201')]).toEqual(['00', '06']);
    put(new Uint8Array());
    expect([await ask('01'), await ask('0201')]).toEqual(['00', '07']);
    expect(emulator.buffers).toEqual([]);
  });

  it('differ from capture to capture and match all the same', async () => {
    await take(template, 1);
    await take(template, 2);
    expect(await upload(1)).not.toEqual(await upload(2));
    expect(await ask('03')).toMatch(/^0000[0-9A-F]{2}$/);
  });

  it.each([
    ['another', otherTemplate],
    ['a stranger', null],
  ])('of %s do not match', async (_who, whose) => {
    await take(template, 1);
    await take(whose, 2);
    expect(await ask('03')).toMatch(/^0800[0-9A-F]{2}$/);
    expect(await ask('05')).toBe('0A');
  });

  it('become a template, which matches the next capture', async () => {
    await take(template, 1);
    await take(template, 2);
    expect(await ask('05')).toBe('00');
    const merged = await upload(1);
    expect(await upload(2)).toEqual(merged);
    await load(2, merged);
    await take(template, 1);
    expect(await ask('03')).toMatch(/^00/);
  });

  it('are not there to be compared before they were taken', async () => {
    expect([await ask('03'), await ask('05'), await ask('0801')]).toEqual(['080000', '0A', '0D']);
  });
});

describe('data', () => {
  it('comes back as it was sent', async () => {
    await load(2, template);
    expect(await upload(2)).toEqual(template);
  });

  it('of which a packet is spoiled is refused, and the buffer stays as it was', async () => {
    await load(2, template);
    expect(await ask('0902')).toBe('00');
    const [first, second, ...rest] = buildData(address, otherTemplate, 128);
    if (first === undefined || second === undefined) throw new Error('two packets');
    const spoiled = second.with(20, (second[20] ?? 0) ^ 1);
    const said = await send(concat([first, spoiled, ...rest]));
    expect(said.map(({ payload }) => toHex(payload))).toEqual(['0E']);
    expect(await upload(2)).toEqual(template);
  });

  it('that is broken off by a command is given up', async () => {
    expect(await ask('0902')).toBe('00');
    const [first] = buildData(address, template, 128);
    expect(await send(first ?? new Uint8Array())).toEqual([]);
    expect(await ask('40')).toBe('00');
    expect(emulator.buffers).toEqual([]);
  });
});

describe('the library', () => {
  it('stores, counts, finds, loads, deletes and empties', async () => {
    await take(template, 1);
    expect(await ask('06010005')).toBe('00');
    await take(otherTemplate, 1);
    expect(await ask('060100C7')).toBe('00');
    expect(await ask('1D')).toBe('000002');
    await take(template, 1);
    expect(await ask('0401000000C8')).toMatch(/^00000500[0-9A-F]{2}$/);
    expect(await ask('0401000600C2')).toBe('0900000000');
    expect(await ask('07020005')).toBe('00');
    expect(await ask('03')).toMatch(/^00/);
    expect(await ask('0C00050001')).toBe('00');
    expect(await ask('07020005')).toBe('0C');
    expect(await ask('1D')).toBe('000001');
    expect(await ask('0D')).toBe('00');
    expect(await ask('1D')).toBe('000000');
  });

  it('has 200 pages', async () => {
    await take(template, 1);
    expect(await ask('060100C8')).toBe('0B');
    expect(await ask('070100C8')).toBe('0B');
    expect(await ask('0C00C70002')).toBe('10');
    expect(await ask('06020001')).toBe('18');
  });
});

describe('power and password', () => {
  it('nothing is done before the password is told', async () => {
    plugIn({ password: 0x01020304 });
    expect(await ask('01')).toBe('13');
    expect(await ask('1301020305')).toBe('13');
    expect(await ask('1301020304')).toBe('00');
    expect(await ask('01')).toBe('02');
  });

  it('unplugged it loses buffers, picture and password, and keeps its library', async () => {
    plugIn({ password: 5 });
    await ask('1300000005');
    await take(template, 1);
    await ask('06010000');
    emulator.command({ action: 'unplug', device });
    expect(emulator.buffers).toEqual([]);
    expect(emulator.hasPicture).toBe(false);
    emulator.command({ action: 'plug', device });
    connect();
    expect(await ask('1D')).toBe('13');
    await ask('1300000005');
    expect(await ask('1D')).toBe('000001');
  });

  it('tells in its register whether it is unlocked and has a picture', async () => {
    plugIn({ password: 5 });
    await ask('1300000005');
    expect(await ask('0F')).toBe('000004000900C80003FFFFFFFF00020006');
    put(null);
    await ask('01');
    expect(await ask('0F')).toBe('00000C000900C80003FFFFFFFF00020006');
  });
});

it('misbehaves as it is told, and refuses what it does not have', async () => {
  emulator.command({ action: 'misbehave', device, misbehaviour: { kind: 'refuse', times: 1 } });
  expect([await ask('01'), await ask('01')]).toEqual(['13', '02']);
  emulator.command({ action: 'misbehave', device, misbehaviour: { kind: 'silent', times: 1 } });
  expect([await ask('01'), await ask('01')]).toEqual(['', '02']);
  expect(emulator.command({ action: 'pull-card', device })).toEqual({
    ok: false,
    error: { code: 'not-permitted', detail: 'a fingerprint reader has no pull-card' },
  });
});
