/** What the caller page shows and why, in a real browser: at its sign-in, at work, and in a large hall. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';

import type { WindowView } from '#contracts/hall/views.ts';
import { fail, ok } from '#contracts/result.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { CallerPage } from '#test/support/caller-page.ts';
import type { FixtureHall } from '#test/support/hall-fixture-server.ts';
import { deskAnswer, emptyWindow, queue, version, windowWith } from '#test/support/hall-fixtures.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

/** Millimetres on a screen of 96 dots an inch. */
const millimetre = 96 / 25.4;

needs('chromium')('the caller page', () => {
  let caller: CallerPage;
  let page: Page;
  let hall: FixtureHall;

  beforeAll(async () => {
    caller = await CallerPage.open();
    ({ page, hall } = caller);
  });

  afterAll(async () => {
    await caller.close();
  });

  beforeEach(() => {
    hall.asked.length = 0;
  });

  describe('signing in', () => {
    it('keeps WCAG 2.2 AA in both languages', async () => {
      await page.getByLabel('3 号窗口').check();
      await caller.picture('caller-sign-in');
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
      await caller.picture('caller-left-over');
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
      // A031 of today waits in the queue as well.
      await list.getByRole('button', { name: '叫这个号 1月2日 A031' }).click();
      await until('the call', () => caller.performed().length === 1);
      await caller.settled();
      await list.getByRole('button', { name: '回队 1月2日 A052' }).click();
      await until('both', () => caller.performed().length === 2);
      await caller.settled();
      expect(caller.meant()).toEqual([
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
      caller.tell();
      const heading = page.getByRole('heading', { name: /^社保咨询/ });
      await until('the word', async () => (await heading.innerText()).endsWith('在等 3 人 · 暂无窗口办理'));
      hall.answer({ queue: () => ok(queue) });
      caller.tell();
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
        caller.show(emptyWindow, help);
        await until('the call', async () => (await page.locator('.help-calls').count()) > 0 === help);
        const [work, column] = await tops();
        expect(column).toBe(work);
      }
    });

    it('keeps WCAG 2.2 AA in both languages, with a ticket and its panel open', async () => {
      caller.show(windowWith('called'));
      await page.getByText('A022').waitFor();
      await caller.picture('caller');
      await page.keyboard.press('F10');
      await page.getByRole('group', { name: '转到哪里' }).waitFor();
      await caller.picture('caller-transfer');
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'English' }).click();
      await caller.picture('caller-en');
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: '中文' }).click();
      await page.getByRole('button', { name: '取消' }).click();
    });

    it('has room for its words on a narrow screen too', async () => {
      await page.setViewportSize({ width: 800, height: 600 });
      await page.getByRole('button', { name: 'English' }).click();
      const widths = page.locator('.queue-rows .why').evaluateAll((all) => all.map((one) => one.clientWidth));
      expect(Math.min(...(await widths))).toBeGreaterThan(150);
      const wider = page
        .locator('.work .press')
        .evaluateAll((all) =>
          all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent),
        );
      expect(await wider).toEqual([]);
      await caller.picture('caller-narrow-en');
      await page.getByRole('button', { name: '中文' }).click();
      await page.setViewportSize({ width: 1366, height: 768 });
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

  it('says that the sign-in has ended, and offers another one', async () => {
    await caller.showAndSee(emptyWindow);
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
      caller.show(own, false);
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
      await caller.picture('caller-sign-in-large');
    });

    it('opens every panel with its head in sight', async () => {
      await page.getByRole('button', { name: '登录并开窗' }).click();
      await page.locator('.current-number').getByText('AX1023').waitFor();
      for (const key of ['F9', 'F10']) {
        await page.keyboard.press(key);
        const cancel = page.getByRole('button', { name: '取消' });
        await cancel.focus();
        expect(await focusIsSeen()).toBe(true);
        await caller.picture(`caller-large-${key}`);
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
    expect(caller.complaints).toEqual([]);
  });
});
