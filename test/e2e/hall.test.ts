/**
 * A hall from end to end, as `npm run hall:demo` starts it, in a real browser: two kiosks give numbers, staff call from their pages,
 * the board shows and speaks, a person rates, and the statistics say to the digit what happened.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import type { HallEvent } from '#contracts/hall/events.ts';
import type { Percentiles, StatisticsRow } from '#contracts/hall/statistics.ts';
import { syntheticPeople } from '#platform/people.ts';
import { personKey } from '#station/journal/person-key.ts';
import { connect, type Connection } from '#test/bench/hall/ask.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { DockPage } from '#test/support/dock-page.ts';
import { HallDemo } from '#test/support/hall-demo.ts';
import { findNeedles } from '#test/support/needles.ts';
import { needs } from '#test/support/needs.ts';
import { processesOf } from '#test/support/processes-of.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/hall');

/** Notes every sound at the moment at which it is given to the loudspeaker, with its loudness. */
const noteSounds = `
  window.played = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...when) {
    const samples = this.buffer.getChannelData(0);
    window.played.push({ seconds: this.buffer.duration, loudest: Math.max(...samples.slice(0, 44100)) });
    return start.apply(this, when);
  };
`;

needs(
  'chromium',
  'espeak',
  'linux',
)('a hall of two kiosks, three windows and a board', () => {
  let demo: HallDemo;
  let browser: Browser;
  let kiosks: readonly DockPage[];
  let callers: readonly Page[];
  let board: Page;
  let administrator: Connection;
  let kioskLine: Connection;
  const events: HallEvent[] = [];

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    demo = await HallDemo.start();
    browser = await launchChromium(['--autoplay-policy=no-user-gesture-required']);
    administrator = connect(hallUrl(), demo.token('administrator'));
    kioskLine = connect(hallUrl(), demo.token('kiosk'));
    kiosks = [
      await DockPage.open(browser, demo.address('Kiosk 1'), { gate: false }),
      await DockPage.open(browser, demo.address('Kiosk 2'), { gate: false }),
    ];
    callers = [await signIn(1, '李'), await signIn(2, '王')];
    board = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await board.addInitScript(noteSounds);
    await board.goto(demo.address('Board'));
    await board.getByText('云江区政务服务中心').waitFor();
  }, 120_000);

  afterAll(async () => {
    administrator?.end();
    kioskLine?.end();
    await browser?.close();
    await demo?.remove();
  }, 30_000);

  const hallUrl = (): string => new URL('/', demo.address('Board')).href;
  const kiosk = (number: number): DockPage => kiosks[number - 1] ?? fail(`no kiosk ${number}`);
  const caller = (number: number): Page => callers[number - 1] ?? fail(`no window ${number}`);

  async function signIn(window: number, name: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.setDefaultTimeout(10_000);
    await page.goto(demo.address(`Window ${window}`));
    await page.getByLabel(`${window} 号窗口`).check();
    await page.getByLabel('您是谁').selectOption({ label: name });
    await page.getByRole('button', { name: '登录并开窗' }).click();
    await page.getByRole('region', { name: '当前号' }).waitFor();
    return page;
  }

  /** A person takes a number with the card; resolves to what the screen says. */
  async function takeNumber(at: DockPage, person: number, business: RegExp): Promise<string> {
    await at.choosePerson(person);
    await at.press('kiosk-card', '插卡');
    await at.touch(business);
    await at.kiosk.getByText('请取走号票').first().waitFor();
    const shown = await at.kiosk.locator('main').first().innerText();
    await at.leave();
    return shown;
  }

  async function press(window: number, key: string): Promise<void> {
    const page = caller(window);
    await page.keyboard.press(key);
    await page.getByText('正在送出').waitFor({ state: 'detached' });
  }

  async function newEvents(): Promise<readonly HallEvent[]> {
    const { events: portion } = await administrator.ask('events', {
      since: events.at(-1)?.seq ?? 0,
      limit: 1000,
    });
    events.push(...portion);
    return events;
  }

  const atWindow = (window: number, number: string): Promise<void> =>
    caller(window).getByRole('region', { name: '当前号' }).getByText(number).first().waitFor();
  const onBoard = (number: string): Promise<void> =>
    board.locator('.board-called').getByText(number).waitFor({ timeout: 10_000 });

  it('the kiosk says how many wait and how long, before and on the number', async () => {
    const first = await takeNumber(kiosk(1), 3, /社保卡业务/);
    expect(first).toMatch(/C001[^]*前面没有人了/);
    const second = await takeNumber(kiosk(2), 4, /社保卡业务/);
    expect(second).toMatch(/C002[^]*前面还有 1 人，约 \d+ 分钟/);
    await takeNumber(kiosk(1), 5, /医疗保障/);
    await kiosk(1).choosePerson(6);
    await kiosk(1).press('kiosk-card', '插卡');
    await kiosk(1)
      .kiosk.getByRole('button', { name: /社保卡业务[^]*2 人等候，约 \d+ 分钟/ })
      .waitFor();
    await kiosk(1).page.screenshot({ path: join(pictures, 'waits.png') });
    await kiosk(1).leave();
  }, 60_000);

  it('an appointment of today is told and taken with one touch', async () => {
    const version = await administrator.ask('configuration', {});
    const slot = { business: 'qualification', weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59' };
    await administrator.ask('changeConfiguration', {
      expected: version.version,
      by: 'test',
      configuration: {
        ...version.configuration,
        appointments: { ...version.configuration.appointments, slots: [{ ...slot, capacity: 5 }] },
      },
    });
    const { key } = await kioskLine.ask('personKey', {});
    const person = syntheticPeople()[7]?.person ?? fail('no person 7');
    const { day } = await administrator.ask('about', {});
    await kioskLine.ask('book', {
      key: 'booked-online',
      business: 'qualification',
      person: personKey(Buffer.from(key, 'base64url'), person.number),
      date: day.date,
      from: '00:00',
    });
    const at = kiosk(1);
    await at.choosePerson(7);
    await at.press('kiosk-card', '插卡');
    const offered = at.kiosk.getByRole('button', { name: /待遇资格认证[^]*您预约了今天 00:00–23:59/ });
    await offered.waitFor();
    await at.page.screenshot({ path: join(pictures, 'appointment.png') });
    await offered.click();
    await at.kiosk.getByText(/^B\d{3}$/).waitFor();
    await at.leave();
    const [checkedIn] = (await administrator.ask('appointments', { date: day.date })).filter(
      ({ id }) => id === 'booked-online',
    );
    expect(checkedIn?.state).toBe('checked-in');
  }, 60_000);

  it('two windows call, and the board shows and speaks', async () => {
    // Whoever came with an appointment is before those who came earlier without one.
    await press(1, 'F2');
    await atWindow(1, 'B001');
    await onBoard('B001');
    await press(2, 'F2');
    await atWindow(2, 'C001');
    await onBoard('C001');
    await until(
      'both calls are spoken',
      async () => (await board.evaluate('window.played.filter(({ seconds }) => seconds > 1).length')) === 4,
      40_000,
    );
    const played = await board.evaluate<{ seconds: number; loudest: number }[]>('window.played');
    for (const { loudest } of played) expect(loudest).toBeGreaterThan(0.01);
    await board.screenshot({ path: join(pictures, 'board.png') });
    expect(await board.locator('body').innerText()).not.toMatch(/张|李|王/);
  }, 90_000);

  it('a call for help reaches the windows, and their answer comes back', async () => {
    await kiosk(2).touch('求助');
    await kiosk(2).kiosk.getByText('已呼叫工作人员').waitFor();
    await caller(1).getByRole('button', { name: '我去 kiosk-2:kiosk' }).click();
    await kiosk(2).kiosk.getByText('工作人员马上就来').waitFor();
    await kiosk(2).page.screenshot({ path: join(pictures, 'help-answered.png') });
    await kiosk(2).touch('知道了');
    await expect(caller(1).getByRole('button', { name: '我去 kiosk-2:kiosk' }).count()).resolves.toBe(0);
  }, 30_000);

  it('a finished service is rated on the phone, and a bad grade is followed up', async () => {
    await press(1, 'F2');
    const first = (await newEvents()).find(({ body }) => body.kind === 'ticket-finished');
    if (first?.body.kind !== 'ticket-finished') throw new Error('nothing was finished');
    const { ticket } = first.body;
    const held = await kioskLine.ask('findByKey', { key: ticket });
    const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' });
    // What the ticket's QR leads to.
    await phone.goto(`${hallUrl()}phone/#ticket=${held.ticket?.token ?? ''}`);
    await phone.getByRole('button', { name: '不满意', exact: true }).click();
    await phone.getByText('您的评价：不满意').waitFor();
    await phone.screenshot({ path: join(pictures, 'phone.png') });
    await caller(1).getByText('差评回访').click();
    await caller(1).locator('.follow-ups').getByText('B001').waitFor();
    await expect(caller(1).locator('.follow-ups').innerText()).resolves.toMatch(/B001 · 不满意/);
  }, 30_000);

  it('the statistics say to the digit what happened', async () => {
    await press(1, 'F2');
    await press(2, 'F2');
    await newEvents();
    const { day } = await administrator.ask('about', {});
    for (const by of ['total', 'business', 'window'] as const) {
      const rows = await administrator.ask('statistics', { from: day.date, to: day.date, by });
      expect(rows).toEqual(countedBy(by, events));
    }
  }, 30_000);

  it('ends with Ctrl-C, and leaves nothing running', async () => {
    expect((await processesOf(demo.data)).length).toBeGreaterThan(3);
    await demo.stop();
    expect(demo.output).toMatch(/Ending the hall\.\s*$/);
    expect(await processesOf(demo.data)).toEqual([]);
  }, 30_000);

  it('names nobody in what the hall keeps', () => {
    const names = syntheticPeople()
      .slice(3, 8)
      .flatMap(({ person: { name, number } }) => [name, number]);
    expect(findNeedles(demo.data, names)).toEqual([]);
  });
});

function fail(why: string): never {
  throw new Error(why);
}

/** One wait and service of a ticket, as its events tell it. */
interface Told {
  readonly business: string;
  readonly since: number;
  window: string | null;
  firstCalledAt: number | null;
  lastCalledAt: number;
  finishedAt: number | null;
  begunAt: number | null;
  grade: number | null;
}

/** Counted from nothing but the events, by other code than the hall's. */
function countedBy(by: 'total' | 'business' | 'window', events: readonly HallEvent[]): StatisticsRow[] {
  const told = new Map<string, Told>();
  for (const { at, body } of events) {
    if (body.kind === 'ticket-issued')
      told.set(body.ticket, {
        business: body.business,
        since: at,
        window: null,
        firstCalledAt: null,
        lastCalledAt: 0,
        finishedAt: null,
        begunAt: null,
        grade: null,
      });
    if (!('ticket' in body)) continue;
    const one = told.get(body.ticket);
    if (one === undefined) continue;
    if (body.kind === 'ticket-called') {
      one.window = body.window;
      one.firstCalledAt ??= at;
      one.lastCalledAt = at;
    }
    if (body.kind === 'ticket-begun') one.begunAt = at;
    if (body.kind === 'ticket-finished') one.finishedAt = at;
    if (body.kind === 'rated') one.grade = body.grade;
  }
  const keyOf = (one: Told): string | null =>
    by === 'total' ? 'total' : by === 'business' ? one.business : one.window;
  const keys = new Set([...told.values()].flatMap((one) => keyOf(one) ?? []));
  return [...keys].toSorted().map((key) => {
    const all = [...told.values()].filter((one) => keyOf(one) === key);
    const finished = all.filter((one) => one.finishedAt !== null);
    return {
      key,
      arrivals: by === 'window' ? null : all.length,
      called: all.filter((one) => one.firstCalledAt !== null).length,
      finished: finished.length,
      noShows: 0,
      transfers: 0,
      neverCalled: 0,
      wait: ranks(all.flatMap((one) => (one.firstCalledAt === null ? [] : [one.firstCalledAt - one.since]))),
      service: ranks(finished.map((one) => (one.finishedAt ?? 0) - (one.begunAt ?? one.lastCalledAt))),
      grades: [1, 2, 3, 4, 5].map((grade) => all.filter((one) => one.grade === grade).length) as [
        number,
        number,
        number,
        number,
        number,
      ],
    };
  });
}

/** The smallest value that at least the share of all do not exceed, found by trying each. */
function ranks(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null;
  const at = (share: number): number =>
    Math.min(
      ...values.filter((value) => values.filter((other) => other <= value).length >= share * values.length),
    );
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
