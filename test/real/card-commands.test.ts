/** `yikatong card read`, `devices` and `emulate card` as a script runs them, over the real pcscd. */
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';

import { systemClock } from '#contracts/clock.ts';
import { VpcdEmulator } from '#drivers/vpcd/emulator.ts';
import { syntheticCard, syntheticHolder } from '#test/support/cards.ts';
import { yikatong } from '#test/support/cli.ts';
import { needs } from '#test/support/needs.ts';
import { acknowledgeAtOnce, Pcscd } from '#test/support/pcscd.ts';
import { Program } from '#test/support/program.ts';

// Another suite may have to end with its pcscd first.
jest.setTimeout(180_000);

needs('pcscd', 'vpcd')('commands for cards', () => {
  let restoreRoute: () => void;
  let pcscd: Pcscd;
  let card: VpcdEmulator;

  beforeAll(async () => {
    pcscd = await Pcscd.start();
    restoreRoute = acknowledgeAtOnce();
    card = new VpcdEmulator({ device: 'card', host: '127.0.0.1', port: pcscd.port, clock: systemClock });
  });

  afterEach(async () => {
    card.misbehave(null);
    card.pull();
    await pcscd.readersEmpty();
  });

  afterAll(async () => {
    restoreRoute();
    await pcscd.end();
  });

  it('card read --reveal --json prints everything and exits 0', async () => {
    await card.insert(syntheticCard());
    const { exitCode, json } = await yikatong(['card', 'read', '--wait', '5', '--reveal', '--json']);
    expect(json).toEqual({
      kind: 'social-security-card',
      specVersion: '2.00',
      cardClass: '1',
      issuer: '500110000000000000000001',
      issuerRegion: '500110',
      cardNumber: 'A12345678',
      cardIdentificationCode: '500110D1560000059911014500000001',
      issuedOn: '2021-03-15',
      expiresOn: '2031-03-14',
      expired: false,
      algorithm: 'sm4',
      holderAccess: 'free',
      holder: syntheticHolder,
      reader: pcscd.reader,
      atr: '3B6D000059494B41544F4E472D44454D4F',
      apduCount: 15,
      durationMs: expect.any(Number),
    });
    expect(exitCode).toBe(0);
  });

  it('masks the holder unless told otherwise, for people as well', async () => {
    await card.insert(syntheticCard({ expiresOn: '2021-03-14' }));
    const masked = await yikatong(['card', 'read', '--wait', '5', '--json']);
    expect(masked.json).toMatchObject({
      expired: true,
      holder: { name: '张*', socialSecurityNumber: '5****************X' },
    });
    const lines = await yikatong(['card', 'read', '--wait', '5']);
    expect(lines.stdout).toContain('2021-03-14 (expired)');
    for (const { stdout } of [masked, lines]) {
      expect(stdout).not.toContain(syntheticHolder.name);
      expect(stdout).not.toContain(syntheticHolder.socialSecurityNumber);
    }
  });

  it('finds the card in whichever reader it is', async () => {
    const second = new VpcdEmulator({
      device: 'card',
      host: '127.0.0.1',
      port: pcscd.port + 1,
      clock: systemClock,
    });
    await second.insert(syntheticCard({ specVersion: '3.00' }));
    const { json } = await yikatong(['card', 'read', '--wait', '5', '--json']);
    expect(json).toMatchObject({
      holderAccess: 'needs-authentication',
      holder: null,
      reader: expect.stringMatching(/ 01$/),
    });
    second.pull();
  });

  it.each([
    ['no card', [], 'no-card'],
    ['no card for a second', ['--wait', '1'], 'no-card'],
    ['no such reader', ['--reader', 'nonesuch'], 'no-reader'],
  ])('%s: prints the error and exits 1', async (_what, args, code) => {
    const { exitCode, json } = await yikatong(['card', 'read', '--json', ...args]);
    expect(json).toEqual({
      error: { code, message: expect.stringMatching(/\w/), remedy: expect.stringMatching(/\w/) },
    });
    expect(exitCode).toBe(1);
  });

  it.each([
    ['mute', 'card-mute'],
    ['other-application', 'not-a-social-security-card'],
    ['damaged', 'card-damaged'],
  ] as const)('a card that is %s', async (oddity, code) => {
    await card.insert(syntheticCard({ oddity }));
    const { exitCode, json } = await yikatong(['card', 'read', '--wait', '5', '--json']);
    expect(json).toMatchObject({ error: { code } });
    expect(exitCode).toBe(1);
  });

  it('a card that is pulled', async () => {
    card.misbehave({ kind: 'pull', afterExchanges: 5 });
    await card.insert(syntheticCard());
    const { exitCode, json } = await yikatong(['card', 'read', '--wait', '5', '--json']);
    expect(json).toMatchObject({ error: { code: 'card-removed' } });
    expect(exitCode).toBe(1);
  });

  it('a card that says nothing: the command ends although the call into PC/SC does not', async () => {
    card.misbehave({ kind: 'silent', times: null });
    await card.insert(syntheticCard());
    const start = performance.now();
    const { exitCode, json } = await yikatong(['card', 'read', '--wait', '5', '--json']);
    expect(json).toMatchObject({ error: { code: 'timeout' } });
    expect(exitCode).toBe(1);
    expect(performance.now() - start).toBeLessThan(30_000);
  });

  it('devices lists the readers and the driver that takes them', async () => {
    const { exitCode, json } = await yikatong(['devices', '--json']);
    expect(json).toMatchObject({
      readers: [
        { name: pcscd.reader, driver: 'pcsc' },
        { name: pcscd.reader.replace(/0$/, '1'), driver: 'pcsc' },
      ],
      problems: [],
    });
    expect(exitCode).toBe(0);
  });

  it('emulate card puts a card in until it is stopped', async () => {
    const port = String(pcscd.port);
    const emulator = new Program('cli/main.ts', [
      'emulate',
      'card',
      '--port',
      port,
      '--version',
      '1.00',
      '--json',
    ]);
    expect(await emulator.ready()).toMatchObject({ event: 'inserted', port: pcscd.port, version: '1.00' });
    const { json } = await yikatong(['card', 'read', '--wait', '5', '--json']);
    expect(json).toMatchObject({ kind: 'social-security-card', specVersion: '1.00' });
    await emulator.stop();
    expect(emulator.child.exitCode).toBe(0);
  });

  it('emulate card says when nobody listens', async () => {
    const { exitCode, json } = await yikatong(['emulate', 'card', '--port', '1', '--json']);
    expect(json).toMatchObject({ error: { code: 'port-unavailable' } });
    expect(exitCode).toBe(1);
  });

  it('says that PC/SC is not available', async () => {
    await pcscd.stop();
    const { exitCode, json } = await yikatong(['card', 'read', '--wait', '5', '--json']);
    expect(json).toMatchObject({ error: { code: 'pcsc-unavailable' } });
    expect(exitCode).toBe(1);
    expect((await yikatong(['devices', '--json'])).json).toMatchObject({
      readers: [],
      problems: [{ code: 'pcsc-unavailable' }],
    });
    await pcscd.startAgain();
  });
});
