/** What a face does beyond its looks: feedback, keys, scanners that type, what it loads, and a station that goes away. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { Intent } from '#contracts/face-view.ts';
import { FacePage } from '#test/support/face-page.ts';
import { needs } from '#test/support/needs.ts';
import { shanghaiTime } from '#test/support/shanghai.ts';
import { until } from '#test/support/until.ts';

needs('chromium')('a face', () => {
  let face: FacePage;

  beforeAll(async () => {
    face = await FacePage.start();
  });

  afterAll(() => face.stop());

  beforeEach(() => face.renew());

  it("shows the hall's time, whatever the zone of its own machine is", async () => {
    await face.open('idle');
    const clock = face.page.locator('.clock');
    await until("the hall's time", async () => (await clock.innerText()) === shanghaiTime());
  });

  describe('a touch', () => {
    it('is answered by the eye before the station answers, and names the revision that was touched', async () => {
      await face.open('menu');
      const button = face.page.getByRole('button', { name: '取号排队' });
      const before = await button.evaluate((element) => getComputedStyle(element).backgroundColor);
      await button.hover();
      await face.page.mouse.down();
      const pressed = await button.evaluate((element) => getComputedStyle(element).backgroundColor);
      expect(pressed).not.toBe(before);
      expect(face.meant()).toEqual([]);
      await face.page.mouse.up();
      await until('an intent', () => face.meant().length === 1);
      expect(face.meant()).toEqual([{ do: 'choose', option: 'ticket:new', revision: face.revision }]);
    });

    it('that means nothing still says that somebody is there, once a second at most', async () => {
      await face.open('menu');
      const begun = performance.now();
      for (let taps = 0; taps < 5; taps += 1) await face.page.mouse.click(5, 5);
      // All of them have come when this one has.
      await face.page.getByRole('button', { name: '求助' }).tap();
      await until('the call', () => face.meant().length > 0);
      const seconds = (performance.now() - begun) / 1000;
      const touches = face.station.intents.length - 1;
      expect(touches).toBeGreaterThan(0);
      // A busy machine may take more than a second for all this.
      expect(touches).toBeLessThanOrEqual(1 + Math.floor(seconds));
    });

    it('that answers "are you still there" is one intent and no sign of presence beside it', async () => {
      await face.open('menu', { idleWarning: { endsAt: Date.now() + 15_000, extensionsLeft: 3 } });
      await face.page.getByRole('button', { name: '继续' }).tap();
      await until('the answer', () => face.station.intents.some((intent) => intent.do === 'stay'));
      expect(face.station.intents).toEqual([{ do: 'stay' }]);
    });

    it.each<[label: string, intent: Intent]>([
      ['关怀版', { do: 'elder-mode', on: true }],
      ['低位操作', { do: 'seated-mode', on: true }],
      ['English', { do: 'language', language: 'en' }],
      ['语音：中', { do: 'volume', volume: 3 }],
      ['求助', { do: 'help' }],
    ])('in the footer: %s', async (name, intent) => {
      await face.open('idle');
      await face.page.getByRole('button', { name, exact: true }).tap();
      await until('an intent', () => face.meant().length === 1);
      expect(face.meant()).toEqual([intent]);
    });

    it.each<[screen: string, label: string, intent: Omit<Intent, 'revision'>]>([
      ['businesses', '上一步', { do: 'back' }],
      ['businesses', '结束', { do: 'finish' }],
      ['summary', '没有问题，提交', { do: 'confirm' }],
      ['result', '再办一件', { do: 'choose', option: 'ticket:another' } as Omit<Intent, 'revision'>],
      ['error', '结束', { do: 'choose', option: 'back' } as Omit<Intent, 'revision'>],
      ['consent-face', '同意，开始刷脸', { do: 'confirm' }],
      ['consent-face', '不同意，换一种方式', { do: 'back' }],
      ['face-nearer', '换一种方式', { do: 'choose', option: 'other-ways' } as Omit<Intent, 'revision'>],
      ['finger-place', '换一种方式', { do: 'choose', option: 'other-ways' } as Omit<Intent, 'revision'>],
      ['present-staff-card', '上一步', { do: 'back' }],
      ['keypad-empty', '5', { do: 'choose', option: 'digit-5' } as Omit<Intent, 'revision'>],
      ['keypad-complete', '删除', { do: 'choose', option: 'erase' } as Omit<Intent, 'revision'>],
      ['keypad-complete', '就是这个号码', { do: 'confirm' }],
    ])('on %s: %s', async (screen, name, intent) => {
      await face.open(screen, { identified: true });
      await face.page.getByRole('button', { name, exact: true }).tap();
      await until('an intent', () => face.meant().length === 1);
      expect(face.meant()).toEqual([{ ...intent, revision: face.revision }]);
    });

    it('on what is closed does nothing', async () => {
      await face.open('businesses');
      await face.page.getByRole('button', { name: '工伤认定' }).tap({ force: true });
      await face.page.getByRole('button', { name: '就业服务' }).tap();
      await until('an intent', () => face.meant().length === 1);
      expect(face.meant()).toEqual([{ do: 'choose', option: 'ticket:employment', revision: face.revision }]);
    });

    it('moves what does not fit', async () => {
      await face.open('many-businesses');
      const frame = face.page.locator('.scroller-frame');
      const position = (): Promise<number> => frame.evaluate((element) => element.scrollTop);
      await face.page.getByRole('button', { name: '往下看' }).tap();
      await until('a movement', async () => (await position()) > 100);
      // Whoever reads on is there.
      await until('the sign of presence', () => face.station.intents.some((intent) => intent.do === 'touch'));
      await expect(face.page.getByRole('button', { name: '往上看' }).isEnabled()).resolves.toBe(true);
    });
  });

  describe('a keypad', () => {
    it('reaches every answer with arrows and presses with Enter', async () => {
      await face.open('businesses', { identified: true });
      await face.page.keyboard.press('ArrowDown');
      await face.page.keyboard.press('ArrowDown');
      await expect(face.page.evaluate(() => document.activeElement?.textContent)).resolves.toContain(
        '医疗保险',
      );
      await face.page.keyboard.press('ArrowUp');
      await face.page.keyboard.press('Enter');
      await until('an intent', () => face.meant().length === 1);
      expect(face.meant()).toEqual([{ do: 'choose', option: 'ticket:pension', revision: face.revision }]);
    });

    it('shows where it is, begins at each new screen, and finds 继续 in focus', async () => {
      await face.open('menu');
      await face.page.keyboard.press('ArrowDown');
      const outline = await face.page.evaluate(
        () => getComputedStyle(document.activeElement ?? document.body).outlineWidth,
      );
      expect(parseFloat(outline)).toBeGreaterThan(2);
      await face.show('result');
      await expect(face.page.evaluate(() => document.activeElement?.tagName)).resolves.toBe('MAIN');
      await face.show('result', { idleWarning: { endsAt: Date.now() + 15_000, extensionsLeft: 3 } });
      await expect(face.page.evaluate(() => document.activeElement?.textContent)).resolves.toBe('继续');
    });
  });

  describe('a scanner that types', () => {
    async function type(text: string): Promise<void> {
      for (const key of [...Array.from(text), 'Enter']) await face.page.keyboard.press(key);
    }

    it('gives its code, and its Enter presses nothing', async () => {
      await face.open('menu', { wedgeGapMs: 2000 });
      await face.page.keyboard.press('ArrowDown');
      await type('YKU0123456789abcdef');
      await face.page.getByRole('button', { name: '求助' }).tap();
      await until('both intents', () => face.meant().length >= 2);
      expect(face.meant()).toEqual([
        { do: 'wedge-code', text: 'YKU0123456789abcdef', durationMs: expect.any(Number) },
        { do: 'help' },
      ]);
    });

    it('is not confused with fingers', async () => {
      await face.open('menu', { wedgeGapMs: 50 });
      await face.page.keyboard.press('ArrowDown');
      await face.page.keyboard.press('Enter');
      await until('an intent', () => face.meant().length === 1);
      expect(face.meant()).toEqual([{ do: 'choose', option: 'ticket:new', revision: face.revision }]);
    });
  });

  describe('digits', () => {
    it('come from number keys as well; Enter ends what is complete', async () => {
      await face.open('keypad-complete', { wedgeGapMs: 30 });
      for (const key of ['7', 'Backspace', 'Enter']) {
        const before = face.meant().length;
        await face.page.keyboard.press(key);
        await until('its intent', () => face.meant().length > before);
      }
      expect(face.meant()).toEqual([
        { do: 'choose', option: 'digit-7', revision: face.revision },
        { do: 'choose', option: 'erase', revision: face.revision },
        { do: 'confirm', revision: face.revision },
      ]);
    });

    it('are not taken from a scanner that types, which is heard as ever', async () => {
      await face.open('keypad-complete', { wedgeGapMs: 2000 });
      for (const key of [...'0123456789', 'Enter']) await face.page.keyboard.press(key);
      await face.page.getByRole('button', { name: '求助' }).tap();
      await until('both intents', () => face.meant().length >= 2);
      expect(face.meant()).toEqual([
        { do: 'wedge-code', text: '0123456789', durationMs: expect.any(Number) },
        { do: 'help' },
      ]);
    });
  });

  describe('the part that takes faces', () => {
    it('is loaded once a face may be taken, and by no other screen', async () => {
      const asked: string[] = [];
      face.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      const ofFaces = (): boolean => asked.some((path) => /^\/face-models\/|\/(mirror|worker)-/.test(path));
      for (const name of ['idle', 'menu', 'ways', 'consent-finger', 'finger-place', 'keypad-empty'])
        await (name === 'idle' ? face.open(name) : face.show(name));
      expect(ofFaces()).toBe(false);
      await face.show('consent-face');
      const models = (): string[] => asked.filter((path) => path.startsWith('/face-models/')).toSorted();
      // They are asked for side by side, in whatever order.
      await until('the models', () => models().length >= 9);
      expect(models()).toEqual([
        '/face-models/antispoof.bin',
        '/face-models/antispoof.json',
        '/face-models/blazeface.bin',
        '/face-models/blazeface.json',
        '/face-models/facemesh.bin',
        '/face-models/facemesh.json',
        '/face-models/liveness.bin',
        '/face-models/liveness.json',
        '/face-models/wasm/tfjs-backend-wasm-simd.wasm',
      ]);
    });
  });

  describe('a station that goes away', () => {
    it('takes what was on the screen along, and the page comes back by itself', async () => {
      await face.open('result', { identified: true });
      face.station.reachable(false);
      await face.page.getByText('正在连接').waitFor();
      await expect(face.page.getByText('A012').count()).resolves.toBe(0);
      await expect(face.page.getByRole('button').count()).resolves.toBe(0);
      // Touches meanwhile mean nothing, now or later.
      await face.page.mouse.click(500, 1000);
      face.station.reachable(true);
      await face.page.getByText('A012').waitFor();
      expect(face.meant()).toEqual([]);
    });
  });

  describe('what the page is made of', () => {
    it('is loaded anew where a part of it did not come', async () => {
      let refused = 0;
      await face.page.route(/draw-[^/]*\.js$/, async (route) => {
        refused += 1;
        await (refused === 1 ? route.abort() : route.continue());
      });
      await face.open('idle');
      expect(refused).toBe(2);
    });

    it('brings its own letters, of which it loads what is on the screen', async () => {
      await face.open('idle');
      const loaded = (): Promise<readonly string[]> =>
        face.page.evaluate(async () => {
          await document.fonts.ready;
          return [...document.fonts].filter((one) => one.status === 'loaded').map((one) => one.family);
        });
      await until('letters', async () => (await loaded()).length > 0);
      const families = await loaded();
      expect(new Set(families)).toEqual(new Set(['Noto Sans SC Variable']));
      expect(families.length).toBeLessThan(60);
    });

    it('is no schema library: pages take what the station sends', async () => {
      const scripts: Promise<string>[] = [];
      face.page.on('response', (response) => {
        if (response.request().resourceType() === 'script') scripts.push(response.text());
      });
      await face.open('idle');
      const texts = await Promise.all(scripts);
      expect(texts.length).toBeGreaterThan(2);
      expect(texts.filter((text) => text.includes('ZodError'))).toEqual([]);
    });
  });
});
