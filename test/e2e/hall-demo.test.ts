/** `npm run hall:demo` as a newcomer meets it on a screen: what to do first, every link, and what is left when it ends. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { syntheticPeople } from '#platform/people.ts';
import { connect } from '#test/bench/hall/ask.ts';
import { DockPage } from '#test/support/dock-page.ts';
import { HallDemo } from '#test/support/hall-demo.ts';
import { heardBy, hearSounds } from '#test/support/hear-sounds.ts';
import { needs } from '#test/support/needs.ts';
import { processesOf } from '#test/support/processes-of.ts';
import { until } from '#test/support/until.ts';
import { startVirtualDisplay, type VirtualDisplay } from '#test/support/virtual-display.ts';

const pictures = join(import.meta.dirname, '../../test-results/hall');

/** What each link of the page leads to: words that stand there. */
const leadsTo = {
  Board: '窗口',
  'Kiosk 1': '不用证件也能办',
  'Kiosk 2': '不用证件也能办',
  'Window 1': '在哪个窗口',
  'Window 2': '在哪个窗口',
  'Window 3': '在哪个窗口',
  'Rating 1': '请等候叫号',
  'Rating 2': '请等候叫号',
  'Rating 3': '请等候叫号',
  Statistics: '这段时间没有数据',
  Administration: '开放时间',
} as const;
type Name = keyof typeof leadsTo;

needs(
  'chromium',
  'espeak',
  'linux',
  'xvfb',
)('npm run hall:demo on a screen', () => {
  let display: VirtualDisplay;
  let demo: HallDemo;
  let browser: Browser;
  let context: BrowserContext;
  let links: Page;
  const tabs = new Map<Name, Page>();
  const complaints: string[] = [];

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    display = await startVirtualDisplay();
    demo = await HallDemo.start({ display: display.name });
    browser = await demo.browser();
    const [own] = browser.contexts();
    if (own === undefined) throw new Error('no context');
    context = own;
    await context.addInitScript(hearSounds);
    context.on('weberror', (error) => complaints.push(error.error().message));
    links = await until('the page of links', () => context.pages()[0] ?? null);
  });

  afterAll(async () => {
    await demo?.remove();
    await display?.stop();
  });

  /** What a page draws it can be asked for a frame later. */
  const takesKeys = (page: Page): Promise<unknown> =>
    page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));

  function tab(name: Name): Page {
    const page = tabs.get(name);
    if (page === undefined) throw new Error(`${name} is not open`);
    return page;
  }

  it('says what to do, beginning with the first step', async () => {
    await links.getByRole('heading', { name: '大厅演示 · A whole hall' }).waitFor();
    await links.screenshot({ path: join(pictures, 'links.png'), fullPage: true });
    await expect(links.getByRole('heading', { level: 2 }).allInnerTexts()).resolves.toEqual([
      '打开大屏 · Open the board',
      '取号 · Take a number',
      '叫号 · Call it',
      '评价 · Rate',
      '看统计，改设置 · See the figures, change the hall',
    ]);
    await expect(links.locator('body').innerText()).resolves.toContain(demo.data);
    // The same stands in the terminal, for whoever has no screen here.
    for (const name of Object.keys(leadsTo)) expect(demo.address(name)).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it('opens with each link the page that it names', async () => {
    await expect(links.getByRole('link').count()).resolves.toBe(Object.keys(leadsTo).length);
    for (const [name, words] of Object.entries(leadsTo) as [Name, string][]) {
      await links.bringToFront();
      const [page] = await Promise.all([
        context.waitForEvent('page'),
        links.getByRole('link', { name: new RegExp(` · ${name}$`) }).click(),
      ]);
      tabs.set(name, page);
      const shown = name.startsWith('Kiosk') ? (await DockPage.on(page, { gate: false })).kiosk : page;
      await shown.getByText(words).first().waitFor();
    }
  });

  it('a number taken with a card is called by keyboard, shown and spoken, and rated', async () => {
    const kiosk = await DockPage.on(tab('Kiosk 1'), { gate: false });
    await kiosk.choosePerson(3);
    await kiosk.press('kiosk-card', '插卡');
    await kiosk.touch(/社保卡业务/);
    await kiosk.kiosk.getByText(/^C001$/).waitFor();
    await kiosk.page.screenshot({ path: join(pictures, 'demo-kiosk.png') });
    await kiosk.leave();

    const rating = tab('Rating 2');
    const window = tab('Window 2');
    await window.bringToFront();
    // The link's window stands chosen.
    await expect(window.getByLabel('2 号窗口').isChecked()).resolves.toBe(true);
    await window.getByLabel('您是谁').focus();
    await window.keyboard.press('ArrowDown');
    await window.getByRole('button', { name: '登录并开窗' }).focus();
    await window.keyboard.press('Enter');
    await window.locator('.next-number').getByText('C001').waitFor();
    await takesKeys(window);
    await window.keyboard.press('F2');
    await window.locator('.current-number').getByText('C001').waitFor();

    const board = tab('Board');
    await board.bringToFront();
    await board.locator('.board-called').getByText('C001').waitFor();
    await until('it is heard twice', async () => (await heardBy(board)).length === 2, 30_000);
    await board.screenshot({ path: join(pictures, 'demo-board.png') });

    await window.bringToFront();
    await window.keyboard.press('F7');
    await window.getByText('窗口空着').waitFor();
    await rating.bringToFront();
    await rating.getByRole('button', { name: '非常满意' }).click();
    await rating.getByText('谢谢您的评价').waitFor();
  });

  it('authenticates a qualification, and only the kiosk with the camera offers faces', async () => {
    const who = syntheticPeople().find(
      ({ person, cardState, staff, index }) =>
        cardState === 'normal' && !staff && !person.deceased && person.birthDate < '1960' && index > 40,
    );
    for (const name of ['Kiosk 2', 'Kiosk 1'] as const) {
      const kiosk = await DockPage.on(tab(name), { gate: false });
      await kiosk.choosePerson(who?.index ?? 0);
      await kiosk.press('kiosk-card', '插卡');
      await kiosk.touch(/待遇领取资格认证/);
      await kiosk.touch('我是本人');
      await kiosk.kiosk.getByText('用哪种方式认证').first().waitFor();
      const faces = kiosk.kiosk.getByRole('button', { name: /^刷脸/ });
      await expect(faces.count()).resolves.toBe(name === 'Kiosk 1' ? 1 : 0);
      if (name === 'Kiosk 1') {
        // The browser lets the page use the camera without a question that nobody could see.
        await faces.click();
        await kiosk.touch(/^同意/);
        await kiosk.kiosk.getByText('请面对屏幕').first().waitFor();
        await kiosk.touch('换一种方式');
        await kiosk.touch(/^指纹/);
        await kiosk.touch(/^同意/);
        await kiosk.kiosk.getByText('请把手指按在指纹仪上').first().waitFor();
        await kiosk.press('kiosk-finger', '按上此人的手指');
        await kiosk.kiosk.getByText('认证成功').first().waitFor();
        // What was sealed to the platform's key was opened there.
        await kiosk.kiosk.getByText('已提交').first().waitFor();
        await kiosk.press('kiosk-finger', '抬起手指');
      }
      await kiosk.leave();
    }
  });

  it('no page had an error of its own', () => {
    expect(complaints).toEqual([]);
  });

  it('a second one on the same data says so, and the first goes on', async () => {
    const second = HallDemo.begin({ data: demo.data });
    expect(await second.exit()).toBe(1);
    expect(second.output).toMatch(/Another station uses this data folder/);
    expect(second.output).toMatch(/What to do: /);
    const window = tab('Window 2');
    await window.bringToFront();
    await window.keyboard.press('F2');
    await window.getByText('没有叫到号').waitFor();
  });

  it('ends with Ctrl-C, browser and all, and goes on with its data when it is started again', async () => {
    expect((await processesOf(demo.data)).length).toBeGreaterThan(4);
    await demo.stop();
    expect(demo.output).toMatch(/Ending the hall\.\s*$/);
    expect(await processesOf(demo.data)).toEqual([]);
    demo = await HallDemo.start({ data: demo.data });
    const hall = connect(new URL('/', demo.address('Board')).href, demo.token('administrator'));
    const { day } = await hall.ask('about', {});
    const [total] = await hall.ask('statistics', { from: day.date, to: day.date, by: 'total' });
    hall.end();
    expect(total).toMatchObject({ arrivals: 1, finished: 1, grades: [0, 0, 0, 0, 1] });
  });
});
