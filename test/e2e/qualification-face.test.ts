/** By face, end to end: the right person, another, a photograph, two, nobody, and cameras that fail. */
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { launchChromium } from '#test/support/chromium.ts';
import { needs } from '#test/support/needs.ts';
import { pictures, qualificationKiosk, screenMs } from '#test/support/qualification-e2e.ts';

needs('chromium')('qualification authentication', () => {
  const kiosk = qualificationKiosk();
  const { expectShown, expectError, press, somebody, toWays, byFace } = kiosk;

  describe('by face', () => {
    it('passes the right person: receipt shown and printed, once at the platform', async () => {
      const tickets = kiosk.printer.state().tickets;
      await byFace(somebody());
      await kiosk.page.locator('[data-prompt]').first().waitFor({ timeout: screenMs });
      await kiosk.page.screenshot({ path: join(pictures, 'capture.png') });
      await expectShown('认证成功');
      await expectShown('已提交');
      await expectShown('请取走回执');
      await kiosk.page.screenshot({ path: join(pictures, 'receipt.png') });
      expect(kiosk.printer.state().tickets).toBe(tickets + 1);
      expect(kiosk.printer.state().picture).toContain('认证成功');
    });

    it('does not pass another person, and says what to do', async () => {
      await kiosk.camera.stand('second');
      await byFace(somebody());
      await expectError('这次没有认出是您本人', 'face-mismatch');
      await kiosk.page.screenshot({ path: join(pictures, 'another-person.png') });
    });

    it('does not pass a photograph: it cannot do what is asked', async () => {
      await kiosk.camera.stand('photo');
      await byFace(somebody(), false);
      await expectError('没有看清您做的动作', 'face-not-live');
    });

    it('does not pass two people', async () => {
      await kiosk.camera.stand('both');
      await byFace(somebody(), false);
      await expectShown('请旁边的人退后');
      await expectError('画面里有两个人', 'face-several');
    });

    it('waits for somebody, and gives up in time', async () => {
      await kiosk.camera.stand('nobody');
      await byFace(somebody(), false);
      await expectShown('请面对屏幕');
      await kiosk.page.getByText('没有看到您的脸').first().waitFor({ timeout: screenMs });
      await expectError('没有看到您的脸', 'face-not-found');
    });

    it('is left at once for another way, from the middle of the capture', async () => {
      await kiosk.camera.stand('nobody');
      await byFace(somebody(), false);
      await expectShown('请面对屏幕');
      await press('换一种方式');
      await expectShown('用哪种方式认证');
    });

    it('refused on the consent screen, leads back to the other ways, and no camera was opened', async () => {
      await toWays(somebody());
      await press(/^刷脸/);
      await press('不同意');
      await expectShown('用哪种方式认证');
      expect(await kiosk.page.locator('video').count()).toBe(0);
    });

    it('survives a camera that is pulled out in the middle', async () => {
      await kiosk.camera.stand('nobody');
      await byFace(somebody(), false);
      await expectShown('请面对屏幕');
      await kiosk.camera.unplug();
      try {
        await expectError('这台机器现在不能刷脸', 'camera-lost');
      } finally {
        await kiosk.camera.plug();
      }
    });

    it('says so when the browser may not use the camera', async () => {
      const strict = await launchChromium([
        '--use-fake-device-for-media-stream',
        '--deny-permission-prompts',
      ]);
      try {
        const page = await strict.newPage({ viewport: { width: 1080, height: 1920 } });
        await page.goto(kiosk.station.address('url'));
        await kiosk.elsewhere(page, async () => {
          await expectShown(/请刷|请出示/);
          await byFace(somebody(), false);
          await expectError('这台机器现在不能刷脸', 'camera-denied');
        });
      } finally {
        await strict.close();
      }
    });
  });
});
