/** The board in a real browser: read from 10 m, flashing, and heard; the sound that it plays is measured at the loudspeaker. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import type { EventBody } from '#contracts/hall/events.ts';
import type { BoardView } from '#contracts/hall/views.ts';
import { failures } from '#contracts/failures.ts';
import { fail, ok } from '#contracts/result.ts';
import { createSpeech } from '#hall/server/speech.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { hearComplaints } from '#test/support/complaints.ts';
import { startFixtureHall, type FixtureHall } from '#test/support/hall-fixture-server.ts';
import { boardCall, boardView } from '#test/support/hall-fixtures.ts';
import { heardBy, hearSounds, type Heard } from '#test/support/hear-sounds.ts';
import { needs } from '#test/support/needs.ts';
import { shanghaiTime } from '#test/support/shanghai.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/screens');
const something: EventBody = { kind: 'help-answered', help: 'h0', origin: 'kiosk-1', operator: 'wang' };

needs('chromium', 'espeak')('the board', () => {
  let browser: Browser;
  let hall: FixtureHall;
  let page: Page;
  let wav: Buffer;
  const complaints: string[] = [];
  const calls = [boardCall(12, 'A022', 3), boardCall(11, 'C007', 1), boardCall(10, 'AX001', 12)];

  const show = (view: BoardView): void => {
    hall.answer({ board: () => ok(view) });
    hall.tell(something);
  };
  const heard = (): Promise<readonly Heard[]> => heardBy(page);

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    hall = await startFixtureHall({ board: () => ok(boardView(calls)) });
    const spoken = await createSpeech().say('A023', 2, 'zh');
    if (!spoken.ok) throw new Error(spoken.error.detail);
    wav = spoken.value;
    hall.speak(wav);
    browser = await launchChromium(['--autoplay-policy=no-user-gesture-required']);
    page = await browser.newPage({
      viewport: { width: 1920, height: 1080 },
      timezoneId: 'America/New_York',
    });
    hearComplaints(page, complaints, /net::|WebSocket|status of (40[49]|503)/);
    await page.addInitScript(hearSounds);
    await page.goto(hall.url('board', 'token=board-token'));
    await page.getByText('A022').waitFor();
  });

  afterAll(async () => {
    await browser.close();
    await hall.close();
  });

  it('shows numbers and windows, former calls, waits and notices, and nobody by name', async () => {
    const called = page.getByRole('region', { name: '请到窗口' });
    await expect(called.innerText()).resolves.toMatch(
      /A022[^]*3\s*号窗口[^]*C007[^]*1\s*号窗口[^]*AX001[^]*12\s*号窗口/,
    );
    await expect(page.getByRole('region', { name: '刚刚叫过' }).innerText()).resolves.toMatch(
      /B011[^]*2 号窗口/,
    );
    const waits = page.getByRole('region', { name: '正在等候' });
    await expect(waits.innerText()).resolves.toMatch(/社保咨询[^]*12 人[^]*约 14 分钟/);
    await waits.getByText('公积金提取').waitFor();
    await expect(waits.innerText()).resolves.toContain('现在不取号');
    await page.getByText('社保卡补换窗口今天 16:00').waitFor();
  });

  it("shows the hall's time, whatever the zone of its own machine is", async () => {
    const clock = page.locator('.board-head time');
    await until("the hall's time", async () => (await clock.innerText()) === shanghaiTime());
  });

  it('is read from 10 m on 55 inches: called letters of 20 minutes of arc, all others of 16 from 5 m', async () => {
    // 1210 mm wide for 1920 pixels; the height of capitals is 0.733 of the size.
    const millimetres = 1210 / 1920;
    const seen = (metres: number, minutesOfArc: number): number =>
      2 * metres * 1000 * Math.tan((minutesOfArc / 60 / 2) * (Math.PI / 180));
    const longest = [
      { ...boardCall(12, 'AX1023', 100, 2), day: '2026-01-02' },
      boardCall(11, 'AB1022', 199),
      ...calls.slice(1),
    ];
    show(boardView(longest));
    await page.getByText('AX1023').waitFor();
    const letters = await page.evaluate(() =>
      [...document.querySelectorAll('.board *')]
        .filter(({ childNodes }) =>
          [...childNodes].some(
            ({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && textContent?.trim(),
          ),
        )
        .map((element) => ({
          text: element.textContent ?? '',
          far: element.matches('.board-number strong, .board-window span'),
          pixels: Number.parseFloat(getComputedStyle(element).fontSize) * 0.733,
        })),
    );
    expect(letters.filter(({ far }) => far)).toHaveLength(8);
    const small = letters.filter(
      ({ far, pixels }) => pixels * millimetres < (far ? seen(10, 20) - 0.1 : seen(5, 16) - 0.2),
    );
    expect(small).toEqual([]);
  });

  describe.each([
    ['lying', { width: 1920, height: 1080 }],
    ['upright', { width: 1080, height: 1920 }],
  ])('%s', (shape, size) => {
    it.each(['zh', 'en'])(
      'keeps everything in its place, also the longest of all, in %s',
      async (language) => {
        const full = await browser.newPage({ viewport: size });
        const long = {
          zh: '城乡居民基本养老保险待遇资格认证与关系转移接续综合受理',
          en: 'Basic pension insurance '.repeat(2),
        };
        const view = boardView(
          [
            { ...boardCall(12, 'AX1023', 100, 2), day: '2026-09-30' },
            boardCall(11, 'ABX1022', 199),
            boardCall(10, 'AX1001', 120),
            boardCall(9, 'A001', 1),
            boardCall(8, 'A002', 2),
          ],
          {
            name: { zh: long.zh.repeat(2), en: long.en },
            waits: Array.from({ length: 12 }, (_, index) => ({
              business: `b${index}`,
              name: long,
              open: true,
              waiting: 111,
              windows: 1,
              expectedWaitMs: 6_000_000,
            })),
            notices: [{ id: 'n', text: { zh: long.zh.repeat(6), en: long.en.repeat(4) } }],
          },
        );
        hall.answer({ board: () => ok(view) });
        await full.goto(hall.url('board', `token=board-token&language=${language}`));
        await full.getByText('AX1023').waitFor();
        await full.evaluate(() => document.fonts.ready);
        await full.screenshot({ path: join(pictures, `board-${shape}-${language}.png`) });
        const wrong = await full.evaluate(() => {
          const within = (inner: DOMRect, outer: DOMRect): boolean =>
            inner.left > outer.left - 1 &&
            inner.right < outer.right + 1 &&
            inner.top > outer.top - 1 &&
            inner.bottom < outer.bottom + 1;
          const box = (element: Element): DOMRect => element.getBoundingClientRect();
          const out = [
            ...document.querySelectorAll(
              '.board-row > *, .board-waits li > *, .board-head > *, .board-notice p',
            ),
          ].filter((element) => {
            const place = element.closest('li, header, footer') ?? document.body;
            return !within(box(element), box(place)) || !within(box(place), box(document.body));
          });
          // Of former calls those are left out that have no room: none of them by half.
          const half = [...document.querySelectorAll('.board-last li')].filter((row) => {
            const list = box(row.closest('ul') ?? document.body);
            const { left, top } = box(row);
            return left < list.right && top < list.bottom && !within(box(row), list);
          });
          const parts = [
            ...document.querySelectorAll(
              '.board-head, .board-called li, .board-waits, .board-last, .board-foot',
            ),
          ];
          const over = parts.filter((one, index) =>
            parts.slice(index + 1).some((other) => {
              const [a, b] = [box(one), box(other)];
              return (
                a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
              );
            }),
          );
          return [...out, ...half, ...over].map((element) => `${element.className}: ${element.textContent}`);
        });
        expect(wrong).toEqual([]);
        await full.close();
      },
    );
  });

  it('reads out nothing that was called before it was switched on', async () => {
    show(boardView(calls));
    await page.getByText('A022').waitFor();
    expect(await heard()).toEqual([]);
  });

  it('flashes a new call, and says it twice', async () => {
    show(boardView([boardCall(13, 'A023', 2), ...calls]));
    await page.locator('li.announced', { hasText: 'A023' }).waitFor();
    await page.screenshot({ path: join(pictures, 'board.png') });
    await loadAxe(page);
    expect(await violations(page)).toEqual([]);
    await until('both times', async () => (await heard()).length === 2, 20_000);
  });

  it('says calls that come together one after another and never over each other', async () => {
    show(boardView([boardCall(15, 'B012', 1), boardCall(14, 'D004', 12), boardCall(13, 'A023', 2)]));
    const sounds = await until(
      'six sounds',
      async () => {
        const now = await heard();
        return now.length >= 6 && now;
      },
      40_000,
    );
    const overlaps = sounds.filter(({ from }, index) => index > 0 && from < (sounds[index - 1]?.to ?? 0));
    expect(overlaps).toEqual([]);
    expect(sounds).toHaveLength(6);
  });

  it('says so when it is cut off, goes on by itself, and says what was called meanwhile', async () => {
    const before = (await heard()).length;
    hall.reachable(false);
    await page.getByText('连不上大厅').waitFor();
    hall.answer({ board: () => ok(boardView([boardCall(16, 'C009', 3)])) });
    hall.reachable(true);
    await page.getByText('连不上大厅').waitFor({ state: 'detached' });
    await page.locator('li', { hasText: 'C009' }).waitFor();
    await until('its sound', async () => (await heard()).length > before, 20_000);
  });

  it('shows and says the day of a number that is not of today', async () => {
    const former = { ...boardCall(17, 'A022', 2), day: '2026-01-02' };
    const asked = page.waitForRequest((request) => request.url().includes('/speech'), { timeout: 30_000 });
    show(boardView([former, boardCall(12, 'A022', 3)]));
    const call = page.locator('.board-called li.announced', { hasText: 'A022' });
    // The call before is said to its end.
    await call.waitFor({ timeout: 30_000 });
    await expect(call.innerText()).resolves.toMatch(/A022\s*1月2日/);
    expect(new URL((await asked).url()).searchParams.get('day')).toBe('2026-01-02');
  });

  it('shows everybody of a burst of calls in turn, at once the newest, and always the one that is said', async () => {
    const burst = [38, 37, 36, 35, 34, 33, 32, 31];
    const seen = page.evaluate(
      (numbers) =>
        new Promise<{ order: string[]; alone: boolean; former: string }>((resolve) => {
          const shown = new Set<string>();
          const order: string[] = [];
          let alone = true;
          const look = (): void => {
            const rows = [...document.querySelectorAll('.board-called li')];
            const number = (row: Element): string => row.querySelector('strong')?.textContent ?? '';
            for (const row of rows) shown.add(number(row));
            const announced = rows.filter((row) => row.classList.contains('announced'));
            const [now] = announced.map(number);
            // Not what is still being said of the view before.
            if (now !== undefined && numbers.includes(now) && now !== order.at(-1)) order.push(now);
            alone &&= announced.length <= 1;
            if (order.length < 3 || !numbers.every((one) => shown.has(one))) return;
            observer.disconnect();
            resolve({ order, alone, former: document.querySelector('.board-last')?.textContent ?? '' });
          };
          const observer = new MutationObserver(look);
          observer.observe(document.body, { subtree: true, childList: true, attributes: true });
        }),
      burst.map((id) => `A0${id}`),
    );
    show(boardView(burst.map((id) => boardCall(id, `A0${id}`, id - 30))));
    await page.locator('.board-called li', { hasText: 'A038' }).waitFor();
    await page.getByText('正在叫 8 个号').waitFor();
    await page.screenshot({ path: join(pictures, 'board-burst.png') });
    const { order, alone, former } = await seen;
    expect(order.slice(-3)).toEqual(['A031', 'A032', 'A033']);
    expect(alone).toBe(true);
    for (const id of burst) expect(former).not.toContain(`A0${id}`);
    show(boardView([]));
    await until('silence', async () => (await page.locator('li.announced').count()) === 0, 30_000);
  });

  it('asks to watch for a number while one may be called, and otherwise says that none is given', async () => {
    const waits = boardView([]).waits;
    const closed = waits.map((one) => ({
      ...one,
      open: false,
      waiting: 0,
      windows: 0,
      expectedWaitMs: null,
    }));
    const called = page.getByRole('region', { name: '请到窗口' });
    // Before its hours, and before anybody was called: no list of former calls stands there empty.
    show(boardView([], { day: { date: '2026-01-05', state: 'closed', by: null }, waits: closed, last: [] }));
    await until('the word', async () => (await called.innerText()) === '现在不取号');
    await expect(page.getByText('刚刚叫过').count()).resolves.toBe(0);
    await page.screenshot({ path: join(pictures, 'board-closed.png') });
    // Whoever still waits after the hours is called.
    show(boardView([], { waits: closed.map((one) => ({ ...one, waiting: 1 })) }));
    await until('the word', async () => (await called.innerText()) === '请留意叫号');
    await page.getByText('刚刚叫过').waitFor();
  });

  it('says on the screen that there is no sound where neither voice can be had', async () => {
    hall.speak(null);
    show(boardView([boardCall(57, 'A057', 1)]));
    await until('the word', () => page.getByText('叫号声音暂时不可用').isVisible(), 20_000);
  });

  describe('in English', () => {
    it('keeps WCAG 2.2 AA', async () => {
      await page.goto(hall.url('board', 'token=board-token&language=en'));
      await page.reload();
      await page.getByText('Window 1', { exact: true }).first().waitFor();
      await page.screenshot({ path: join(pictures, 'board-en.png') });
      await loadAxe(page);
      expect(await violations(page)).toEqual([]);
    });

    it('rests dark when the day has ended', async () => {
      show(boardView([], { day: { date: '2026-01-05', state: 'ended', by: null } }));
      await page.getByText('Closed for today').waitFor();
      expect(await violations(page)).toEqual([]);
    });

    it('does not say of today what it cannot know when it is cut off at rest', async () => {
      hall.reachable(false);
      await page.getByText('please ask staff whether it is open today').waitFor();
      await expect(page.getByText('Closed for today').count()).resolves.toBe(0);
      hall.reachable(true);
      await page.getByText('Closed for today').waitFor();
    });
  });

  it('says in both languages why it has nothing to show, to be read in the dark', async () => {
    hall.answer({ board: () => fail('not-permitted') });
    const refused = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await refused.goto(hall.url('board', 'token=wrong'));
    for (const text of Object.values(failures['not-permitted'].message))
      await refused.getByText(text, { exact: true }).waitFor();
    const opacity = (): Promise<string> =>
      refused.locator('.connecting').evaluate((element) => getComputedStyle(element).opacity);
    await until('it has appeared', async () => (await opacity()) === '1');
    await refused.screenshot({ path: join(pictures, 'board-refused.png') });
    await loadAxe(refused);
    expect(await violations(refused)).toEqual([]);
    await refused.close();
  });

  it('asks for a touch before the first call, where the browser holds sound back, and is heard after it', async () => {
    hall.speak(wav);
    const careful = await launchChromium();
    const board = await careful.newPage({ viewport: { width: 1920, height: 1080 } });
    await board.addInitScript(hearSounds);
    hall.answer({ board: () => ok(boardView([])) });
    await board.goto(hall.url('board', 'token=board-token'));
    const touch = board.getByRole('button', { name: '点这里打开叫号声音' });
    await touch.waitFor();
    await touch.click();
    await touch.waitFor({ state: 'detached' });
    show(boardView([boardCall(61, 'A061', 1)]));
    await until('its sound', async () => (await heardBy(board)).length > 0, 20_000);
    await careful.close();
  });

  it('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
