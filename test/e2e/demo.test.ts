/** The demonstration as `npm start` runs it, without a window: every control of the dock, in a real browser. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import type { Browser, FrameLocator } from 'playwright-core';

import { syntheticPeople } from '#platform/people.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { DockPage } from '#test/support/dock-page.ts';
import { findNeedles } from '#test/support/needles.ts';
import { needs } from '#test/support/needs.ts';
import { StationProcess } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';

const pictures = join(import.meta.dirname, '../../test-results/demo');
const demo = JSON.parse(readFileSync(join(import.meta.dirname, '../../config/demo.json'), 'utf8')) as object;

async function expectShown(face: FrameLocator, text: string | RegExp): Promise<void> {
  await face.getByText(text).first().waitFor();
}

needs('chromium')('the demonstration', () => {
  let browser: Browser;
  let station: StationProcess;
  let dock: DockPage;

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    // Signs and farewells that stay for seconds would make most of this test's time.
    station = new StationProcess({ ...demo, delays: { goodbyeMs: 1000, gateSignMs: 1000 } });
    await station.start();
    await station.devicesReady();
    browser = await launchChromium();
    dock = await DockPage.open(browser, station.address('dockUrl'));
  });

  afterAll(async () => {
    await browser?.close();
    await station?.remove();
  });

  afterEach(() => dock.leave());

  const insert = async (
    person: number,
    version: string,
    odd = '正常',
    device = 'kiosk-card',
  ): Promise<void> => {
    await dock.choosePerson(person);
    await dock.pick('社保卡规范', version);
    await dock.pick('卡有问题', odd);
    await dock.press(device, '插卡');
  };
  /** The welcome stays for a second: it is looked for before it comes. */
  const walkIn = () => Promise.all([dock.press('gate', '走进去'), expectShown(dock.gate, '欢迎')]);
  const picture = (name: string) => dock.page.screenshot({ path: join(pictures, `${name}.png`) });

  describe('cards', () => {
    it.each([
      [3, '1.00'],
      [4, '2.00'],
      [6, '3.00'],
      [22, '1.00'],
    ])('of person %i, version %s, give a number, and the dock shows the ticket', async (person, version) => {
      const before = await dock.page.getByText(/^已出 \d+ 张$/).textContent();
      await insert(person, version);
      await dock.touch(/社保卡业务/);
      await dock.kiosk.getByText(/^C\d{3}$/).waitFor();
      await expectShown(dock.kiosk, '请取走号票');
      const count = Number(/\d+/.exec(before ?? '')?.[0]);
      await dock.page.getByText(`已出 ${count + 1} 张`).waitFor();
      const ticket = dock.page.getByRole('img', { name: '最近一张号票' });
      await until('the picture is drawn', () =>
        ticket.evaluate((image) => (image as HTMLImageElement).naturalWidth > 100),
      );
      await picture(`number-${person}-${version}`);
    });

    it.each([
      ['无应答', '没有读到卡'],
      ['不是社保卡', '这里不认这张卡'],
      ['数据残缺', '这张卡的内容读不全'],
      ['未知版本', '这里不认这张卡'],
      ['过了有效期', '这张社会保障卡过了有效期'],
    ])('%s: %s', async (odd, told) => {
      await insert(5, '2.00', odd);
      await expectShown(dock.kiosk, told);
      await picture(`odd-${odd}`);
    });

    it('are swapped while one is in', async () => {
      await insert(7, '2.00');
      const greeting = dock.kiosk.getByText('您好');
      await greeting.waitFor();
      await dock.choosePerson(8);
      await dock.press('kiosk-card', '换成此人的卡');
      const name = syntheticPeople()[8]?.person.name ?? '';
      await expectShown(dock.kiosk, `${[...name][0]}*`);
    });
  });

  it('an identity card and a code are read, another code is refused', async () => {
    await dock.choosePerson(9);
    await dock.press('kiosk-idcard', '放身份证');
    await expectShown(dock.kiosk, '请选择要办的业务');
    await dock.leave();
    await dock.press('kiosk-scanner', '出示此人的渝快码');
    await expectShown(dock.kiosk, '请选择要办的业务');
    await dock.leave();
    await dock.press('kiosk-scanner', '扫码');
    await expectShown(dock.kiosk, '这不是渝快码或电子社保卡');
  });

  describe('the gate', () => {
    it('opens for a card and proves the passage', async () => {
      await insert(10, '3.00', '正常', 'gate-card');
      await expectShown(dock.gate, '请通行');
      await dock.device('gate').getByRole('img', { name: '开' }).waitFor();
      await picture('gate-open');
      await walkIn();
      await dock.device('gate').getByRole('img', { name: '关' }).waitFor();
      await expectShown(dock.gate, '请刷卡或扫码');
    });

    it('raises an alarm when somebody walks against its direction', async () => {
      const alarms = (): number => station.program.log.split('gate-alarm').length;
      const before = alarms();
      await dock.press('gate', '走出来');
      await until('the alarm', () => alarms() > before);
      expect(station.program.log).toContain('reverse');
      await expectShown(dock.gate, '请刷卡或扫码');
    });

    it('says that it is in emergency release, and serves again after it', async () => {
      await dock.tick('gate', '紧急释放', true);
      await insert(10, '3.00', '正常', 'gate-card');
      await expectShown(dock.gate, '紧急放行');
      await picture('gate-emergency');
      await dock.tick('gate', '紧急释放', false);
      await dock.press('gate-card', '拔卡');
      await expectShown(dock.gate, '请刷卡或扫码');
      await insert(10, '3.00', '正常', 'gate-card');
      await expectShown(dock.gate, '请通行');
      await walkIn();
    });
  });

  describe('the printer', () => {
    it.each([
      ['纸', '缺纸', '有纸'],
      ['机盖', '打开', '合上'],
      ['切刀', '卡住', '正常'],
    ])('%s %s: the number stays on the screen with an error card', async (part, wrong, right) => {
      const printer = dock.device('kiosk-printer');
      await dock.pick(part, wrong, printer);
      try {
        await dock.touch(/社保咨询/);
        await dock.kiosk.getByText(/^A\d{3}$/).waitFor();
        await expectShown(dock.kiosk, '号票没有打印出来');
        await picture(`printer-${wrong}`);
      } finally {
        await dock.pick(part, right, printer);
      }
    });
  });

  it('the platform cut off: codes are told so, cards give a number, and all is well after it', async () => {
    await dock.pick('平台', '断开');
    await dock.choosePerson(11);
    await dock.press('kiosk-scanner', '出示此人的渝快码');
    await expectShown(dock.kiosk, '暂时连不上系统');
    await dock.leave();
    await insert(11, '2.00');
    await expectShown(dock.kiosk, '连不上系统');
    await dock.touch(/社保卡业务/);
    await dock.kiosk.getByText(/^C\d{3}$/).waitFor();
    await picture('platform-away');
    await dock.pick('平台', '正常');
    await dock.leave();
    await until(
      'the platform is found again',
      async () => (await station.health())['platform'] === 'reachable',
      40_000,
    );
    await insert(12, '2.00');
    await expectShown(dock.kiosk, '请选择要办的业务');
    expect(await dock.kiosk.getByText('连不上系统').count()).toBe(0);
  });

  describe('a device that misbehaves says so, and works when it does not', () => {
    it('the card reader', async () => {
      await dock.misbehave('kiosk-card', '乱码');
      await insert(13, '2.00');
      await dock.kiosk.getByText('怎么办').waitFor();
      await dock.misbehave('kiosk-card', '无');
      await dock.leave();
      await insert(13, '2.00');
      await expectShown(dock.kiosk, '请选择要办的业务');
    });

    it('the identity-card reader', async () => {
      await dock.misbehave('kiosk-idcard', '不作声');
      await dock.choosePerson(13);
      await dock.press('kiosk-idcard', '放身份证');
      await until('it is failing', async () =>
        /kiosk-idcard.*state="failing"\} 1/.test(await station.metrics()),
      );
      await dock.press('kiosk-idcard', '拿开身份证');
      await dock.misbehave('kiosk-idcard', '无');
      await station.devicesReady();
      await dock.press('kiosk-idcard', '放身份证');
      await expectShown(dock.kiosk, '请选择要办的业务');
    });

    it('the gate', async () => {
      await dock.misbehave('gate', '不作声');
      await insert(13, '2.00', '正常', 'gate-card');
      await expectShown(dock.gate, '请到服务台');
      await dock.misbehave('gate', '无');
      await station.devicesReady();
      await dock.leave();
      await insert(13, '2.00', '正常', 'gate-card');
      await expectShown(dock.gate, '请通行');
      await walkIn();
    });

    it('the printer', async () => {
      await dock.misbehave('kiosk-printer', '不作声');
      await dock.touch(/医疗保障/);
      await expectShown(dock.kiosk, '号票没有打印出来');
      await dock.misbehave('kiosk-printer', '无');
      await station.devicesReady();
      await dock.touch('再打印一张');
      await expectShown(dock.kiosk, '请取走号票');
    });
  });

  it('every device is unplugged and comes back when it is plugged in', async () => {
    for (const id of ['kiosk-idcard', 'kiosk-scanner', 'kiosk-printer', 'gate-scanner', 'gate']) {
      await dock.press(id, '拔线');
      await dock.device(id).getByText('线已拔掉').waitFor();
      await until(`${id} is away`, async () =>
        new RegExp(`device="${id}".*state="ready"\\} 0`).test(await station.metrics()),
      );
    }
    await picture('unplugged');
    for (const id of ['kiosk-idcard', 'kiosk-scanner', 'kiosk-printer', 'gate-scanner', 'gate'])
      await dock.press(id, '接线');
    await until('all are ready', () => station.devicesReady().then(() => true));
  });

  it('关怀版 and English, the whole way', async () => {
    await dock.touch('关怀版');
    await dock.touch('English');
    await insert(14, '2.00');
    await expectShown(dock.kiosk, 'What would you like to do?');
    await picture('elder-english');
    await dock.touch(/Social-security card/);
    await expectShown(dock.kiosk, 'Please take your ticket');
    await picture('elder-english-number');
    await dock.press('kiosk-card', '拔卡');
    await dock.touch('Finish');
    await expectShown(dock.kiosk, 'Goodbye');
  });

  it('the live trace shows the bytes and nothing of the person', async () => {
    const { person } = syntheticPeople()[15] ?? {};
    if (person === undefined) throw new Error('nobody');
    await insert(15, '2.00');
    await expectShown(dock.kiosk, '请选择要办的业务');
    await dock.leave();
    await dock.press('kiosk-idcard', '放身份证');
    await expectShown(dock.kiosk, '请选择要办的业务');
    await dock.leave();
    await dock.press('kiosk-scanner', '出示此人的渝快码');
    await expectShown(dock.kiosk, '请选择要办的业务');
    const lines = (await dock.page.locator('.trace-lines').innerText()).replaceAll(/\s/g, '');
    expect(lines).toContain('SELECT');
    expect(lines).toContain('00A40400');
    const forms = [person.number, person.name].flatMap((text) => [
      text,
      ...(['utf8', 'gb18030', 'utf16le'] as const).map((encoding) =>
        iconv.encode(text, encoding).toString('hex').toUpperCase(),
      ),
    ]);
    expect(forms.filter((form) => lines.includes(form))).toEqual([]);
    const all = syntheticPeople().flatMap(({ person: { number, name } }) => [number, name]);
    expect(findNeedles(station.data, all)).toEqual([]);
    expect(all.filter((needle) => station.program.log.includes(needle))).toEqual([]);
  });

  it("the technician's page shows states, causes and remedies, tests devices, finds them, and the configuration", async () => {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    try {
      await page.goto(station.address('technicianUrl'));
      const row = (id: string) =>
        page.locator('li.device-row', { has: page.locator('strong', { hasText: new RegExp(`^${id}$`) }) });
      await row('kiosk-printer').getByText('就绪').waitFor();
      await row('kiosk-printer').getByRole('button', { name: '测试' }).click();
      await row('kiosk-printer').getByText('test ticket: printed').waitFor();
      await dock.press('kiosk-printer', '拔线');
      await row('kiosk-printer')
        .getByText(/port-(lost|unavailable)/)
        .first()
        .waitFor();
      await row('kiosk-printer')
        .getByText(/怎么办/)
        .first()
        .waitFor();
      await page.screenshot({ path: join(pictures, 'technician-unplugged.png') });
      await dock.press('kiosk-printer', '接线');
      await row('kiosk-printer').getByText('就绪').waitFor();
      await page.getByRole('button', { name: '找设备' }).click();
      await page.getByRole('heading', { name: '串口' }).waitFor();
      await page.getByText('生效的配置').first().click();
      await until('the configuration is read', async () =>
        (await page.locator('pre').innerText()).includes('"pixelsPerMm"'),
      );
      await page.screenshot({ path: join(pictures, 'technician.png'), fullPage: true });
    } finally {
      await page.close();
    }
  });
});

needs('chromium')('somebody who stands there without touching', () => {
  it('is asked, answers 继续, and is left alone', async () => {
    const station = new StationProcess({ ...demo, delays: { idleMs: 10_000, idleWarningMs: 20_000 } });
    const browser = await launchChromium();
    try {
      await station.start();
      await station.devicesReady();
      const dock = await DockPage.open(browser, station.address('dockUrl'));
      await dock.press('kiosk-card', '插卡');
      await expectShown(dock.kiosk, '请选择要办的业务');
      await expectShown(dock.kiosk, '您还在吗');
      await dock.page.screenshot({ path: join(pictures, 'idle-warning.png') });
      await dock.touch('继续');
      await dock.kiosk.getByText('您还在吗').waitFor({ state: 'detached' });
      await expectShown(dock.kiosk, '请选择要办的业务');
    } finally {
      await browser.close();
      await station.remove();
    }
  });
});
