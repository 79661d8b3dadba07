/** The caller page on a day on which no numbers are given: it says so by the hall's clock, and moves nothing that is pressed. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { QueueView } from '#contracts/hall/views.ts';
import { ok } from '#contracts/result.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { CallerPage } from '#test/support/caller-page.ts';
import { emptyWindow, queue } from '#test/support/hall-fixtures.ts';
import { needs } from '#test/support/needs.ts';
import { inShanghai as at } from '#test/support/shanghai.ts';
import { until } from '#test/support/until.ts';

type Day = Pick<QueueView, 'day' | 'closed'>;

const days = {
  open: { day: queue.day, closed: null },
  early: { day: { ...queue.day, state: 'closed' }, closed: { since: null, until: at(5, 8, 30) } },
  late: { day: { ...queue.day, state: 'closed' }, closed: { since: at(5, 17), until: at(6, 8, 30) } },
  byHand: {
    day: { ...queue.day, state: 'closed', by: '王芳' },
    closed: { since: at(5, 14, 20), until: at(6, 8, 30) },
  },
  ended: {
    day: { ...queue.day, state: 'ended', by: '王芳' },
    closed: { since: at(5, 16, 40), until: at(6, 8, 30) },
  },
} satisfies Readonly<Record<string, Day>>;

const says: Readonly<Record<keyof typeof days, Readonly<Record<'zh' | 'en', RegExp>>>> = {
  open: { zh: /今天 1月5日.*正在取号/, en: /5 January.*numbers are given/ },
  early: { zh: /还没开始取号.*08:30 开始取号.*在等的号照常叫/, en: /No numbers yet.*from 08:30/ },
  late: { zh: /今天 17:00 起不再取号.*1月6日周二 08:30 开始取号/, en: /No more numbers since 17:00/ },
  byHand: { zh: /王芳 已关闭取号.*14:20 起/, en: /closed by 王芳.*since 14:20/ },
  ended: {
    zh: /王芳 已结束今天.*16:40 起.*日终剩下的号还可以叫/,
    en: /ended by 王芳.*left over can still be called/,
  },
};
const names = Object.keys(days) as (keyof typeof days)[];

needs('chromium')('the caller page, of the day', () => {
  let caller: CallerPage;

  const line = (): Promise<string> => caller.page.locator('.caller-day').innerText();
  const turn = async (name: keyof typeof days, language: 'zh' | 'en' = 'zh'): Promise<void> => {
    caller.hall.answer({ queue: () => ok({ ...queue, ...days[name] }) });
    caller.tell();
    await until(`the word: ${name}`, async () => says[name][language].test(await line()));
  };

  beforeAll(async () => {
    caller = await CallerPage.open();
  });

  afterAll(() => caller.close());

  it('says it to whoever signs in, who is taken all the same', async () => {
    await turn('late');
    await caller.picture('caller-day-sign-in');
    await loadAxe(caller.page);
    expect(await violations(caller.page)).toEqual([]);
    await caller.signIn();
    await expect(line()).resolves.toMatch(says.late.zh);
  });

  it('says it again where a press calls nobody', async () => {
    const nobody = { ...emptyWindow, next: null, waiting: 0 };
    caller.show(nobody);
    await caller.page.keyboard.press('F2');
    await caller.page.getByText('没有叫到号；现在也不取号').waitFor();
    await caller.picture('caller-day-nobody');
    expect(caller.meant()).toEqual([{ do: 'call-next', current: null }]);
    await turn('open');
    await caller.page.getByText('没有叫到号。').waitFor();
  });

  it('announces it in a place that stays', async () => {
    const place = await caller.page.locator('.caller-day[aria-live=polite]').elementHandle();
    for (const name of names) {
      await turn(name);
      await expect(place?.evaluate((region) => region.isConnected)).resolves.toBe(true);
    }
  });

  it.each([
    [1366, 768],
    [1024, 768],
    [800, 600],
  ])(
    'moves nothing when it comes and goes in a window of %d x %d, in both languages',
    async (width, height) => {
      const { page } = caller;
      await page.setViewportSize({ width, height });
      await loadAxe(page);
      for (const language of ['zh', 'en'] as const) {
        if (language === 'en') await page.getByRole('button', { name: 'English' }).click();
        const tops = new Set<number>();
        for (const name of names) {
          await turn(name, language);
          const next = await page.locator('.work-main .primary').boundingBox();
          tops.add(next?.y ?? -1);
          const box = await page.locator('.caller-day p').boundingBox();
          expect((box?.x ?? 0) + (box?.width ?? Infinity)).toBeLessThanOrEqual(width);
          await caller.picture(`caller-day-${name}-${width}-${language}`);
        }
        expect(tops.size).toBe(1);
        expect(await violations(page)).toEqual([]);
      }
      await page.getByRole('button', { name: '中文' }).click();
    },
  );

  it('the browser had nothing to complain about', () => {
    expect(caller.complaints).toEqual([]);
  });
});
