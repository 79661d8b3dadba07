/**
 * A hall from end to end, as `npm run hall:demo` starts it, in a real browser: two kiosks give numbers, staff call from their pages,
 * the board shows and speaks, a person rates, and the statistics say to the digit what happened.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import type { HallEvent } from '#contracts/hall/events.ts';
import { syntheticPeople } from '#platform/people.ts';
import { personKey } from '#station/journal/person-key.ts';
import { connect, type Connection } from '#test/bench/hall/ask.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { countHall, rowInCsv, rowOnPage } from '#test/support/count-hall.ts';
import { DockPage } from '#test/support/dock-page.ts';
import { HallDemo } from '#test/support/hall-demo.ts';
import { heardBy, hearSounds } from '#test/support/hear-sounds.ts';
import { findNeedles } from '#test/support/needles.ts';
import { needs } from '#test/support/needs.ts';
import { processesOf } from '#test/support/processes-of.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/hall');

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
    await board.addInitScript(hearSounds);
    await board.goto(demo.address('Board'));
    await board.getByText('云江区政务服务中心').waitFor();
  });

  afterAll(async () => {
    administrator?.end();
    kioskLine?.end();
    await browser?.close();
    await demo?.remove();
  });

  const hallUrl = (): string => new URL('/', demo.address('Board')).href;
  const kiosk = (number: number): DockPage => kiosks[number - 1] ?? fail(`no kiosk ${number}`);
  const caller = (number: number): Page => callers[number - 1] ?? fail(`no window ${number}`);

  async function signIn(window: number, name: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
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
    // Before the answer to the press before, another one is not taken; a key is one frame after its button.
    await page.locator('button:enabled', { hasText: new RegExp(`${key}$`) }).waitFor();
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
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
    caller(window).locator('.current-number').getByText(number).waitFor();
  const onBoard = (number: string): Promise<void> =>
    board.locator('.board-called').getByText(number).waitFor();

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
  });

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
    const offered = at.kiosk.getByRole('button', {
      name: /资格认证（窗口办理）[^]*您预约了今天 00:00\u2060–\u206023:59/,
    });
    await offered.waitFor();
    await at.page.screenshot({ path: join(pictures, 'appointment.png') });
    await offered.click();
    await at.kiosk.getByText(/^B\d{3}$/).waitFor();
    await at.leave();
    const [checkedIn] = (await administrator.ask('appointments', { date: day.date })).filter(
      ({ id }) => id === 'booked-online',
    );
    expect(checkedIn?.state).toBe('checked-in');
  });

  it('two windows call, and the board shows and speaks', async () => {
    // Whoever came with an appointment is before those who came earlier without one.
    await press(1, 'F2');
    await atWindow(1, 'B001');
    await onBoard('B001');
    await press(2, 'F2');
    await atWindow(2, 'C001');
    await onBoard('C001');
    await until('both calls are heard twice', async () => (await heardBy(board)).length === 4, 40_000);
    await board.screenshot({ path: join(pictures, 'board.png') });
    expect(await board.locator('body').innerText()).not.toMatch(/张|李|王/);
  });

  it('a call for help reaches the windows, and their answer comes back', async () => {
    await kiosk(2).touch('求助');
    await kiosk(2).kiosk.getByText('已呼叫工作人员').waitFor();
    const called = caller(1).getByRole('button', { name: '我去 kiosk-2:kiosk' });
    await called.click();
    await kiosk(2).kiosk.getByText('工作人员马上就来').waitFor();
    await kiosk(2).page.screenshot({ path: join(pictures, 'help-answered.png') });
    await kiosk(2).touch('知道了');
    await until('nobody is asked any more', async () => (await called.count()) === 0);
    // Taken back before anybody goes.
    await kiosk(2).touch('求助');
    const go = caller(2).getByRole('button', { name: '我去 kiosk-2:kiosk' });
    await go.waitFor();
    await kiosk(2).touch('不用了');
    await go.waitFor({ state: 'detached' });
    await expect(called.count()).resolves.toBe(0);
  });

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
  });

  it('somebody does not come, somebody is sent on to another window', async () => {
    await atWindow(1, 'C002');
    await press(1, 'F10');
    await caller(1)
      .getByRole('group', { name: '转到哪里' })
      .getByRole('button', { name: '就业服务', exact: true })
      .click();
    await caller(1).getByText('窗口空着').waitFor();
    await press(2, 'F2');
    await atWindow(2, 'D001');
    // In the second after a call nobody else is called: the second tap of a double tap.
    await caller(2)
      .locator('.current-facts')
      .getByText(/0:0[2-9]|0:[1-5]\d|[1-9]:\d\d/)
      .waitFor();
    await press(2, 'F3');
    await atWindow(2, 'C002');
    await press(2, 'F6');
    await caller(2).getByText('办理中').waitFor();
    await press(2, 'F7');
    await caller(2).getByText('窗口空着').waitFor();
    // And one whom nobody calls.
    await takeNumber(kiosk(2), 6, /社保卡业务/);
    const happened = (await newEvents()).map(({ body }) => body.kind);
    expect(happened).toEqual(expect.arrayContaining(['ticket-transferred', 'ticket-passed-over']));
  });

  describe('the statistics say to the digit what happened', () => {
    /** How a row is named on the page and in the CSV. */
    const groups = {
      business: {
        label: '业务',
        onPage: (key: string) => businesses.get(key) ?? '',
        inCsv: (key: string) => businesses.get(key) ?? '',
      },
      window: {
        label: '窗口',
        onPage: (key: string) => `${key.slice(1)} 号窗口`,
        inCsv: (key: string) => key.slice(1),
      },
      hour: { label: '时段', onPage: (key: string) => `${key}:00`, inCsv: () => '' },
      day: { label: '日期', onPage: (key: string) => key.slice(5), inCsv: () => '' },
    } as const;
    const businesses = new Map<string, string>();
    let timeZone: string;
    let page: Page;

    beforeAll(async () => {
      await newEvents();
      ({ timeZone } = await administrator.ask('about', {}));
      const { configuration } = await administrator.ask('configuration', {});
      for (const { id, name } of configuration.businesses) businesses.set(id, name.zh);
      page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(demo.address('Statistics'));
    });

    it.each(Object.keys(groups) as (keyof typeof groups)[])(
      'by %s, on the page and in its CSV',
      async (by) => {
        const { label, onPage, inCsv } = groups[by];
        const counted = countHall(events, by, timeZone);
        await page.getByRole('radio', { name: label }).check();
        let shown: string[][] = [];
        const table = async (): Promise<boolean> => {
          // In one look: the table of the group before may go meanwhile.
          shown = await page
            .locator('.statistics-table tbody tr')
            .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
          return shown[0]?.[0] === onPage(counted[0]?.key ?? '');
        };
        await until(`the figures by ${by}`, table);
        expect(shown).toEqual(counted.map((row) => rowOnPage(row, onPage(row.key))));
        const [file] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: '导出 CSV' }).click(),
        ]);
        const [head, ...lines] = readFileSync(await file.path(), 'utf8')
          .trimEnd()
          .split('\r\n');
        expect(head).toMatch(/waitP50Ms,waitP90Ms,waitP99Ms,serviceP50Ms,serviceP90Ms,serviceP99Ms/);
        expect(lines.map((line) => line.split(','))).toEqual(
          counted.map((row) => rowInCsv(row, inCsv(row.key))),
        );
        await page.screenshot({ path: join(pictures, `statistics-${by}.png`) });
      },
    );

    it('in all, and with something to count of each kind', async () => {
      const [total] = countHall(events, 'total', timeZone);
      expect(total).toMatchObject({
        arrivals: 5,
        finished: 3,
        noShows: 1,
        transfers: 1,
        grades: [0, 1, 0, 0, 0],
      });
      const sums = await page.locator('.statistics-total dd').allInnerTexts();
      const [, arrivals, , finished, noShows, transfers, , ...waits] = rowOnPage(total ?? fail('none'), '');
      expect(sums).toEqual([arrivals, finished, noShows, transfers, ...waits.slice(0, 3), waits.at(-2)]);
    });
  });

  it('ends with Ctrl-C, and leaves nothing running', async () => {
    expect((await processesOf(demo.data)).length).toBeGreaterThan(3);
    await demo.stop();
    expect(demo.output).toMatch(/Ending the hall\.\s*$/);
    expect(await processesOf(demo.data)).toEqual([]);
  });

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
