/** A whole station whose device host is killed while a card is read: an error card at once, and everything back within 2 s. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { FaceView } from '#contracts/face-view.ts';
import type { TechnicianView } from '#contracts/technician.ts';
import { openPage } from '#test/support/page-client.ts';
import { StationProcess } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';

const demo = JSON.parse(readFileSync(join(import.meta.dirname, '../../config/demo.json'), 'utf8')) as Record<
  string,
  unknown
>;

let station: StationProcess;
let ending: (() => Promise<void>)[];
/** How long its start took, milliseconds: how quickly a device host is back is told in it. */
let startMs: number;

beforeEach(async () => {
  station = new StationProcess(demo);
  ending = [];
  const begunAt = performance.now();
  await station.start();
  await station.devicesReady();
  startMs = performance.now() - begunAt;
});

afterEach(async () => {
  for (const end of ending) await end();
  await station.remove();
});

function page(address: Parameters<StationProcess['address']>[0]) {
  const { client, close } = openPage(station.address(address));
  ending.push(close);
  return client;
}

describe('a station whose device host is killed in a read', () => {
  it('shows an error card, is back within 2 s, and reads the next card', async () => {
    const views: FaceView[] = [];
    const kiosk = page('url');
    kiosk.face.watch.subscribe(undefined, { onData: (view) => views.push(view) });
    let technician: TechnicianView | null = null;
    page('technicianUrl').technician.watchDevices.subscribe(undefined, {
      onData: (view) => {
        technician = view;
      },
    });
    const dock = page('dockUrl').dock.request;
    const screen = (): FaceView['screen'] | undefined => views.at(-1)?.screen;
    const host = (): TechnicianView['deviceHost'] | undefined => technician?.deviceHost;
    const ready = (): boolean => technician?.devices.every(({ state }) => state === 'ready') === true;
    await until('the pages to be drawn', () => screen()?.kind === 'idle' && ready());

    await dock.mutate({
      do: 'emulator',
      command: {
        action: 'misbehave',
        device: 'kiosk-card',
        misbehaviour: { kind: 'delay', ms: 5000, times: null },
      },
    });
    const card = {
      do: 'insert-card',
      device: 'kiosk-card',
      person: 3,
      specVersion: '2.00',
      odd: null,
    } as const;
    const inserting = dock.mutate(card);
    await until('the card to be read', () => screen()?.kind === 'reading');

    const killed = host()?.pid ?? 0;
    const killedAt = performance.now();
    process.kill(killed, 'SIGKILL');
    const error = await until('the error card', () => {
      const now = screen();
      return now?.kind === 'error' ? now : null;
    });
    expect(error).toMatchObject({ card: 'device-down', code: 'device-restarting' });
    await until('the devices to be back', () => ready() && host()?.pid !== killed);
    expect(performance.now() - killedAt).toBeLessThan(500 + startMs);
    expect(host()).toMatchObject({ running: true, restarts: 1 });

    await inserting;
    await kiosk.face.intend.mutate({ do: 'finish', revision: views.at(-1)?.revision ?? 0 });
    await until('the screen to be clear', () => screen()?.kind === 'idle');
    await dock.mutate({
      do: 'emulator',
      command: { action: 'misbehave', device: 'kiosk-card', misbehaviour: null },
    });
    expect(await dock.mutate(card)).toEqual({ failure: null });
    await until('the person to be greeted', () => screen()?.kind === 'choices');
  });
});
