/** The caller page in a real browser: what it shows and why, by keyboard alone, and on a bad network. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import type { DeskCommand } from '#contracts/hall/desk.ts';
import type { EventBody } from '#contracts/hall/events.ts';
import type { WindowView } from '#contracts/hall/views.ts';
import { fail, ok } from '#contracts/result.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { startFixtureHall, type FixtureHall } from '#test/support/hall-fixture-server.ts';
import {
  deskAnswer,
  emptyWindow,
  followUps,
  queue,
  session,
  version,
  windowsView,
  windowWith,
} from '#test/support/hall-fixtures.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/screens');
const something: EventBody = { kind: 'help-answered', help: 'h0', origin: 'kiosk-1', operator: 'wang' };
/** Millimetres on a screen of 96 dots an inch. */
const millimetre = 96 / 25.4;

needs('chromium')('the caller page', () => {
  let browser: Browser;
  let hall: FixtureHall;
  let page: Page;
  const complaints: string[] = [];

  /** The window as the hall has it now; every page is told. */
  const show = (own: WindowView, help = true): void => {
    hall.answer({
      windows: () => ok(windowsView(own, help)),
      perform: () => ok(deskAnswer(own)),
    });
    hall.tell(something);
  };
  const performed = (): readonly DeskCommand[] =>
    hall.asked.filter(({ operation }) => operation === 'perform').map(({ input }) => input as DeskCommand);
  const meant = (): readonly object[] => performed().map(({ key: _key, session: _session, ...act }) => act);

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    hall = await startFixtureHall({
      queue: () => ok(queue),
      windows: () => ok(windowsView(emptyWindow)),
      followUps: () => ok([...followUps]),
      configuration: () => ok(version),
      signIn: () => ok(session),
      heartbeat: () => ok({ seq: 1 }),
      perform: () => ok(deskAnswer(emptyWindow)),
      answerHelp: () => ok({}),
    });
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.setDefaultTimeout(8000);
    page.on('console', (message) => {
      // Lines that are cut and commands that are refused on purpose: the browser tells them as errors.
      if (message.type() === 'error' && !/net::|WebSocket|409/.test(message.text()))
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(hall.url('caller', 'token=caller-token'));
    await page.getByText('在哪个窗口').waitFor();
  });

  afterAll(async () => {
    await browser.close();
    await hall.close();
  });

  beforeEach(() => {
    hall.asked.length = 0;
  });

  describe('signing in', () => {
    it('keeps WCAG 2.2 AA in both languages', async () => {
      await page.getByLabel('3 号窗口').check();
      await page.screenshot({ path: join(pictures, 'caller-sign-in.png') });
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'English' }).click();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: '中文' }).click();
    });

    it('is done by keyboard alone: window, person, businesses', async () => {
      await page.getByLabel('3 号窗口').focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowDown');
      await expect(page.getByLabel('您是谁').inputValue()).resolves.toBe('wang');
      // Past the first business: the second is not served today.
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: '当前号' }).waitFor();
      const [asked] = hall.asked.filter(({ operation }) => operation === 'signIn');
      expect(asked?.input).toMatchObject({ window: 'w3', operator: 'wang', businesses: ['social'] });
      expect(asked?.token).toBe('caller-token');
    });
  });

  describe('at work', () => {
    it('says who is next, how long they wait, and why', async () => {
      const next = page.getByRole('region', { name: '下一位' });
      await expect(next.innerText()).resolves.toMatch(
        /A031[^]*已等 2:0\d[^]*今天第 57 个进队，65 岁以上，提前 20 个，按第 37 个排/,
      );
    });

    it('shows who waits, who was set aside and for what', async () => {
      const waiting = page.getByRole('region', { name: '社保咨询' });
      await expect(waiting.innerText()).resolves.toMatch(
        /A031[^]*A023[^]*AX002[^]*只等 王芳[^]*断网时取的号/,
      );
      await expect(waiting.innerText()).resolves.toMatch(/A019[^]*材料不齐，去补[^]*A017[^]*过号/);
    });

    it('finds who was left over, with the day of the number, and calls or takes them back', async () => {
      const business = page.getByRole('region', { name: '社保咨询' });
      const list = business.locator('.left-over');
      // Apart from those who are set aside, and out of the way until somebody asks.
      await expect(list.getByText('A052').isVisible()).resolves.toBe(false);
      await list.getByText('日终剩下的号：4 个').focus();
      await page.keyboard.press('Enter');
      await expect(list.innerText()).resolves.toMatch(
        /A052\s*1月2日\s*没有叫过[^]*A031\s*1月2日\s*叫过 2 次[^]*A027\s*1月2日\s*叫过 1 次 · 等上级答复[^]*只列出最晚的 3 个/,
      );
      await page.screenshot({ path: join(pictures, 'caller-left-over.png') });
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
      // A031 of today waits in the queue as well.
      await list.getByRole('button', { name: '叫这个号 1月2日 A031' }).click();
      await until('the call', () => performed().length === 1);
      await page.getByText('正在送出').waitFor({ state: 'detached' });
      await list.getByRole('button', { name: '回队 1月2日 A052' }).click();
      await until('both', () => performed().length === 2);
      await page.getByText('正在送出').waitFor({ state: 'detached' });
      expect(meant()).toEqual([
        { do: 'call-ticket', ticket: 't-former-A031' },
        { do: 'resume', ticket: 't-A052', at: 'front' },
      ]);
      await list.getByText('日终剩下的号').click();
    });

    it('shows calls for help and bad ratings with their deadline', async () => {
      await page.getByRole('button', { name: '我去 kiosk-2' }).click();
      await until('the answer', () => hall.asked.some(({ operation }) => operation === 'answerHelp'));
      await page.getByText('差评回访').click();
      await expect(page.locator('.follow-ups').innerText()).resolves.toMatch(
        /B004 · 非常不满意[^]*已过期[^]*A007 · 不满意/,
      );
    });

    it('says once that no window is open for what is waited for', async () => {
      hall.answer({
        queue: () =>
          ok({ ...queue, businesses: queue.businesses.map((one) => ({ ...one, expectedWaitMs: null })) }),
      });
      hall.tell(something);
      const heading = page.getByRole('heading', { name: /^社保咨询/ });
      await until('the word', async () => (await heading.innerText()).endsWith('在等 3 人 · 暂无窗口办理'));
      hall.answer({ queue: () => ok(queue) });
      hall.tell(something);
      await until('the wait', async () => (await heading.innerText()).endsWith('预计等 约 14 分钟'));
    });

    it('has its two columns in one line, with calls for help and without', async () => {
      const tops = (): Promise<number[]> =>
        page.evaluate(() =>
          ['.work', '.caller-column .panel'].map(
            (part) => document.querySelector(part)?.getBoundingClientRect().top ?? -1,
          ),
        );
      for (const help of [true, false, true]) {
        show(emptyWindow, help);
        await until('the call', async () => (await page.locator('.help-calls').count()) > 0 === help);
        const [work, column] = await tops();
        expect(column).toBe(work);
      }
    });

    it('keeps WCAG 2.2 AA in both languages, with a ticket and its panel open', async () => {
      show(windowWith('called'));
      await page.getByText('A022').waitFor();
      await page.screenshot({ path: join(pictures, 'caller.png') });
      await page.keyboard.press('F10');
      await page.getByRole('group', { name: '转到哪里' }).waitFor();
      await page.screenshot({ path: join(pictures, 'caller-transfer.png') });
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'English' }).click();
      await page.screenshot({ path: join(pictures, 'caller-en.png') });
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: '中文' }).click();
      await page.getByRole('button', { name: '取消' }).click();
    });

    it('has large targets for what is pressed all day', async () => {
      const next = await page.getByRole('button', { name: /叫下一位 F2/ }).boundingBox();
      expect(next?.height).toBeGreaterThanOrEqual(22 * millimetre);
      for (const name of ['再叫', '人到了', '办结', '过号', '挂起', '转移', '加业务']) {
        const box = await page.locator('.work-acts').getByRole('button', { name }).boundingBox();
        expect(box?.height).toBeGreaterThanOrEqual(15 * millimetre);
        expect(box?.width).toBeGreaterThanOrEqual(15 * millimetre);
      }
    });
  });

  describe('by keyboard', () => {
    it.each<[key: string, own: WindowView, act: object]>([
      ['F2', emptyWindow, { do: 'call-next', current: null }],
      ['F2', windowWith('serving'), { do: 'call-next', current: 'finish' }],
      ['F3', windowWith('called'), { do: 'call-next', current: 'pass-over' }],
      ['F4', windowWith('called'), { do: 'call-again' }],
      ['F6', windowWith('called'), { do: 'begin' }],
      ['F7', windowWith('serving'), { do: 'finish' }],
      ['F8', windowWith('called'), { do: 'pass-over' }],
    ])('%s is one act', async (key, own, act) => {
      show(own);
      const state =
        own.ticket === null ? '窗口空着' : own.ticket.ticket.state === 'serving' ? '办理中' : '已叫 1 次';
      await page.locator('.work').getByText(state).waitFor();
      await page.keyboard.press(key);
      await until('the command', () => performed().length > 0);
      expect(meant()).toEqual([act]);
      await page.getByText('正在送出').waitFor({ state: 'detached' });
    });

    it('parks with a reason: F9, Tab to it, Enter', async () => {
      show(windowWith('serving'));
      await page.locator('.work').getByText('办理中').waitFor();
      await page.keyboard.press('F9');
      // Past the button that closes and the first reason.
      for (let step = 0; step < 3; step += 1) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await until('the command', () => performed().length > 0);
      expect(meant()).toEqual([{ do: 'park', reason: '去缴费' }]);
      await page.getByText('正在送出').waitFor({ state: 'detached' });
    });

    it.each<[name: string, end: 'front' | 'back', to: object]>([
      ['医保报销', 'back', { kind: 'business', business: 'medical' }],
      ['1 号窗口', 'front', { kind: 'window', window: 'w1' }],
      ['李建国', 'front', { kind: 'operator', operator: 'li' }],
    ])('transfers to %s, at the %s', async (name, end, to) => {
      show(windowWith('serving'));
      await page.locator('.work').getByText('办理中').waitFor();
      await page.keyboard.press('F10');
      const panel = page.getByRole('group', { name: '转到哪里' });
      await panel.getByLabel(end === 'front' ? '前面' : '后面').focus();
      await page.keyboard.press('Space');
      await panel.getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press('Enter');
      await until('the command', () => performed().length > 0);
      expect(meant()).toEqual([{ do: 'transfer', to, at: end }]);
      await page.getByText('正在送出').waitFor({ state: 'detached' });
    });

    it('closes a panel with Escape and gives the focus back', async () => {
      const park = page.getByRole('button', { name: /挂起…/ });
      await park.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('group', { name: '为什么挂起' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('group', { name: '为什么挂起' }).waitFor({ state: 'detached' });
      await expect(park.evaluate((button) => button === document.activeElement)).resolves.toBe(true);
      expect(performed()).toEqual([]);
    });

    it('reaches every button in the order in which it is seen, and back', async () => {
      await page.getByRole('button', { name: 'English' }).focus();
      const names: string[] = [];
      for (let step = 0; step < 9; step += 1) {
        await page.keyboard.press('Tab');
        names.push(
          await page.evaluate(() => document.activeElement?.textContent?.replace(/\s*F\d+$/, '') ?? ''),
        );
      }
      // Of somebody who is being served nothing is offered that the hall would refuse.
      expect(names.slice(0, 6)).toEqual(['办结，叫下一位', '办结', '挂起…', '转移…', '加业务…', '我去']);
    });

    it('opens with other businesses, and pauses', async () => {
      await page.getByRole('button', { name: '业务…', exact: true }).click();
      await page.getByRole('group', { name: '这个窗口现在办哪些业务' }).getByLabel('社保咨询').uncheck();
      await page.getByRole('button', { name: '保存' }).click();
      await until('the command', () => performed().length === 1);
      await page.getByRole('button', { name: '暂停' }).click();
      await until('the second', () => performed().length === 2);
      expect(meant()).toEqual([{ do: 'open', businesses: ['card'] }, { do: 'close' }]);
    });

    it('does not choose businesses while it is paused: that would end the pause', async () => {
      show({ ...emptyWindow, state: 'closed' });
      const choose = page.getByRole('button', { name: '业务…', exact: true });
      await page.getByRole('button', { name: '开窗' }).waitFor();
      await expect(choose.isDisabled()).resolves.toBe(true);
      show(emptyWindow);
      await page.getByRole('button', { name: '暂停' }).waitFor();
      await choose.click();
      await page.keyboard.press('Escape');
      await page.getByRole('group', { name: '这个窗口现在办哪些业务' }).waitFor({ state: 'detached' });
      expect(performed()).toEqual([]);
    });

    it('asks before it leaves somebody, and forgets that with the next ticket', async () => {
      show(windowWith('serving'));
      await page.locator('.work').getByText('办理中').waitFor();
      await page.getByRole('button', { name: '下班' }).click();
      await page.getByText('办理中的挂起').waitFor();
      await page.getByRole('button', { name: '取消' }).click();
      await page.getByRole('button', { name: '下班' }).click();
      show(emptyWindow);
      await page.locator('.work').getByText('窗口空着').waitFor();
      await page.getByRole('button', { name: '确认下班' }).waitFor({ state: 'detached' });
      expect(performed()).toEqual([]);
    });

    it('keeps the focus through every act', async () => {
      show(windowWith('called'));
      await page.locator('.work').getByText('已叫 1 次').waitFor();
      const begin = page.getByRole('button', { name: /人到了/ });
      await begin.focus();
      hall.answer({
        perform: () => ok(deskAnswer(windowWith('serving'))),
        windows: () => ok(windowsView(windowWith('serving'))),
      });
      await page.keyboard.press('Enter');
      await page.locator('.work').getByText('办理中').waitFor();
      // What had it is not offered any more: the ticket's part of the page has it, and not the page as a whole.
      await until('the focus', () => page.evaluate(() => document.activeElement?.closest('.work') !== null));
      const again = page.getByRole('button', { name: /办结 F7/ });
      await again.focus();
      await page.keyboard.press('Enter');
      await until('the command', () => performed().length === 2);
      await page.getByText('正在送出').waitFor({ state: 'detached' });
      await expect(again.evaluate((button) => button === document.activeElement)).resolves.toBe(true);
    });

    it('counts a double tap once', async () => {
      show(emptyWindow);
      await page.locator('.work').getByText('窗口空着').waitFor();
      hall.answer({
        perform: () => ok(deskAnswer(windowWith('called'))),
        windows: () => ok(windowsView(windowWith('called'))),
      });
      const next = page.locator('.work-main .primary');
      await next.dblclick({ delay: 60 });
      await page.locator('.work').getByText('已叫 1 次').waitFor();
      await next.click();
      expect(meant()).toEqual([{ do: 'call-next', current: null }]);
    });

    it('counts a key that is held down once', async () => {
      show(emptyWindow);
      await page.locator('.work').getByText('窗口空着').waitFor();
      await page.keyboard.down('F2');
      await page.keyboard.down('F2');
      await page.keyboard.down('F2');
      await page.keyboard.up('F2');
      await until('the command', () => performed().length > 0);
      await page.getByText('没有叫到号').waitFor();
      expect(performed()).toHaveLength(1);
    });
  });

  describe('on a bad network', () => {
    it('sends a press whose answer got lost again under the same key, and says so', async () => {
      hall.answersGetLost(true);
      await page.getByRole('button', { name: /叫下一位/ }).click();
      await page.getByText(/已送 3 次还没有回音/).waitFor();
      await page.screenshot({ path: join(pictures, 'caller-bad-network.png') });
      await expect(page.getByRole('button', { name: /叫下一位/ }).isDisabled()).resolves.toBe(true);
      hall.answersGetLost(false);
      await page.getByText(/还没有回音/).waitFor({ state: 'detached' });
      expect(performed().length).toBeGreaterThanOrEqual(3);
      expect(new Set(performed().map(({ key }) => key)).size).toBe(1);
    });

    it('says that it is cut off and how old it is, and comes back by itself', async () => {
      hall.reachable(false);
      await page.getByText(/连不上大厅。页面上是 \d+ 秒前的情况/).waitFor();
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
      hall.reachable(true);
      await page.getByText(/连不上大厅/).waitFor({ state: 'detached' });
    });

    it('goes on after a reload in mid-press with the key that it had', async () => {
      hall.answersGetLost(true);
      await page.getByRole('button', { name: /叫下一位/ }).click();
      await until('the first attempt', () => performed().length > 0);
      const key = performed()[0]?.key;
      await page.reload();
      hall.answersGetLost(false);
      hall.asked.length = 0;
      await page.getByRole('region', { name: '当前号' }).waitFor();
      await until('the press again', () => performed().length > 0);
      expect(performed()[0]?.key).toBe(key);
    });
  });

  it('says that the sign-in has ended, and offers another one', async () => {
    hall.answer({ perform: () => fail('session-ended') });
    // While the answer to the press before is on its way, another one is not taken.
    await until('the page hears of it', async () => {
      await page.keyboard.press('F2');
      return page.getByText('这个窗口的登录已经结束').isVisible();
    });
    await expect(page.getByRole('button', { name: '登录并开窗' }).count()).resolves.toBe(1);
  });

  describe('in a hall of 200 windows and 24 businesses with long names', () => {
    const name = {
      zh: '城乡居民基本养老保险待遇资格认证与关系转移接续综合受理',
      en: 'Basic pension insurance',
    };
    const businesses = Array.from({ length: 24 }, (_, index) => ({
      id: `b${index}`,
      name,
      prefix: String.fromCodePoint(65 + index),
      anonymous: false,
    }));
    const done = businesses.map(({ id }) => id);
    const windows = Array.from({ length: 200 }, (_, index) => ({
      id: `w${index + 1}`,
      number: index + 1,
      businesses: done,
    }));
    const called = windowWith('called');
    const own: WindowView = {
      ...called,
      businesses: done,
      ticket: called.ticket && {
        ...called.ticket,
        ticket: {
          ...called.ticket.ticket,
          number: 'AX1023',
          business: 'b0',
          further: ['b1', 'b2'],
          priority: 'elderly',
          offline: true,
        },
      },
    };

    beforeAll(async () => {
      hall.answer({
        configuration: () =>
          ok({
            ...version,
            configuration: {
              ...version.configuration,
              businesses,
              windows,
              appointments: { ...version.configuration.appointments, slots: [] },
            },
          }),
        perform: () => ok(deskAnswer(own)),
      });
      show(own, false);
      await page.reload();
      await page.locator('input[value=w3]').check();
      await page.getByLabel('您是谁').selectOption('wang');
    });

    /** The middle of what has the focus is seen, and nothing lies over it. */
    const focusIsSeen = (): Promise<boolean> =>
      page.evaluate(() => {
        const focused = document.activeElement;
        if (focused === null) return false;
        const { left, top, width, height } = focused.getBoundingClientRect();
        return focused.contains(document.elementFromPoint(left + width / 2, top + height / 2));
      });

    it('never hides what has the focus behind the button that signs in', async () => {
      await page.getByLabel('您是谁').focus();
      const hidden: number[] = [];
      for (let step = 0; step < businesses.length; step += 1) {
        await page.keyboard.press('Tab');
        if (!(await focusIsSeen())) hidden.push(step);
      }
      expect(hidden).toEqual([]);
      await page.screenshot({ path: join(pictures, 'caller-sign-in-large.png') });
    });

    it('opens every panel with its head in sight', async () => {
      await page.getByRole('button', { name: '登录并开窗' }).click();
      await page.locator('.current-number').getByText('AX1023').waitFor();
      for (const key of ['F9', 'F10']) {
        await page.keyboard.press(key);
        const cancel = page.getByRole('button', { name: '取消' });
        await cancel.focus();
        expect(await focusIsSeen()).toBe(true);
        await page.screenshot({ path: join(pictures, `caller-large-${key}.png`) });
        await page.keyboard.press('Escape');
        await cancel.waitFor({ state: 'detached' });
      }
    });

    it('shows all businesses of the window, with their boxes whole and the button below them', async () => {
      await page.getByRole('button', { name: '业务…', exact: true }).click();
      const panel = page.getByRole('group', { name: '这个窗口现在办哪些业务' });
      const widths = await panel
        .getByRole('checkbox')
        .evaluateAll((boxes) => boxes.map((box) => box.getBoundingClientRect().width));
      expect(widths).toEqual(businesses.map(() => 18));
      const save = await panel.getByRole('button', { name: '保存' }).boundingBox();
      expect((save?.y ?? Infinity) + (save?.height ?? 0)).toBeLessThan(768);
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
    });
  });

  it('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
