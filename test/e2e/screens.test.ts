/**
 * Every screen of the kiosk and the gate in a real browser: WCAG 2.2 AA by axe, the figures of the experience in
 * millimetres as rendered, for both modes, both languages, standing and lying displays. Pictures in test-results/.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import type { FaceView } from '#contracts/face-view.ts';
import { languages } from '#contracts/text.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { hearComplaints } from '#test/support/complaints.ts';
import { startFixtureStation, type FixtureStation } from '#test/support/face-fixture-server.ts';
import { faceView, gateScreens, kioskScreens, screenOf } from '#test/support/face-fixtures.ts';
import { needs } from '#test/support/needs.ts';
import { measurePage, type PageMeasures } from '#test/support/page-measures.ts';
import { startFixtures } from '#test/support/staff-fixtures.ts';

const pictures = join(import.meta.dirname, '../../test-results/screens');

/** Millimetres and ratios of the experience's table. */
const figures = {
  standard: { target: 15, gap: 6, text: 4.8, leading: 1 },
  elder: { target: 20, gap: 8, text: 6, leading: 1.3 },
} as const;
const seatedReachMm = 1220;

interface Display {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly pixelsPerMm: number;
}
/** 27 and 32 inch standing, 15.6 and 27 inch lying. */
const displays: readonly Display[] = [
  { name: 'standing-27', width: 1080, height: 1920, pixelsPerMm: 3.21 },
  { name: 'standing-32', width: 1080, height: 1920, pixelsPerMm: 2.71 },
  { name: 'lying-27', width: 1920, height: 1080, pixelsPerMm: 3.21 },
  { name: 'lying-15.6', width: 1920, height: 1080, pixelsPerMm: 5.56 },
];

/** What may come on top of a screen. */
const additions: Readonly<Record<string, () => Partial<FaceView>>> = {
  'help-called': () => ({ help: 'called' }),
  'help-answered': () => ({ help: 'answered' }),
  'idle-warning': () => ({ idleWarning: { endsAt: Date.now() + 18_000, extensionsLeft: 9 } }),
  troubled: () => ({ platform: 'away', troubles: ['printer-paper-out', 'reader-lost'] }),
};

/** Words of options that stand on more than one line: runs in the browser. */
function brokenWords(): string[] {
  return [...document.querySelectorAll('.option-label, .option-detail')].flatMap(({ firstChild }) => {
    const words = firstChild?.textContent?.matchAll(/[A-Za-z]+/g) ?? [];
    return [...words].flatMap(({ 0: word, index }) => {
      const range = document.createRange();
      range.setStart(firstChild as Node, index);
      range.setEnd(firstChild as Node, index + word.length);
      return range.getClientRects().length > 1 ? [word] : [];
    });
  });
}

needs('chromium')('every screen', () => {
  let browser: Browser;
  let station: FixtureStation;
  let page: Page;
  let revision = 1;
  const complaints: string[] = [];

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    station = await startFixtureStation(startFixtures);
    browser = await launchChromium();
    page = await browser.newPage();
    hearComplaints(page, complaints);
  });

  afterAll(async () => {
    await browser.close();
    await station.close();
  });

  async function open(role: 'kiosk' | 'gate', display: Pick<Display, 'width' | 'height'>): Promise<void> {
    await page.setViewportSize(display);
    await page.goto('about:blank');
    await page.goto(station.url(role));
    await loadAxe(page);
  }

  /** Shows the view and waits until it is drawn in its own font. */
  async function show(view: FaceView): Promise<void> {
    revision += 1;
    station.show({ ...view, revision });
    await page.waitForSelector(`[data-revision="${revision}"]`);
    await page.evaluate(() => document.fonts.ready);
  }

  function expectFigures(measures: PageMeasures, elder: boolean): void {
    const { target, gap, text, leading } = figures[elder ? 'elder' : 'standard'];
    // A hundredth of a millimetre is the browser's rounding to its layout unit.
    const under = (value: number, limit: number): boolean => value < limit - 0.01;
    expect(measures.targets.filter(({ width, height }) => under(Math.min(width, height), target))).toEqual(
      [],
    );
    expect(measures.gaps.filter((pair) => under(pair.gap, gap))).toEqual([]);
    expect(measures.texts.filter(({ height }) => under(height, text))).toEqual([]);
    expect(measures.texts.filter((one) => under(one.leading, leading))).toEqual([]);
    expect(measures.overflows).toEqual([]);
    expect(elder ? measures.moving : 0).toBe(0);
  }

  for (const language of languages) {
    for (const elderMode of [false, true]) {
      const mode = elderMode ? '关怀版' : 'standard';
      it(`${mode}, ${language}: keeps WCAG 2.2 AA${elderMode ? ' and 7 : 1' : ''}`, async () => {
        await open('kiosk', { width: 1080, height: 1920 });
        const found: Record<string, readonly string[]> = {};
        const base = { language, elderMode, pixelsPerMm: 3.21, identified: true };
        for (const [name, screen] of Object.entries(kioskScreens)) {
          await show(faceView(screen, base));
          found[name] = await violations(page, elderMode);
          await page.screenshot({
            path: join(pictures, `${name}-${language}-${elderMode ? 'elder' : 'standard'}.png`),
          });
        }
        for (const [name, change] of Object.entries(additions)) {
          await show(faceView(screenOf(kioskScreens, 'idle'), { ...base, ...change() }));
          found[name] = await violations(page, elderMode);
        }
        expect(Object.entries(found).filter(([, problems]) => problems.length > 0)).toEqual([]);
      });

      for (const display of displays) {
        it(`${mode}, ${language}, ${display.name}: sizes, gaps and text in millimetres`, async () => {
          await open('kiosk', display);
          const { pixelsPerMm } = display;
          const textSteps = elderMode ? ([0, 2] as const) : ([0] as const);
          for (const textStep of textSteps) {
            for (const [name, screen] of Object.entries(kioskScreens)) {
              for (const [addition, change] of Object.entries({ plain: () => ({}), ...additions })) {
                const seen = { language, elderMode, textStep, pixelsPerMm, identified: true, ...change() };
                await show(faceView(screen, seen));
                const measures = await page.evaluate(measurePage, pixelsPerMm);
                try {
                  expectFigures(measures, elderMode);
                } catch (error) {
                  throw new Error(`${name}, ${addition}, text step ${textStep}: ${String(error)}`, {
                    cause: error,
                  });
                }
              }
            }
          }
        });
      }
    }
  }

  it.each(displays)('no English word is broken where many businesses stand on $name', async (display) => {
    const { pixelsPerMm } = display;
    await open('kiosk', display);
    const broken: string[] = [];
    for (const elderMode of [false, true]) {
      for (const name of ['idle', 'businesses', 'many-businesses']) {
        await show(faceView(screenOf(kioskScreens, name), { language: 'en', elderMode, pixelsPerMm }));
        broken.push(...(await page.evaluate(brokenWords)));
      }
    }
    expect(broken).toEqual([]);
  });

  it('seated mode keeps every control within a seated reach', async () => {
    for (const display of displays) {
      await open('kiosk', display);
      for (const elderMode of [false, true]) {
        for (const [name, screen] of Object.entries(kioskScreens)) {
          const view = faceView(screen, {
            elderMode,
            seatedMode: true,
            pixelsPerMm: display.pixelsPerMm,
            help: 'called',
          });
          await show(view);
          const { highest, overflows } = await page.evaluate(measurePage, display.pixelsPerMm);
          expect({ display: display.name, name, elderMode, overflows }).toEqual({
            display: display.name,
            name,
            elderMode,
            overflows: [],
          });
          expect(view.lowerEdgeMm + highest).toBeLessThanOrEqual(seatedReachMm);
        }
      }
    }
  });

  it('what to do is drawn in movement, for everybody else', async () => {
    await open('kiosk', { width: 1080, height: 1920 });
    for (const name of [
      'idle',
      'reading-card',
      'ways',
      'face-nearer',
      'finger-place',
      'present-staff-card',
    ]) {
      await show(faceView(screenOf(kioskScreens, name)));
      const { moving } = await page.evaluate(measurePage, 3.2);
      expect({ name, moves: moving > 0 }).toEqual({ name, moves: true });
    }
  });

  it('nothing moves for whoever asked their system for less movement', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open('kiosk', { width: 1080, height: 1920 });
    for (const screen of Object.values(kioskScreens)) {
      await show(faceView(screen));
      expect((await page.evaluate(measurePage, 3.2)).moving).toBe(0);
    }
    await page.emulateMedia({ reducedMotion: null });
  });

  it('the gate shows one sign, keeps WCAG 2.2 AA, and no part of it leaves the screen', async () => {
    for (const display of [
      { width: 1280, height: 720 },
      { width: 800, height: 1280 },
    ]) {
      await open('gate', display);
      for (const language of languages) {
        for (const [name, screen] of Object.entries(gateScreens)) {
          await show(faceView(screen, { face: 'gate', language }));
          expect({ name, rules: await violations(page) }).toEqual({ name, rules: [] });
          const { overflows } = await page.evaluate(measurePage, 3.2);
          expect({ name, overflows }).toEqual({ name, overflows: [] });
          await page.screenshot({ path: join(pictures, `gate-${name}-${language}-${display.width}.png`) });
        }
      }
    }
  });

  it('the browser had nothing to complain about: no error, nothing against the security policy', () => {
    expect(complaints).toEqual([]);
  });
});
