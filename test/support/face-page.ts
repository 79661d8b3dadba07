/** A face's page in a real browser, over a station made of fixtures: every test gets it anew. */
import type { Browser, Page } from 'playwright-core';

import type { FaceView, Intent, Screen } from '#contracts/face-view.ts';

import { launchChromium } from './chromium.ts';
import { startFixtureStation, type FixtureStation } from './face-fixture-server.ts';
import { faceView, gateScreens, kioskScreens, screenOf } from './face-fixtures.ts';
import { startFixtures } from './staff-fixtures.ts';

export class FacePage {
  readonly station: FixtureStation;
  readonly #browser: Browser;
  #page: Page | null = null;
  /** Of what is shown. */
  revision = 100;

  private constructor(station: FixtureStation, browser: Browser) {
    this.station = station;
    this.#browser = browser;
  }

  static async start(): Promise<FacePage> {
    return new FacePage(await startFixtureStation(startFixtures), await launchChromium());
  }

  get page(): Page {
    if (this.#page === null) throw new TypeError('there is a page while a test runs');
    return this.#page;
  }

  /** A page that knows nothing of the one before. */
  async renew(): Promise<void> {
    await this.#page?.context().close();
    const viewport = { width: 1080, height: 1920 };
    const context = await this.#browser.newContext({
      viewport,
      hasTouch: true,
      // Not the hall's.
      timezoneId: 'America/New_York',
    });
    this.#page = await context.newPage();
    this.station.intents.length = 0;
    this.station.reachable(true);
  }

  async open(name: string, change: Partial<FaceView> = {}): Promise<void> {
    await this.page.goto(this.station.url('kiosk'));
    await this.show(name, change);
  }

  async show(name: string, change: Partial<FaceView> = {}): Promise<void> {
    await this.#draw(screenOf(kioskScreens, name), change);
  }

  async showGate(name: string): Promise<void> {
    await this.#draw(screenOf(gateScreens, name), { face: 'gate' });
  }

  /** Under a new revision, until the page has it. */
  async #draw(screen: Screen, change: Partial<FaceView>): Promise<void> {
    this.revision += 1;
    this.station.show(faceView(screen, { revision: this.revision, ...change }));
    await this.page.waitForSelector(`[data-revision="${this.revision}"]`);
  }

  /** The intents that came, without the signs of presence. */
  meant(): readonly Intent[] {
    return this.station.intents.filter((intent) => intent.do !== 'touch');
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.station.close();
  }
}
