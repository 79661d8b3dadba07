/// <reference lib="dom" />
/** From the finger on a business to the number on the screen, in a real browser. */
import { systemClock } from '#contracts/clock.ts';
import { VpcdEmulator } from '#drivers/vpcd/emulator.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { freePort } from '#test/support/free-port.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { runStandIn, StationProcess } from '#test/support/station-process.ts';
import { percentile, row, type BenchRow } from './bench.ts';

const rounds = 20;

export async function run(): Promise<readonly BenchRow[]> {
  const standIn = await runStandIn();
  const port = await freePort();
  const station = new StationProcess(
    hallConfig({
      platformUrl: standIn.url,
      devices: [{ id: 'kiosk-card', driver: 'vpcd', port }],
      change: { delays: { goodbyeMs: 1000 } },
    }),
  );
  const browser = await launchChromium();
  try {
    await station.start();
    await station.devicesReady();
    const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    await page.goto(station.address('url'));
    const card = new VpcdEmulator({ device: 'kiosk-card', host: '127.0.0.1', port, clock: systemClock });
    const samples: number[] = [];
    for (const person of standIn.people.slice(0, rounds)) {
      const inserted = await card.insert(person.card);
      if (!inserted.ok) throw new Error(inserted.error.code);
      const choice = page.getByRole('button', { name: /养老业务/ });
      // Measured inside the page: from the pointer's event to the frame after the number stands there.
      const shown = page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let touched = 0;
            addEventListener('pointerdown', () => (touched = performance.now()), {
              capture: true,
              once: true,
            });
            const look = (): void => {
              if (touched > 0 && /A\d{3}/.test(document.querySelector('main')?.textContent ?? ''))
                requestAnimationFrame(() => resolve(performance.now() - touched));
              else requestAnimationFrame(look);
            };
            look();
          }),
      );
      await choice.click({ timeout: 10_000 });
      samples.push(await shown);
      card.pull();
      await page.getByRole('button', { name: '结束', exact: true }).click();
      await page.getByRole('button', { name: /综合咨询/ }).waitFor();
    }
    const beside = `${rounds} people, Chromium at 1080 x 1920`;
    return [
      row('touch to number on the screen, p50', 'ms', percentile(samples, 0.5), null, beside),
      row('touch to number on the screen, p95', 'ms', percentile(samples, 0.95), 100, beside),
    ];
  } finally {
    await browser.close();
    await station.remove();
    await standIn.stop();
  }
}
