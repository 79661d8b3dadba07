/** By finger, with staff, by a visit at home, the rules around them; and every way in both modes and languages. */
import { join } from 'node:path';

import { describe, expect, it, jest } from '@jest/globals';

import { platformPaths, type StandInPerson } from '#contracts/platform-api.ts';
import { languages } from '#contracts/text.ts';
import { loadAxe, violations } from '#test/support/axe.ts';
import { needs } from '#test/support/needs.ts';
import { pictures, qualificationKiosk } from '#test/support/qualification-e2e.ts';
import { until } from '#test/support/until.ts';

jest.setTimeout(180_000);

needs('chromium')('qualification authentication', () => {
  const kiosk = qualificationKiosk();
  const { expectShown, expectError, press, somebody, staff, toIdle, toWays, toKeypad, outcomes } = kiosk;

  describe('by finger', () => {
    const begin = async (who: StandInPerson): Promise<void> => {
      await toWays(who);
      await press(/^指纹/);
      await expectShown('按指纹之前，请您同意');
      await press(/^同意/);
      await expectShown('请把手指按在指纹仪上');
    };

    it('passes the finger on file', async () => {
      const who = somebody();
      await begin(who);
      kiosk.finger.command({
        action: 'put-finger',
        device: 'finger',
        template: who.fingerTemplate,
        quality: 'good',
      });
      await expectShown('认证成功');
    });

    it('asks again after a smudge, and does not pass another finger', async () => {
      await begin(somebody());
      kiosk.finger.command({ action: 'put-finger', device: 'finger', template: null, quality: 'smudge' });
      await expectShown('没看清');
      kiosk.finger.command({ action: 'lift-finger', device: 'finger' });
      kiosk.finger.command({ action: 'put-finger', device: 'finger', template: null, quality: 'good' });
      await expectError('这次指纹没有对上', 'finger-mismatch');
    });
  });

  describe('with staff', () => {
    it('is confirmed by sight, with the ground and the member of staff in the record', async () => {
      await toWays(somebody());
      await press(/^工作人员协助/);
      await expectShown('请工作人员刷本人的卡');
      kiosk.card.pull();
      expect((await kiosk.card.insert(staff().card)).ok).toBe(true);
      await press('指纹磨损');
      await expectShown('请当面核对');
      await press('我已当面核对');
      await expectShown('认证成功');
      const { attempts } = await outcomes();
      expect(attempts.at(-1)).toMatchObject({ way: 'staff', outcome: 'authenticated' });
      const bodies = (await kiosk.standIn.events()).map(({ event }) => event.body);
      expect(bodies).toContainEqual(
        expect.objectContaining({ way: 'staff', ground: 'worn-fingers', matcher: 'sight', staff: 'W-0180' }),
      );
    });

    it('is not confirmed by a citizen’s card', async () => {
      await toWays(somebody());
      await press(/^工作人员协助/);
      await expectShown('请工作人员刷本人的卡');
      kiosk.card.pull();
      expect((await kiosk.card.insert(somebody().card)).ok).toBe(true);
      await expectShown('没有认出这张工作人员的卡');
      await expectShown('工作人员查看：staff-unknown');
      // The others stand beside it; this one is not offered again at once.
      await expectShown('预约上门');
      expect(await kiosk.page.getByRole('button', { name: /^工作人员协助/ }).count()).toBe(0);
    });
  });

  it('by a visit at home: one question a screen, and it is on the town’s list', async () => {
    await toWays(somebody());
    await press(/^预约上门/);
    await press('西街');
    await press(/^都不是/);
    await toKeypad(/用别的号码/, /请输入电话号码/);
    for (const digit of '13800000012') await press(digit);
    await expectShown('138 0000 0012');
    await press(/^号码对/);
    await press('周末');
    await expectShown('请看一下，对吗');
    await press('确认预约');
    await expectShown('已为您预约上门');
    const { visits } = await outcomes();
    expect(visits.at(-1)).toMatchObject({
      town: 'west',
      wish: 'weekend',
      proxy: false,
      details: { phone: '13800000012', address: null, phoneOnFile: null },
    });
  });

  it('a proxy is told that it needs the person, and books a visit', async () => {
    expect((await kiosk.card.insert(somebody().card)).ok).toBe(true);
    await press(/待遇领取资格认证/);
    await press('我替家人来办');
    await expectShown('资格认证要本人来做');
    await press('给家人预约上门');
    await press('东街');
    await expectShown('请输入电话号码');
  });

  it('a card of somebody recorded as dead is turned to a window, without a word of the cause', async () => {
    const dead = kiosk.standIn.people.find(({ person }) => person.deceased);
    if (dead === undefined) throw new Error('nobody');
    await kiosk.card.insert(dead.card);
    await expectShown('您的信息需要核实');
    await until('it is on record', async () =>
      (await kiosk.standIn.events()).some(({ event }) => event.topic === 'person-refused'),
    );
  });

  it('authenticated elsewhere meanwhile, the platform’s answer counts', async () => {
    const who = somebody();
    await toWays(who);
    await fetch(new URL(platformPaths.enrol, kiosk.standIn.url), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person: who.index, authenticatedElsewhere: true }),
    });
    await press(/^指纹/);
    await press(/^同意/);
    kiosk.finger.command({
      action: 'put-finger',
      device: 'finger',
      template: who.fingerTemplate,
      quality: 'good',
    });
    await expectShown('您已在别处认证过');
  });

  describe.each(languages)('in %s', (language) => {
    it.each([false, true])(
      'every way leads to its receipt and keeps WCAG 2.2 AA, 关怀版 %s',
      async (elder) => {
        const name = (zh: RegExp, en: RegExp): RegExp => (language === 'en' ? en : zh);
        const found: Record<string, readonly string[]> = {};
        const look = async (screen: string): Promise<void> => {
          found[screen] = await violations(kiosk.page, elder);
          const mode = elder ? 'elder' : 'standard';
          await kiosk.page.screenshot({ path: join(pictures, `${screen}-${language}-${mode}.png`) });
        };
        /** A new visitor, to the choice of ways. */
        const visit = async (who: StandInPerson): Promise<void> => {
          kiosk.card.pull();
          await toIdle();
          if (language === 'en') await press('English');
          if (elder) await press(name(/关怀版/, /Easy view/));
          expect((await kiosk.card.insert(who.card)).ok).toBe(true);
          await press(name(/待遇领取资格认证/, /Qualification authentication/));
          await expectShown(name(/我是本人/, /I am the person/));
        };
        await loadAxe(kiosk.page);
        const authenticated = name(/认证成功/, /You are authenticated/);

        await visit(somebody());
        await look('overview');
        await press(name(/我是本人/, /I am the person/));
        await expectShown(name(/用哪种方式认证/, /Which way/));
        await look('ways');
        await press(name(/^刷脸/, /^Face/));
        await expectShown(name(/刷脸之前/, /Before your face/));
        await look('consent-face');
        await kiosk.camera.stand('nobody');
        await press(name(/^同意/, /^I agree/));
        await expectShown(name(/请面对屏幕/, /Please face the screen/));
        await look('face');
        kiosk.act();
        await kiosk.camera.stand('first');
        await expectShown(authenticated);
        await look('receipt');
        await kiosk.stop();

        const fingers = somebody();
        await visit(fingers);
        await press(name(/我是本人/, /I am the person/));
        await press(name(/^指纹/, /^Fingerprint/));
        await look('consent-finger');
        await press(name(/^同意/, /^I agree/));
        await expectShown(name(/请把手指按在指纹仪上/, /Put your finger/));
        await look('finger');
        kiosk.finger.command({
          action: 'put-finger',
          device: 'finger',
          template: fingers.fingerTemplate,
          quality: 'good',
        });
        await expectShown(authenticated);

        await visit(somebody());
        await press(name(/我是本人/, /I am the person/));
        await press(name(/^工作人员协助/, /^With staff/));
        await expectShown(name(/请工作人员刷本人的卡/, /Staff: please present/));
        await look('staff-card');
        kiosk.card.pull();
        expect((await kiosk.card.insert(staff().card)).ok).toBe(true);
        await press(name(/行动不便/, /Limited mobility/));
        await expectShown(name(/请当面核对/, /check in person/));
        await look('staff-confirm');
        await press(name(/我已当面核对/, /I have checked/));
        await expectShown(authenticated);

        await visit(somebody());
        await press(name(/我是本人/, /I am the person/));
        await press(name(/^预约上门/, /^Home visit/));
        await press(name(/东街/, /East Street/));
        await look('visit-address');
        await press(name(/^都不是/, /^None of these/));
        await toKeypad(/用别的号码|Another number/, /请输入电话号码|Type the telephone number/);
        await look('keypad');
        for (const digit of '62810000') await press(digit);
        await press(name(/^号码对/, /The number is right/));
        await press(name(/越快越好/, /As soon as possible/));
        await look('visit-summary');
        await press(name(/确认预约/, /^Book/));
        await expectShown(name(/已为您预约上门/, /Your home visit is booked/));
        await look('visit-booked');
        expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual({});
      },
    );
  });
});
