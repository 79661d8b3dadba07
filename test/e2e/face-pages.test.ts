/** What a face does beyond its looks: feedback, keys, scanners that type, voice, and a station that goes away. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import type { FaceView, Intent } from '#contracts/face-view.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { startFixtureStation, type FixtureStation } from '#test/support/face-fixture-server.ts';
import { faceView, gateScreens, kioskScreens, screenOf } from '#test/support/face-fixtures.ts';
import { needs } from '#test/support/needs.ts';
import { startFixtures } from '#test/support/staff-fixtures.ts';
import { until } from '#test/support/until.ts';

/** A browser's voice, as it would be heard: what was said, and what was cut short. */
interface Heard {
  readonly said: { readonly text: string; readonly lang: string; readonly volume: number }[];
  cancelled: number;
}

/** Runs in the page before it: headless Chromium has no voices. */
function installVoice(): void {
  const heard: Heard = { said: [], cancelled: 0 };
  Object.assign(window, { heard });
  const voices = [{ lang: 'zh-CN' }, { lang: 'en-GB' }];
  Object.defineProperty(window, 'speechSynthesis', {
    value: {
      getVoices: () => voices,
      cancel: () => {
        heard.cancelled += 1;
      },
      speak: (utterance: { text: string; lang: string; volume: number }) => heard.said.push(utterance),
    },
  });
  Object.defineProperty(window, 'SpeechSynthesisUtterance', {
    value: function utterance(this: { text: string }, text: string) {
      this.text = text;
    },
  });
}

needs('chromium')('a face', () => {
  let browser: Browser;
  let station: FixtureStation;
  let page: Page;
  let revision = 100;

  beforeAll(async () => {
    station = await startFixtureStation(startFixtures);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    await station.close();
  });

  beforeEach(async () => {
    const context = await browser.newContext({ viewport: { width: 1080, height: 1920 }, hasTouch: true });
    page = await context.newPage();
    await page.addInitScript(installVoice);
    station.intents.length = 0;
    station.reachable(true);
  });

  afterEach(async () => {
    await page.context().close();
  });

  async function show(name: string, change: Partial<FaceView> = {}): Promise<void> {
    revision += 1;
    station.show(faceView(screenOf(kioskScreens, name), { revision, ...change }));
    await page.waitForSelector(`[data-revision="${revision}"]`);
  }

  async function open(name: string, change: Partial<FaceView> = {}): Promise<void> {
    await page.goto(station.url('kiosk'));
    await show(name, change);
  }

  /** The intents that came, without the signs of presence. */
  const meant = (): readonly Intent[] => station.intents.filter((intent) => intent.do !== 'touch');

  const heard = (): Promise<Heard> => page.evaluate(() => (window as unknown as { heard: Heard }).heard);

  describe('a touch', () => {
    it('is answered by the eye before the station answers, and names the revision that was touched', async () => {
      await open('menu');
      const button = page.getByRole('button', { name: '取号排队' });
      const before = await button.evaluate((element) => getComputedStyle(element).backgroundColor);
      await button.hover();
      await page.mouse.down();
      const pressed = await button.evaluate((element) => getComputedStyle(element).backgroundColor);
      expect(pressed).not.toBe(before);
      expect(meant()).toEqual([]);
      await page.mouse.up();
      await until('an intent', () => meant().length === 1);
      expect(meant()).toEqual([{ do: 'choose', option: 'ticket:new', revision }]);
    });

    it('that means nothing still says that somebody is there, once a second at most', async () => {
      await open('menu');
      const begun = performance.now();
      for (let taps = 0; taps < 5; taps += 1) await page.mouse.click(5, 5);
      // All of them have come when this one has.
      await page.getByRole('button', { name: '求助' }).tap();
      await until('the call', () => meant().length > 0);
      const seconds = (performance.now() - begun) / 1000;
      const touches = station.intents.length - 1;
      expect(touches).toBeGreaterThan(0);
      // A busy machine may take more than a second for all this.
      expect(touches).toBeLessThanOrEqual(1 + Math.floor(seconds));
    });

    it('that answers "are you still there" is one intent and no sign of presence beside it', async () => {
      await open('menu', { idleWarning: { endsAt: Date.now() + 15_000, extensionsLeft: 3 } });
      await page.getByRole('button', { name: '继续' }).tap();
      await until('the answer', () => station.intents.some((intent) => intent.do === 'stay'));
      expect(station.intents).toEqual([{ do: 'stay' }]);
    });

    it.each<[label: string, intent: Intent]>([
      ['关怀版', { do: 'elder-mode', on: true }],
      ['低位操作', { do: 'seated-mode', on: true }],
      ['English', { do: 'language', language: 'en' }],
      ['语音：中', { do: 'volume', volume: 3 }],
      ['求助', { do: 'help' }],
    ])('in the footer: %s', async (name, intent) => {
      await open('idle');
      await page.getByRole('button', { name, exact: true }).tap();
      await until('an intent', () => meant().length === 1);
      expect(meant()).toEqual([intent]);
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
      await open(screen, { identified: true });
      await page.getByRole('button', { name, exact: true }).tap();
      await until('an intent', () => meant().length === 1);
      expect(meant()).toEqual([{ ...intent, revision }]);
    });

    it('on what is closed does nothing', async () => {
      await open('businesses');
      await page.getByRole('button', { name: '工伤认定' }).tap({ force: true });
      await page.getByRole('button', { name: '就业服务' }).tap();
      await until('an intent', () => meant().length === 1);
      expect(meant()).toEqual([{ do: 'choose', option: 'ticket:employment', revision }]);
    });

    it('moves what does not fit', async () => {
      await open('many-businesses');
      const frame = page.locator('.scroller-frame');
      const position = (): Promise<number> => frame.evaluate((element) => element.scrollTop);
      await page.getByRole('button', { name: '往下看' }).tap();
      await until('a movement', async () => (await position()) > 100);
      // Whoever reads on is there.
      await until('the sign of presence', () => station.intents.some((intent) => intent.do === 'touch'));
      await expect(page.getByRole('button', { name: '往上看' }).isEnabled()).resolves.toBe(true);
    });
  });

  describe('a keypad', () => {
    it('reaches every answer with arrows and presses with Enter', async () => {
      await open('businesses', { identified: true });
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await expect(page.evaluate(() => document.activeElement?.textContent)).resolves.toContain('医疗保险');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await until('an intent', () => meant().length === 1);
      expect(meant()).toEqual([{ do: 'choose', option: 'ticket:pension', revision }]);
    });

    it('shows where it is, begins at each new screen, and finds 继续 in focus', async () => {
      await open('menu');
      await page.keyboard.press('ArrowDown');
      const outline = await page.evaluate(
        () => getComputedStyle(document.activeElement ?? document.body).outlineWidth,
      );
      expect(parseFloat(outline)).toBeGreaterThan(2);
      await show('result');
      await expect(page.evaluate(() => document.activeElement?.tagName)).resolves.toBe('MAIN');
      await show('result', { idleWarning: { endsAt: Date.now() + 15_000, extensionsLeft: 3 } });
      await expect(page.evaluate(() => document.activeElement?.textContent)).resolves.toBe('继续');
    });
  });

  describe('a scanner that types', () => {
    async function type(text: string): Promise<void> {
      for (const key of [...Array.from(text), 'Enter']) await page.keyboard.press(key);
    }

    it('gives its code, and its Enter presses nothing', async () => {
      await open('menu', { wedgeGapMs: 2000 });
      await page.keyboard.press('ArrowDown');
      await type('YKU0123456789abcdef');
      await page.getByRole('button', { name: '求助' }).tap();
      await until('both intents', () => meant().length >= 2);
      expect(meant()).toEqual([
        { do: 'wedge-code', text: 'YKU0123456789abcdef', durationMs: expect.any(Number) },
        { do: 'help' },
      ]);
    });

    it('is not confused with fingers', async () => {
      await open('menu', { wedgeGapMs: 50 });
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await until('an intent', () => meant().length === 1);
      expect(meant()).toEqual([{ do: 'choose', option: 'ticket:new', revision }]);
    });
  });

  describe('digits', () => {
    it('come from number keys as well; Enter ends what is complete', async () => {
      await open('keypad-complete', { wedgeGapMs: 30 });
      for (const key of ['7', 'Backspace', 'Enter']) {
        const before = meant().length;
        await page.keyboard.press(key);
        await until('its intent', () => meant().length > before);
      }
      expect(meant()).toEqual([
        { do: 'choose', option: 'digit-7', revision },
        { do: 'choose', option: 'erase', revision },
        { do: 'confirm', revision },
      ]);
    });

    it('are not taken from a scanner that types, which is heard as ever', async () => {
      await open('keypad-complete', { wedgeGapMs: 2000 });
      for (const key of [...'0123456789', 'Enter']) await page.keyboard.press(key);
      await page.getByRole('button', { name: '求助' }).tap();
      await until('both intents', () => meant().length >= 2);
      expect(meant()).toEqual([
        { do: 'wedge-code', text: '0123456789', durationMs: expect.any(Number) },
        { do: 'help' },
      ]);
    });
  });

  describe('the part that takes faces', () => {
    it('is loaded once a face may be taken, and by no other screen', async () => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      const ofFaces = (): boolean => asked.some((path) => /^\/face-models\/|\/(mirror|worker)-/.test(path));
      for (const name of ['idle', 'menu', 'ways', 'consent-finger', 'finger-place', 'keypad-empty'])
        await (name === 'idle' ? open(name) : show(name));
      expect(ofFaces()).toBe(false);
      await show('consent-face');
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

  describe('the voice', () => {
    it('says each prompt of a capture once it has stood, and of a number only the new digit', async () => {
      await open('consent-finger');
      await show('finger-place');
      await show('finger-clean');
      await show('keypad-empty');
      await show('keypad-complete');
      await until('a voice', async () => (await heard()).said.length >= 4);
      expect((await heard()).said.slice(-4).map(({ text }) => text)).toEqual([
        '指纹认证。请把手指平放在指纹仪上。',
        '没有看清，请擦一擦手指再放一次。',
        '请输入联系电话。',
        '零。没有问题，请按“就是这个号码”。',
      ]);
    });

    it('says each new screen, and is cut short by the next', async () => {
      await open('idle');
      await show('reading-card', { volume: 3 });
      await show('result', { volume: 3 });
      await until('a voice', async () => (await heard()).said.length >= 2);
      const { said, cancelled } = await heard();
      expect(said.at(-1)).toMatchObject({ lang: 'zh-CN', volume: 1 });
      expect(said.at(-1)?.text).toContain('您的号码是，A 零一二。');
      expect(cancelled).toBeGreaterThanOrEqual(2);
    });

    it('says nothing when it is off, and nothing to an empty hall', async () => {
      await open('menu', { volume: 0 });
      await show('result', { volume: 0 });
      await show('idle', { volume: 0 });
      expect((await heard()).said).toEqual([]);
      await show('menu', { volume: 2 });
      await until('a voice', async () => (await heard()).said.length > 0);
      const count = (await heard()).said.length;
      await show('idle', { volume: 2 });
      expect((await heard()).said).toHaveLength(count);
    });

    it('introduces the machine in the language that was just chosen', async () => {
      await open('idle');
      await show('idle', { language: 'en' });
      await until('a voice', async () => (await heard()).said.length === 1);
      expect((await heard()).said[0]).toMatchObject({ lang: 'en-GB' });
    });
  });

  describe('a station that goes away', () => {
    it('takes what was on the screen along, and the page comes back by itself', async () => {
      await open('result', { identified: true });
      station.reachable(false);
      await page.getByText('正在连接').waitFor();
      await expect(page.getByText('A012').count()).resolves.toBe(0);
      await expect(page.getByRole('button').count()).resolves.toBe(0);
      // Touches meanwhile mean nothing, now or later.
      await page.mouse.click(500, 1000);
      station.reachable(true);
      await page.getByText('A012').waitFor();
      expect(meant()).toEqual([]);
    });
  });

  describe('what the page is made of', () => {
    it('is loaded anew where a part of it did not come', async () => {
      let refused = 0;
      await page.route(/draw-[^/]*\.js$/, async (route) => {
        refused += 1;
        await (refused === 1 ? route.abort() : route.continue());
      });
      await open('idle');
      expect(refused).toBe(2);
    });

    it('brings its own letters, of which it loads what is on the screen', async () => {
      await open('idle');
      const loaded = (): Promise<readonly string[]> =>
        page.evaluate(async () => {
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
      page.on('response', (response) => {
        if (response.request().resourceType() === 'script') scripts.push(response.text());
      });
      await open('idle');
      const texts = await Promise.all(scripts);
      expect(texts.length).toBeGreaterThan(2);
      expect(texts.filter((text) => text.includes('ZodError'))).toEqual([]);
    });
  });

  describe('the gate', () => {
    it('tells pass and stop apart by sound', async () => {
      await page.addInitScript(() => {
        const tones: string[] = [];
        Object.assign(window, { tones });
        const create = AudioContext.prototype.createOscillator;
        AudioContext.prototype.createOscillator = function listen() {
          const tone = create.call(this);
          const start = tone.start.bind(tone);
          tone.start = (when) => {
            tones.push(`${tone.type} ${tone.frequency.value}`);
            start(when);
          };
          return tone;
        };
      });
      await page.goto(station.url('gate'));
      const sound = async (name: string): Promise<readonly string[]> => {
        revision += 1;
        station.show(faceView(screenOf(gateScreens, 'ready'), { face: 'gate', revision }));
        await page.waitForSelector(`[data-revision="${revision}"]`);
        await page.evaluate(() => (window as unknown as { tones: string[] }).tones.splice(0));
        revision += 1;
        station.show(faceView(screenOf(gateScreens, name), { face: 'gate', revision }));
        await page.waitForSelector(`[data-revision="${revision}"]`);
        return until('a sound', async () => {
          const tones = await page.evaluate(() => (window as unknown as { tones: string[] }).tones.slice());
          return tones.length > 0 && tones;
        });
      };
      const pass = await sound('pass');
      const stop = await sound('desk');
      expect(stop).not.toEqual(pass);
    });
  });
});
