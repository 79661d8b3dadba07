/** The caller page at window 3, on a hall made of fixtures: what it is shown, and what is pressed on it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import type { DeskCommand } from '#contracts/hall/desk.ts';
import type { EventBody } from '#contracts/hall/events.ts';
import type { WindowView } from '#contracts/hall/views.ts';
import { ok } from '#contracts/result.ts';

import { launchChromium } from './chromium.ts';
import { hearComplaints } from './complaints.ts';
import { startFixtureHall, type FixtureHall } from './hall-fixture-server.ts';
import { deskAnswer, emptyWindow, followUps, queue, session, version, windowsView } from './hall-fixtures.ts';

const pictures = join(import.meta.dirname, '../../test-results/screens');
const something: EventBody = { kind: 'help-answered', help: 'h0', origin: 'kiosk-1', operator: 'wang' };

export class CallerPage {
  readonly page: Page;
  readonly hall: FixtureHall;
  readonly complaints: string[] = [];
  readonly #browser: Browser;

  private constructor(page: Page, hall: FixtureHall, browser: Browser) {
    this.page = page;
    this.hall = hall;
    this.#browser = browser;
  }

  /** Before anybody has signed in. */
  static async open(): Promise<CallerPage> {
    mkdirSync(pictures, { recursive: true });
    const hall = await startFixtureHall({
      queue: () => ok(queue),
      windows: () => ok(windowsView(emptyWindow)),
      followUps: () => ok([...followUps]),
      configuration: () => ok(version),
      signIn: () => ok(session),
      heartbeat: () => ok({ seq: 1 }),
      perform: () => ok(deskAnswer(emptyWindow)),
      answerHelp: () => ok({}),
    });
    const browser = await launchChromium();
    const page = await browser.newPage({
      viewport: { width: 1366, height: 768 },
      // Not the hall's.
      timezoneId: 'America/New_York',
    });
    page.setDefaultTimeout(30_000);
    const caller = new CallerPage(page, hall, browser);
    // Lines that are cut and commands that are refused on purpose: the browser tells them as errors.
    hearComplaints(page, caller.complaints, /net::|WebSocket|409/);
    await page.goto(hall.url('caller', 'token=caller-token'));
    await page.getByText('在哪个窗口').waitFor();
    return caller;
  }

  async signIn(): Promise<void> {
    await this.page.getByLabel('3 号窗口').check();
    await this.page.getByLabel('您是谁').selectOption('wang');
    await this.page.getByRole('button', { name: '登录并开窗' }).click();
    await this.page.getByRole('region', { name: '当前号' }).waitFor();
  }

  /** The window as the hall has it now. */
  answer(own: WindowView, help = true): void {
    this.hall.answer({
      windows: () => ok(windowsView(own, help)),
      perform: () => ok(deskAnswer(own)),
    });
  }

  /** The same, and every page is told. */
  show(own: WindowView, help = true): void {
    this.answer(own, help);
    this.tell();
  }

  /** Something happened in the hall: the page looks again. */
  tell(): void {
    this.hall.tell(something);
  }

  async showAndSee(own: WindowView): Promise<void> {
    this.show(own);
    await this.sees(own);
  }

  /** Waits until the page has this window. */
  async sees({ ticket }: WindowView): Promise<void> {
    const state = ticket === null ? '窗口空着' : ticket.ticket.state === 'serving' ? '办理中' : '已叫 1 次';
    await this.page.locator('.work').getByText(state).waitFor();
  }

  /** Every command that arrived, repeated ones too. */
  performed(): readonly DeskCommand[] {
    return this.hall.asked
      .filter(({ operation }) => operation === 'perform')
      .map(({ input }) => input as DeskCommand);
  }

  /** The same without what differs with every press. */
  meant(): readonly object[] {
    return this.performed().map(({ key: _key, session: _session, ...act }) => act);
  }

  /** The answer to what was pressed is there. */
  async settled(): Promise<void> {
    await this.page.getByText('正在送出').waitFor({ state: 'detached' });
  }

  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.hall.close();
  }
}
