import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { DeviceCall } from '#contracts/devices.ts';
import type { LogEventName } from '#contracts/log-events.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { openEmbeddedHall } from '#hall/embedded.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { testConfig } from '#test/support/station-config.ts';
import { until } from '#test/support/until.ts';
import type { Identified } from '#station/identify/identified.ts';
import { openDataFolder } from '#station/journal/data-folder.ts';
import { openJournal } from '#station/journal/journal.ts';
import { reconcile, settle, settleWhenBack } from '#station/reconcile.ts';
import { gateOpenKind, openGate, recordPassage } from '#station/services/entry/act.ts';
import { sceneRegistry } from '#station/services/registry.ts';
import type { SceneInfo, ScenePorts } from '#station/services/scene.ts';
import { giveNumber, numberKind, printTicket } from '#station/services/ticket/act.ts';
import { quietLog } from '#test/support/halls.ts';

const config = testConfig();
const silent = { event: () => undefined };
const person: Identified = {
  key: 'k1',
  sealed: null,
  audit: 'AUDIT1',
  maskedName: '测*',
  priority: 'elderly',
  credential: 'identity-card',
  confirmed: true,
  notes: [],
};

/** A station's memory in a folder of its own, with devices that answer as told. */
class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'yikatong-reconcile-'));
  readonly logged: string[] = [];
  readonly calls: DeviceCall[] = [];
  answer: Result<object> = ok({ opened: true });
  ports!: ScenePorts;
  #close: () => void = () => undefined;

  constructor() {
    this.restart();
  }

  /** As after a crash: nothing is closed in order but the files. */
  restart(): void {
    this.#close();
    const clock = new HandClock();
    const folder = openDataFolder(this.folder, randomBytes);
    if (!folder.ok) throw new Error(folder.error.code);
    const journal = openJournal(folder.value, clock, randomUUID);
    const hall = openEmbeddedHall({
      file: join(this.folder, 'hall.db'),
      hall: config.hall,
      clock,
      log: quietLog,
    });
    if (!journal.ok || !hall.ok) throw new Error('stores');
    this.ports = {
      hall: hall.value,
      phoneUrl: () => null,
      journal: journal.value,
      call: ((call: DeviceCall) => {
        this.calls.push(call);
        return Promise.resolve(this.answer);
      }) as ScenePorts['call'],
      newId: randomUUID,
      log: { event: (name: LogEventName) => void this.logged.push(name) },
      metrics: { passage: () => undefined, numberGiven: () => undefined, printed: () => undefined },
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      qualification: null,
    };
    this.#close = () => {
      hall.value.close();
      journal.value.close();
      folder.value.release();
    };
  }

  info(page: 'kiosk' | 'gate', who: Identified | null = person): SceneInfo {
    const face = config.faces.find((one) => one.page === page);
    if (face === undefined) throw new Error('no face');
    return { config, face, person: who, seatedMode: false };
  }

  openKinds(): string[] {
    const open = this.ports.journal.openIntents();
    return open.ok ? open.value.map(({ kind }) => kind) : ['failed'];
  }

  async reconcile(): Promise<void> {
    const settled = await reconcile(sceneRegistry, this.ports, this.ports.log);
    if (!settled.ok) throw new Error(settled.error.code);
  }

  remove(): void {
    this.#close();
    rmSync(this.folder, { recursive: true });
  }
}

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.remove());

describe('a gate', () => {
  it('has its intent on record before it is asked to open, and the outcome after the passage', async () => {
    const opened = await openGate(bench.info('gate'), bench.ports);
    expect(opened).toMatchObject({ type: 'opened' });
    expect(bench.openKinds()).toEqual([gateOpenKind]);
    const opening = opened.type === 'opened' ? opened.opening : '';
    await recordPassage(opening, 'passed', bench.info('gate'), bench.ports);
    expect(bench.openKinds()).toEqual([]);
    expect(bench.ports.journal.outbox.claim()).toMatchObject({ value: { event: { topic: 'passage' } } });
  });

  it('that refuses leaves nothing open', async () => {
    bench.answer = fail('gate-no-answer');
    expect(await openGate(bench.info('gate'), bench.ports)).toMatchObject({
      type: 'refused',
      failure: { code: 'gate-no-answer' },
    });
    expect(bench.openKinds()).toEqual([]);
  });

  it('that was open when the power went is settled as unknown at the next start', async () => {
    await openGate(bench.info('gate'), bench.ports);
    bench.restart();
    await bench.reconcile();
    expect(bench.openKinds()).toEqual([]);
    expect(bench.logged).toContain('station-reconciled');
  });
});

describe('a number', () => {
  it('is given once, and shown again to the person who has it', async () => {
    const first = await giveNumber('pension', bench.info('kiosk'), bench.ports);
    const again = await giveNumber('pension', bench.info('kiosk'), bench.ports);
    expect(first).toMatchObject({ type: 'given', given: { ticket: { number: 'A001' }, existing: false } });
    expect(again).toMatchObject({ type: 'given', given: { ticket: { number: 'A001' }, existing: true } });
    expect(bench.openKinds()).toEqual([]);
  });

  it('that was durable when the power went stays valid, and the platform is told of it', async () => {
    bench.ports.journal.beginIntent({
      id: 'lost',
      kind: numberKind,
      body: { station: 'test-1', face: 'kiosk', business: 'advice', person: null, audit: 'x' },
    });
    const request = {
      key: 'lost',
      business: 'advice',
      person: null,
      priority: null,
      origin: 'test-1',
      audit: 'x',
    };
    await bench.ports.hall.issue(request);
    bench.restart();
    await bench.reconcile();
    expect(bench.openKinds()).toEqual([]);
    expect(await bench.ports.hall.findByKey('lost')).toMatchObject({
      value: { number: 'B001', state: 'waiting' },
    });
    expect(bench.ports.journal.outbox.claim()).toMatchObject({
      value: {
        event: {
          topic: 'ticket',
          station: 'test-1',
          person: null,
          body: { ticket: 'lost', business: 'advice', number: 'B001', face: 'kiosk', audit: 'x' },
        },
      },
    });
  });

  it('stays open over a start while the hall is away, and gets its outcome when it is back', async () => {
    const asked = { station: 'test-1', face: 'kiosk', business: 'advice', person: null, audit: 'x' };
    bench.ports.journal.beginIntent({ id: 'in-doubt', kind: 'give-number', body: asked });
    bench.restart();
    const away = { ...bench.ports.hall, findByKey: async () => fail('hall-unavailable') };
    const left = await reconcile(sceneRegistry, { ...bench.ports, hall: away }, silent);
    expect(left).toMatchObject({ ok: true, value: [{ id: 'in-doubt' }] });
    expect(bench.openKinds()).toEqual(['give-number']);

    let isAway = true;
    let changed = (): void => undefined;
    const line = {
      get away() {
        return isAway;
      },
      onChange: (listener: () => void) => {
        changed = listener;
      },
    };
    settleWhenBack(line, left.ok ? left.value : [], (open) =>
      settle(open, sceneRegistry, bench.ports, silent),
    );
    changed();
    expect(bench.openKinds()).toEqual(['give-number']);
    isAway = false;
    changed();
    await until('its outcome', () => bench.openKinds().length === 0);
  });

  it("leads to its place on the hall's phone page, where phones reach one", async () => {
    const ports = { ...bench.ports, phoneUrl: () => 'https://hall.example/phone/#ticket=' };
    const given = await giveNumber('pension', bench.info('kiosk'), ports);
    if (given.type !== 'given') throw new Error('refused');
    bench.answer = ok({ result: 'printed' });
    await printTicket({ ...given, copy: false }, bench.info('kiosk'), ports);
    expect(given.qr).toBe(`https://hall.example/phone/#ticket=${given.given.ticket.token}`);
    expect(bench.calls.at(-1)).toMatchObject({
      slip: { qr: given.qr, lines: expect.arrayContaining(['扫码看排队进度']) },
    });
  });

  it('of an unknown business is refused and leaves nothing open', async () => {
    expect(await giveNumber('nothing', bench.info('kiosk'), bench.ports)).toMatchObject({
      type: 'refused',
      failure: { code: 'business-unknown' },
    });
    expect(bench.openKinds()).toEqual([]);
  });

  it.each([
    [ok({ result: 'printed' }), { proof: 'printed', failure: null }],
    [ok({ result: 'paper-out' }), { proof: 'paper-out', failure: 'printer-paper-out' }],
    [ok({ result: 'unknown' }), { proof: 'unknown', failure: 'print-unproven' }],
    [fail('device-restarting'), { proof: 'unknown', failure: 'device-restarting' }],
  ] as const)('printed: %j', async (answer, outcome) => {
    const first = await giveNumber('pension', bench.info('kiosk'), bench.ports);
    if (first.type !== 'given') throw new Error('refused');
    bench.answer = answer;
    const printed = await printTicket({ ...first, copy: false }, bench.info('kiosk'), bench.ports);
    expect(printed).toEqual({ type: 'printed', print: outcome });
    expect(bench.openKinds()).toEqual([]);
    expect(JSON.stringify(bench.calls)).not.toContain('测*');
  });
});
