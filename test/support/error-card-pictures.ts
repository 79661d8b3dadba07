/**
 * Draws every error card as the kiosk does. As a command, `node test/support/error-card-pictures.ts`: writes the
 * pictures of docs/error-cards.md, from the pages that were built last.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import type { CredentialKind } from '#contracts/credentials.ts';
import { errorCardIds, type ErrorCardId } from '#contracts/error-cards.ts';
import { failureCodeSchema, failures, type FailureCode } from '#contracts/failures.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { startFixtureStation, type FixtureStation } from '#test/support/face-fixture-server.ts';
import { faceView } from '#test/support/face-fixtures.ts';
import { startFixtures } from '#test/support/staff-fixtures.ts';

const folder = join(import.meta.dirname, '../../docs/pictures/errors');

/** A card is 1000 pixels wide on the display and 360 in the picture. */
const pictureScale = 0.36;

export function errorCardPicture(card: ErrorCardId): string {
  return join(folder, `${card}.png`);
}

/** A code that leads to the card; a scene may also choose a card of its own, when the platform is away. */
function codeOf(card: ErrorCardId): FailureCode {
  const [code] = Object.entries(failures).find(([, failure]) => failure.card === card) ?? [];
  return failureCodeSchema.parse(code ?? 'platform-unreachable');
}

/** What was presented, where the card asks to look at its drawing. */
function credentialOf(card: ErrorCardId): CredentialKind | null {
  if (card.startsWith('code-')) return 'code';
  return card.startsWith('card-') ? 'social-security-card' : null;
}

/** Opens the kiosk and shows one card after the other; `look` sees each when it is drawn. */
export async function eachErrorCard(
  page: Page,
  station: FixtureStation,
  look: (card: ErrorCardId) => Promise<void>,
): Promise<void> {
  await page.goto(station.url('kiosk'));
  for (const [index, card] of errorCardIds.entries()) {
    const revision = 1000 + index;
    const screen = {
      kind: 'error',
      credential: credentialOf(card),
      card,
      code: codeOf(card),
      options: [],
    } as const;
    station.show(faceView(screen, { revision, identified: true, pixelsPerMm: 3.21 }));
    await page.waitForSelector(`[data-revision="${revision}"] .error-card`);
    await page.evaluate(() => document.fonts.ready);
    await look(card);
  }
}

async function write(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const station = await startFixtureStation(startFixtures);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({
      viewport: { width: 1080, height: 1920 },
      deviceScaleFactor: pictureScale,
      // Drawings stand where their act ends, so that a picture is the same each time.
      reducedMotion: 'reduce',
    });
    await eachErrorCard(page, station, async (card) => {
      await page.locator('.error-card').screenshot({ path: errorCardPicture(card) });
    });
  } finally {
    await browser.close();
    await station.close();
  }
}

if (import.meta.main) await write();
