import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { effectiveConfiguration } from './effective.ts';
import { checkConfig, loadConfig } from './load.ts';

const services = ['entry', 'ticket', 'information'];
const configFolder = join(import.meta.dirname, '../../config');

const finger = { id: 'finger', driver: 'serial-fingerprint', port: { serial: '/dev/ttyUSB9' } };

function example(): unknown {
  return JSON.parse(readFileSync(join(configFolder, 'example.json'), 'utf8'));
}

/** Sets `path` (`devices.1.port.baud`) in the example; `undefined` takes it away. */
function set(root: unknown, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const target = keys.reduce((at, key) => Reflect.get(at as object, key), root) as object;
  if (value === undefined) Reflect.deleteProperty(target, last);
  else Object.defineProperty(target, last, { value, enumerable: true, configurable: true, writable: true });
}

/** What is wrong with the example after `changes`, as `path = value: remedy`. */
function problemsOf(changes: Readonly<Record<string, unknown>>): string[] {
  const config = example();
  for (const [path, value] of Object.entries(changes)) set(config, path, value);
  const checked = checkConfig(config, services);
  return checked.ok ? [] : checked.error.map(({ path, value, remedy }) => `${path} = ${value}: ${remedy.en}`);
}

describe('the configurations that ship', () => {
  it.each(['demo.json', 'example.json'])('%s is accepted', async (name) => {
    expect(await loadConfig(join(configFolder, name))).toMatchObject({ ok: true });
  });
});

describe('checkConfig', () => {
  it('takes a fingerprint module at the speed of its factory', () => {
    const config = example();
    set(config, 'devices.7', finger);
    set(config, 'faces.0.fingerprint', 'finger');
    const checked = checkConfig(config, services);
    expect(checked.ok ? checked.value.devices[7] : checked.error).toEqual({
      ...finger,
      port: { serial: '/dev/ttyUSB9', baud: 57_600 },
      address: 'FFFFFFFF',
      password: '00000000',
      least: 50,
    });
  });

  it('tells every problem at once, each with path, value and remedy', () => {
    const problems = problemsOf({
      'devices.1.port.baud': 12,
      'devices.6.unit': 'one',
      'faces.0.printer': 'gate',
      'hall.timeZone': 'Mars/Olympus',
      'platform.url': 'ftp://x',
      colour: 'red',
    });
    expect(problems).toEqual([
      'devices[1].port.baud = 12: allowed: at least 300',
      'devices[6].unit = "one": write a number',
      'platform.url = "ftp://x": write: stand-in, or an address such as https://platform.example.cn',
      'colour = "red": remove it or correct its spelling; see docs/configuration.md for what is allowed',
      'hall.timeZone = "Mars/Olympus": write an IANA name such as Asia/Shanghai',
      'faces[0].printer = "gate": name it under gate, or name another device',
    ]);
  });

  it.each<[string, Readonly<Record<string, unknown>>, string[]]>([
    ['a missing part', { hall: undefined }, ['hall = : add an object {…}']],
    [
      'a misspelt setting deep inside',
      { 'devices.1.port.bauds': 9600 },
      [
        'devices[1].port.bauds = 9600: remove it or correct its spelling; see docs/configuration.md for what is allowed',
      ],
    ],
    [
      'a port of no known kind',
      { 'devices.1.port': 'COM1' },
      ['devices[1].port = "COM1": write "emulated"; or write an object {…}'],
    ],
    [
      'an unknown driver',
      { 'devices.1.driver': 'usb' },
      [
        'devices[1].driver = "usb": write one of "pcsc", "vpcd", "sam-v", "hid-pos-scanner", "serial-scanner", "modbus-gate", "escpos-printer", "serial-fingerprint", "libfprint"',
      ],
    ],
    ['a time of day', { 'hall.dayStartsAt': '24:00' }, ['hall.dayStartsAt = "24:00": write: HH:MM']],
    [
      'the same device id twice',
      { 'devices.4.id': 'card', 'faces.1.credentials': ['gate-scanner'] },
      ['devices[4].id = "card": choose another, or remove the second entry'],
    ],
    [
      'the same port twice',
      { 'devices.6.port.serial': '/dev/ttyUSB0' },
      ['devices[6].port.serial = "/dev/ttyUSB0": choose another, or remove the second entry'],
    ],
    [
      'the same prefix twice',
      { 'hall.businesses.1.prefix': 'A' },
      ['hall.businesses[1].prefix = "A": choose another, or remove the second entry'],
    ],
    [
      'a prefix whose numbers are those of another business without the hall',
      { 'hall.businesses.1.prefix': 'AX' },
      ['hall.businesses[1].prefix = "AX": choose another prefix'],
    ],
    [
      'names that no screen has room for, or that mirror what stands beside them',
      { 'hall.name.en': 'x'.repeat(65), 'hall.businesses.0.name.zh': '综合\u202E受理' },
      [
        `hall.name.en = "${'x'.repeat(65)}": allowed: at most 64 characters`,
        String.raw`hall.businesses[0].name.zh = "综合\u{202e}受理": write: one line of text`,
      ],
    ],
    [
      'a city that is none, by a name that a subject cannot have',
      { 'hall.city': { nats: 'http://city.example', region: 'Nan An' } },
      [
        'hall.city.nats = "http://city.example": write: an address such as tls://city.example:4222',
        'hall.city.region = "Nan An": write: /^[a-z0-9][a-z0-9-]{0,31}$/',
        'hall.city.id = : add a string',
      ],
    ],
    [
      'opening hours without length',
      { 'hall.businesses.0.hours': { from: '09:00', to: '09:00' } },
      [
        'hall.businesses[0].hours = {"from":"09:00","to":"09:00"}: write two different times; remove hours for all day',
      ],
    ],
    [
      'a device that is not there',
      { 'faces.0.printer': 'drucker' },
      ['faces[0].printer = "drucker": name one of devices: printer'],
    ],
    [
      'a device of the wrong capability',
      { 'faces.0.credentials': ['card', 'printer'] },
      ['faces[0].credentials[1] = "printer": name it under printer, or name another device'],
    ],
    [
      'a reader in two faces',
      { 'faces.1.credentials': ['card'] },
      ['faces[1].credentials[0] = "card": a reader or scanner can serve one face only'],
    ],
    [
      'an unknown service',
      { 'faces.0.services': ['ticket', 'lottery'] },
      ['faces[0].services[1] = "lottery": name one of: entry, ticket, information'],
    ],
    [
      'entry without a gate',
      { 'faces.1.gate': undefined },
      ["faces[1].gate = : add the gate's device id, or remove entry"],
    ],
    [
      'an emulated device beside a real platform',
      { 'devices.1.port': 'emulated', dock: true },
      [
        'devices[1].port = "emulated": name a real port; for a demonstration write stand-in as platform.url',
        'dock = true: remove dock; for a demonstration write stand-in as platform.url',
      ],
    ],
    [
      'a finger reader that is none',
      { 'faces.0.fingerprint': 'printer' },
      ['faces[0].fingerprint = "printer": name it under printer, or name another device'],
    ],
    [
      'a finger reader for two faces, one of them a gate',
      { 'devices.7': finger, 'faces.0.fingerprint': 'finger', 'faces.1.fingerprint': 'finger' },
      [
        'faces[1].fingerprint = "finger": a reader or scanner can serve one face only',
        'faces[1].fingerprint = "finger": remove it, or move it to a kiosk',
      ],
    ],
    [
      "a finger reader's address and password that are none",
      { 'devices.7': { ...finger, address: 'ffffffff', password: 'cafe' } },
      [
        'devices[7].address = "ffffffff": write: eight hexadecimal digits, capitals',
        'devices[7].password = "***": write: eight hexadecimal digits, capitals',
      ],
    ],
    [
      'cameras where they cannot be',
      { 'faces.0.camera': 'emulated', 'faces.1.camera': 'browser', dock: true },
      [
        'faces[1].camera = "browser": remove it, or move it to a kiosk',
        'faces[0].camera = "emulated": write browser; for a demonstration write stand-in as platform.url',
        'dock = true: remove dock; for a demonstration write stand-in as platform.url',
      ],
    ],
    [
      'a pattern that could take for ever',
      { 'codes.patterns.0.pattern': '^(a+)+$' },
      [
        'codes.patterns[0].pattern = "^(a+)+$": put no count inside a count, and give lengths such as {20,200}',
      ],
    ],
    [
      'a request longer than the identification',
      { delays: { identifyMs: 1000 } },
      ['delays.platformRequestMs = : less than 1000 (delays.identifyMs)'],
    ],
    [
      'a request as long as the identification',
      { delays: { identifyMs: 1000, platformRequestMs: 1000 } },
      ['delays.platformRequestMs = 1000: less than 1000 (delays.identifyMs)'],
    ],
  ])('refuses %s', (_name, changes, expected) => {
    expect(problemsOf(changes)).toEqual(expected);
  });

  it.each(['a string', 7, null, true, []])('refuses %p in place of the whole', (value) => {
    expect(checkConfig(value, services)).toMatchObject({
      ok: false,
      error: [{ path: '', remedy: { en: 'write an object {…}' } }],
    });
  });

  it('answers to any JSON with problems that have a remedy, and never throws', () => {
    const paths = [
      'station',
      'hall',
      'hall.businesses',
      'hall.businesses.0.hours',
      'devices',
      'devices.1.port',
      'devices.6.map',
      'faces.0',
      'faces.1.credentials',
      'platform.url',
      'codes.patterns.0.pattern',
      'delays',
      'display.pixelsPerMm',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const config = example();
        set(config, path, value);
        const checked = checkConfig(config, services);
        if (checked.ok) return;
        expect(checked.error.length).toBeGreaterThan(0);
        for (const problem of checked.error) {
          expect(problem.remedy.zh).not.toBe('');
          expect(problem.remedy.en).not.toBe('');
          expect(problem.value.length).toBeLessThanOrEqual(80);
        }
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(checkConfig(value, services).ok).toBe(false);
      }),
    );
  });

  it('shows no password of an address', () => {
    const problems = problemsOf({ 'platform.url': 'ftp://me:secret@host/' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('"ftp://***@host/"');
  });
});

describe('effectiveConfiguration', () => {
  it('holds the defaults and no password', () => {
    const config = example();
    set(config, 'platform.url', 'https://me:secret@platform.example.cn');
    set(config, 'devices.7', { ...finger, password: '0BADCAFE' });
    const checked = checkConfig(config, services);
    expect(checked.ok).toBe(true);
    if (!checked.ok) return;
    const effective = effectiveConfiguration(checked.value);
    expect(effective).not.toMatch(/secret|0BADCAFE/);
    expect(JSON.parse(effective)).toMatchObject({
      platform: { url: 'https://***@platform.example.cn' },
      delays: { identifyMs: 5000 },
      devices: expect.arrayContaining([expect.objectContaining({ id: 'gate', passageMs: 8000 })]),
    });
  });
});

describe('loadConfig of a file that is half, wrong or hostile', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'yikatong-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function problemOf(content: string | Buffer): Promise<string> {
    const file = join(folder, 'station.json');
    writeFileSync(file, content);
    const loaded = await loadConfig(file);
    return loaded.ok ? '' : loaded.error.map(({ path, problem }) => `${path}: ${problem.en}`).join('\n');
  }

  it('is refused with the place where the JSON breaks', async () => {
    const whole = readFileSync(join(configFolder, 'example.json'), 'utf8');
    expect(await problemOf(whole.slice(0, whole.length / 2))).toMatch(/^: not JSON: .+/);
    expect(await problemOf('')).toMatch(/^: not JSON: .+/);
  });

  it('is refused when it nests without end, before anything parses it', async () => {
    expect(await problemOf('['.repeat(500_000))).toBe(': nested deeper than 24 levels');
    expect(await problemOf(`{"station":"${'['.repeat(100)}"}`)).not.toContain('nested');
  });

  it('is refused when it is too large', async () => {
    expect(await problemOf(`"${'x'.repeat(1024 * 1024)}"`)).toBe(': the file is larger than 1024 KB');
  });

  it('is refused when it names a prototype', async () => {
    expect(await problemOf('{"hall":{"__proto__":{"name":1}}}')).toBe(
      'hall.__proto__: a key that is not allowed',
    );
  });

  it('is refused when a setting stands there twice', async () => {
    expect(await problemOf('{"hall":{"timeZone":"UTC","timeZone":"Asia/Shanghai"}}')).toBe(
      'hall.timeZone: is written twice',
    );
  });

  it('is refused when it is not UTF-8', async () => {
    expect(await problemOf(Buffer.from([0x7b, 0xd6, 0xd0, 0x7d]))).toBe(': not in UTF-8');
  });

  it('is refused when there is none, or it is no file', async () => {
    expect(await loadConfig(join(folder, 'none.json'))).toMatchObject({ ok: false, error: [{ path: '' }] });
    expect(await loadConfig('/dev/zero')).toMatchObject({
      ok: false,
      error: [{ problem: { en: 'not a regular file' } }],
    });
  });

  it('accepts the byte order mark of a Windows editor', async () => {
    expect(await problemOf(`\uFEFF${readFileSync(join(configFolder, 'example.json'), 'utf8')}`)).toBe('');
  });

  it('finds the key file beside the configuration, and says when it is not there', async () => {
    const config = example();
    set(config, 'platform.keyFile', 'terminal.key');
    expect(await problemOf(JSON.stringify(config))).toBe('platform.keyFile: the key file cannot be read');
    writeFileSync(join(folder, 'terminal.key'), 'key');
    expect(await loadConfig(join(folder, 'station.json'))).toMatchObject({
      ok: true,
      value: { platform: { keyFile: join(folder, 'terminal.key') } },
    });
  });

  it("finds the file of a hall's token in the same way, and takes a hall in one place only", async () => {
    const config = example();
    set(config, 'hall.server', { url: 'http://10.0.0.5:8700', tokenFile: 'hall.token' });
    expect(await problemOf(JSON.stringify(config))).toBe(
      'hall.server.tokenFile: the key file cannot be read',
    );
    writeFileSync(join(folder, 'hall.token'), 'token');
    expect(await loadConfig(join(folder, 'station.json'))).toMatchObject({
      ok: true,
      value: { hall: { server: { tokenFile: join(folder, 'hall.token') } } },
    });
    set(config, 'hall.serve', { port: 0 });
    set(config, 'hall.city', { nats: 'nats://127.0.0.1', region: 'nanan', id: 'hall-1' });
    expect(await problemOf(JSON.stringify(config))).toBe(
      [
        'hall.serve: the hall is on its server; there is none here to serve',
        'hall.city: the hall is on its server, which tells the city itself',
      ].join('\n'),
    );
  });

  it("finds the file of the city's credentials in the same way", async () => {
    const config = example();
    const city = { nats: 'tls://city.example:4222', region: 'nanan', id: 'hall-1' };
    set(config, 'hall.city', { ...city, credentialsFile: 'city.creds' });
    expect(await problemOf(JSON.stringify(config))).toBe(
      'hall.city.credentialsFile: the key file cannot be read',
    );
    writeFileSync(join(folder, 'city.creds'), 'hall-1:secret');
    expect(await loadConfig(join(folder, 'station.json'))).toMatchObject({
      ok: true,
      value: { hall: { city: { ...city, credentialsFile: join(folder, 'city.creds') } } },
    });
  });
});
