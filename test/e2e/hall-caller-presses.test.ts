/** What is pressed on the caller page, in a real browser: by keyboard alone, and on a bad network. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';

import type { WindowView } from '#contracts/hall/views.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { CallerPage } from '#test/support/caller-page.ts';
import type { FixtureHall } from '#test/support/hall-fixture-server.ts';
import { emptyWindow, windowWith } from '#test/support/hall-fixtures.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

needs('chromium')('a press on the caller page', () => {
  let caller: CallerPage;
  let page: Page;
  let hall: FixtureHall;

  beforeAll(async () => {
    caller = await CallerPage.open();
    ({ page, hall } = caller);
    await caller.signIn();
  });

  afterAll(async () => {
    await caller.close();
  });

  beforeEach(() => {
    hall.asked.length = 0;
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
      await caller.showAndSee(own);
      await page.keyboard.press(key);
      await until('the command', () => caller.performed().length > 0);
      expect(caller.meant()).toEqual([act]);
      await caller.settled();
    });

    it('parks with a reason: F9, Tab to it, Enter', async () => {
      await caller.showAndSee(windowWith('serving'));
      await page.keyboard.press('F9');
      // Past the button that closes and the first reason.
      for (let step = 0; step < 3; step += 1) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await until('the command', () => caller.performed().length > 0);
      expect(caller.meant()).toEqual([{ do: 'park', reason: '去缴费' }]);
      await caller.settled();
    });

    it.each<[name: string, end: 'front' | 'back', to: object]>([
      ['医保报销', 'back', { kind: 'business', business: 'medical' }],
      ['1 号窗口', 'front', { kind: 'window', window: 'w1' }],
      ['李建国', 'front', { kind: 'operator', operator: 'li' }],
    ])('transfers to %s, at the %s', async (name, end, to) => {
      await caller.showAndSee(windowWith('serving'));
      await page.keyboard.press('F10');
      const panel = page.getByRole('group', { name: '转到哪里' });
      await panel.getByLabel(end === 'front' ? '前面' : '后面').focus();
      await page.keyboard.press('Space');
      await panel.getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press('Enter');
      await until('the command', () => caller.performed().length > 0);
      expect(caller.meant()).toEqual([{ do: 'transfer', to, at: end }]);
      await caller.settled();
    });

    it('closes a panel with Escape and gives the focus back', async () => {
      const park = page.getByRole('button', { name: /挂起…/ });
      await park.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('group', { name: '为什么挂起' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('group', { name: '为什么挂起' }).waitFor({ state: 'detached' });
      await expect(park.evaluate((button) => button === document.activeElement)).resolves.toBe(true);
      expect(caller.performed()).toEqual([]);
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
      await until('the command', () => caller.performed().length === 1);
      await page.getByRole('button', { name: '暂停' }).click();
      await until('the second', () => caller.performed().length === 2);
      expect(caller.meant()).toEqual([{ do: 'open', businesses: ['card'] }, { do: 'close' }]);
    });

    it('does not choose businesses while it is paused: that would end the pause', async () => {
      caller.show({ ...emptyWindow, state: 'closed' });
      const choose = page.getByRole('button', { name: '业务…', exact: true });
      await page.getByRole('button', { name: '开窗' }).waitFor();
      await expect(choose.isDisabled()).resolves.toBe(true);
      caller.show(emptyWindow);
      await page.getByRole('button', { name: '暂停' }).waitFor();
      await choose.click();
      await page.keyboard.press('Escape');
      await page.getByRole('group', { name: '这个窗口现在办哪些业务' }).waitFor({ state: 'detached' });
      expect(caller.performed()).toEqual([]);
    });

    it('asks before it leaves somebody, and forgets that with the next ticket', async () => {
      await caller.showAndSee(windowWith('serving'));
      await page.getByRole('button', { name: '下班' }).click();
      await page.getByText('办理中的挂起').waitFor();
      await page.getByRole('button', { name: '取消' }).click();
      await page.getByRole('button', { name: '下班' }).click();
      await caller.showAndSee(emptyWindow);
      await page.getByRole('button', { name: '确认下班' }).waitFor({ state: 'detached' });
      expect(caller.performed()).toEqual([]);
    });

    it('keeps the focus through every act', async () => {
      await caller.showAndSee(windowWith('called'));
      const begin = page.getByRole('button', { name: /人到了/ });
      await begin.focus();
      caller.answer(windowWith('serving'));
      await page.keyboard.press('Enter');
      await caller.sees(windowWith('serving'));
      // What had it is not offered any more: the ticket's part of the page has it, and not the page as a whole.
      await until('the focus', () => page.evaluate(() => document.activeElement?.closest('.work') !== null));
      const again = page.getByRole('button', { name: /办结 F7/ });
      await again.focus();
      await page.keyboard.press('Enter');
      await until('the command', () => caller.performed().length === 2);
      await caller.settled();
      await expect(again.evaluate((button) => button === document.activeElement)).resolves.toBe(true);
    });

    it('counts a double tap once', async () => {
      await caller.showAndSee(emptyWindow);
      caller.answer(windowWith('called'));
      const next = page.locator('.work-main .primary');
      await next.dblclick({ delay: 60 });
      await caller.sees(windowWith('called'));
      expect(caller.meant()).toEqual([{ do: 'call-next', current: null }]);
    });

    it('counts a key that is held down once', async () => {
      await caller.showAndSee(emptyWindow);
      await page.keyboard.down('F2');
      await page.keyboard.down('F2');
      await page.keyboard.down('F2');
      await page.keyboard.up('F2');
      await until('the command', () => caller.performed().length > 0);
      await page.getByText('没有叫到号').waitFor();
      expect(caller.performed()).toHaveLength(1);
    });
  });

  describe('on a bad network', () => {
    it('sends a press whose answer got lost again under the same key, and says so', async () => {
      hall.answersGetLost(true);
      await page.getByRole('button', { name: /叫下一位/ }).click();
      await page.getByText(/已送 3 次还没有回音/).waitFor();
      await caller.picture('caller-bad-network');
      await expect(page.getByRole('button', { name: /叫下一位/ }).isDisabled()).resolves.toBe(true);
      hall.answersGetLost(false);
      await page.getByText(/还没有回音/).waitFor({ state: 'detached' });
      expect(caller.performed().length).toBeGreaterThanOrEqual(3);
      expect(new Set(caller.performed().map(({ key }) => key)).size).toBe(1);
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
      await until('the first attempt', () => caller.performed().length > 0);
      const key = caller.performed()[0]?.key;
      await page.reload();
      hall.answersGetLost(false);
      hall.asked.length = 0;
      await page.getByRole('region', { name: '当前号' }).waitFor();
      await until('the press again', () => caller.performed().length > 0);
      expect(caller.performed()[0]?.key).toBe(key);
    });
  });

  it('the browser had nothing to complain about', () => {
    expect(caller.complaints).toEqual([]);
  });
});
