/** The dock of a demonstration as a person uses it: its own controls, and the faces that it shows beside them. */
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';

import { until } from './until.ts';

/** What puts a card in -> what takes it out. */
const pulls: Readonly<Record<string, string>> = { 插卡: '拔卡', 放身份证: '拿开身份证' };

export class DockPage {
  readonly page: Page;
  readonly kiosk: FrameLocator;
  readonly gate: FrameLocator;
  /** Readers with a card in them, and the button that takes it out. */
  readonly #cards = new Map<string, string>();

  private constructor(page: Page) {
    this.page = page;
    this.kiosk = page.frameLocator('iframe[title="kiosk 的画面"]');
    this.gate = page.frameLocator('iframe[title="gate 的画面"]');
  }

  /** `gate`: whether the station has one beside the kiosk. */
  static async open(browser: Browser, address: string, { gate } = { gate: true }): Promise<DockPage> {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(address);
    return DockPage.on(page, { gate });
  }

  /** On a page that is open. It comes to the front: a browser draws a tab that nobody sees once a second or not at all. */
  static async on(page: Page, { gate } = { gate: true }): Promise<DockPage> {
    await page.bringToFront();
    const dock = new DockPage(page);
    await dock.idle();
    if (gate) await dock.gate.getByText('请刷卡或扫码').first().waitFor();
    return dock;
  }

  /** One device's panel. */
  device(id: string): Locator {
    return this.page.locator('article', {
      has: this.page.locator('code', { hasText: new RegExp(`^${id}$`) }),
    });
  }

  async press(device: string, button: string): Promise<void> {
    await this.device(device).getByRole('button', { name: button, exact: true }).click();
    const pull = pulls[button];
    if (pull !== undefined) this.#cards.set(device, pull);
    else if (button === this.#cards.get(device)) this.#cards.delete(device);
  }

  async pick(group: string, option: string, within: Locator | Page = this.page): Promise<void> {
    await within
      .getByRole('radiogroup', { name: group, exact: true })
      .getByRole('radio', { name: option, exact: true })
      .click();
  }

  async choosePerson(index: number): Promise<void> {
    const search = this.page.getByPlaceholder('姓名或序号');
    await search.fill(String(index));
    await this.page.getByRole('listbox').getByRole('option').first().click();
  }

  async misbehave(device: string, how: string): Promise<void> {
    await this.device(device).getByRole('combobox').selectOption({ label: how });
  }

  async tick(device: string, input: string, on: boolean): Promise<void> {
    const box = this.device(device).getByRole('checkbox', { name: input, exact: true });
    // The tick is the device's own state, which comes back from it.
    if ((await box.isChecked()) !== on) await box.click();
    await until(`${input} of ${device}`, async () => (await box.isChecked()) === on);
  }

  async touch(button: string | RegExp): Promise<void> {
    await this.kiosk.getByRole('button', { name: button }).first().click();
  }

  /** The kiosk waits for the next person. */
  async idle(): Promise<void> {
    await this.#waiting.waitFor();
  }

  get #waiting(): Locator {
    return this.kiosk.getByText('不用证件也能办');
  }

  /** Cards out, faults off, and whoever stood there leaves. */
  async leave(): Promise<void> {
    for (const [device, pull] of this.#cards) await this.press(device, pull);
    for (const faults of await this.page.locator('article').getByRole('combobox').all())
      if ((await faults.inputValue()) !== 'none') await faults.selectOption('none');
    const finish = this.kiosk.getByRole('button', { name: /^(结束|返回首页|Finish|To the start)$/ });
    // The button may not be there yet, or vanish under the finger: then the next screen is looked at.
    await until('the kiosk is left', async () => {
      if (await this.#waiting.isVisible()) return true;
      if (await finish.first().isVisible())
        await finish
          .first()
          .click({ timeout: 1000 })
          .catch(() => undefined);
      return false;
    });
  }
}
