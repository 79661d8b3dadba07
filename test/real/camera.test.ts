/** The emulated camera in a real Chromium: its picture arrives, its acts are seen by the face engine, and its cable can be pulled. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { systemClock } from '#contracts/clock.ts';
import { challengeActions, type ChallengeAction, type FaceFinding } from '#contracts/face.ts';
import { FaceEngineClient } from '#face/client.ts';
import { similarity } from '#face/similarity.ts';
import { seen } from '#station/face/challenge.ts';
import { featuresOf, medianFeatures, type Features } from '#station/face/features.ts';
import { gate } from '#station/face/guidance.ts';
import { TestCamera } from '#test/support/camera.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

jest.setTimeout(120_000);

/** A page that shows its camera, and gives a picture of it when asked. */
const html = `<!doctype html><video autoplay muted></video><script>
  const video = document.querySelector('video');
  async function begin() {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    globalThis.track = stream.getVideoTracks()[0];
    globalThis.ended = false;
    track.addEventListener('ended', () => (globalThis.ended = true));
    video.srcObject = stream;
    await video.play();
    return [video.videoWidth, video.videoHeight];
  }
  function picture() {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext('2d').drawImage(video, 0, 0);
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1];
  }
</script>`;

needs('chromium')('the emulated camera in Chromium', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let camera: TestCamera;
  let engine: FaceEngineClient;

  beforeAll(async () => {
    server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    engine = new FaceEngineClient({ clock: systemClock, environment: process.env });
    camera = new TestCamera();
    browser = await launchChromium(camera.flags);
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect(await page.evaluate('begin()')).toEqual([640, 480]);
  });

  afterAll(async () => {
    await browser?.close();
    engine?.stop();
    camera?.remove();
    await new Promise((closed) => server.close(closed));
  });

  const picture = (): Promise<string> => page.evaluate<string>('picture()');
  async function facesIn(jpeg: string): Promise<FaceFinding['faces']> {
    const found = await engine.analyse(jpeg, new AbortController().signal);
    if (!found.ok) throw new Error(`${found.error.code}: ${found.error.detail}`);
    return found.value.faces;
  }
  /** The page's picture follows the file within some frames. */
  const shows = (faces: number): Promise<FaceFinding['faces']> =>
    until(`${faces} faces in the picture`, async () => {
      const found = await facesIn(await picture());
      return found.length === faces ? found : null;
    });
  async function featuresIn(jpeg: string): Promise<Features> {
    const [face] = await facesIn(jpeg);
    if (face === undefined) throw new Error('no face');
    return featuresOf(face, 4 / 3);
  }

  it('shows a wall, one person, two, and a wall again', async () => {
    expect(await facesIn(await picture())).toEqual([]);
    await camera.stand('first');
    const [first] = await shows(1);
    await camera.stand('both');
    const two = (await shows(2)).toSorted((a, b) => a.box[0] - b.box[0]);
    expect(similarity(two[0]?.embedding ?? [], first?.embedding ?? [])).toBeGreaterThan(0.6);
    expect(similarity(two[1]?.embedding ?? [], first?.embedding ?? [])).toBeLessThan(0.4);
    await camera.stand('nobody');
    await shows(0);
  });

  describe.each(['first', 'second'] as const)('the %s person', (who) => {
    let rest: Features;

    beforeAll(async () => {
      await camera.stand('nobody');
      await shows(0);
      await camera.stand(who);
      const [face] = await shows(1);
      const features: Features[] = [];
      while (features.length < 5) features.push(await featuresIn(await picture()));
      rest = medianFeatures(features);
      // As the station's gate of quality wants a face.
      expect(face?.box[3]).toBeGreaterThan(gate.smallest);
      expect(face?.box[3]).toBeLessThan(gate.largest);
      expect(face?.antispoof).toBeGreaterThan(0.4);
      expect(face?.liveness).toBeGreaterThan(0.4);
      expect(Math.abs(rest.turn)).toBeLessThan(gate.turn);
      expect(Math.abs(rest.tilt)).toBeLessThan(gate.tilt);
    });

    /** By how much a face shows an act, in the measure that the station judges it by: 1 is enough. */
    const shown: Readonly<Record<ChallengeAction, (now: Features) => number>> = {
      'turn-left': (now) => (now.turn - rest.turn) / seen.turn,
      'turn-right': (now) => (rest.turn - now.turn) / seen.turn,
      nod: (now) => (now.nod - rest.nod) / seen.nod,
      'open-mouth': (now) => (now.mouth - rest.mouth) / seen.mouth,
      blink: (now) => (1 - now.eyes / rest.eyes) / (1 - seen.eyes),
    };

    it('is never quite still, and does nothing that was not asked for', async () => {
      const before = await picture();
      await until('another picture', async () => (await picture()) !== before);
      for (let look = 0; look < 5; look += 1) {
        const now = await featuresIn(await picture());
        for (const action of challengeActions) expect(shown[action](now)).toBeLessThan(1);
      }
    });

    it.each(challengeActions)('%s is seen as that, and as nothing else', async (action) => {
      await camera.act(action);
      // Whoever was not seen does it again.
      const face = await until(`${action} is seen`, async () => {
        if (camera.state.act === null) await camera.act(action);
        const now = await featuresIn(await picture());
        return shown[action](now) > 1 ? now : null;
      });
      await until('the act is over', () => camera.state.act === null);
      const others = (['turn-left', 'turn-right', 'open-mouth'] as const).filter((other) => other !== action);
      expect(others.filter((other) => shown[other](face) >= 1)).toEqual([]);
    });
  });

  it('a photograph moves, and its face does not', async () => {
    await camera.stand('nobody');
    await shows(0);
    await camera.stand('photo');
    const [first] = await shows(1);
    const turns: number[] = [];
    let moved = 0;
    await until('it moves', async () => {
      const [face] = await facesIn(await picture());
      if (face === undefined || first === undefined) throw new Error('no face');
      moved = Math.max(moved, Math.abs(face.box[0] - first.box[0]));
      turns.push(Math.abs(featuresOf(face, 4 / 3).turn - featuresOf(first, 4 / 3).turn));
      return turns.length >= 6 && moved > 0.002;
    });
    expect(Math.max(...turns)).toBeLessThan(seen.turn * seen.rest);
    await expect(camera.act('nod')).rejects.toThrow('not-permitted');
  });

  it('pulled out, its track ends and no camera is found; plugged in again, it is back', async () => {
    await camera.stand('first');
    for (let time = 0; time < 3; time += 1) {
      await camera.unplug();
      await until('the end of the track', () => page.evaluate<boolean>('ended'));
      await expect(page.evaluate('begin()')).rejects.toThrow('NotFoundError');
      await camera.plug();
      expect(await page.evaluate('begin()')).toEqual([640, 480]);
      await shows(1);
    }
  });
});
