import { beforeEach, describe, expect, it } from '@jest/globals';

import type { DeviceState } from '#contracts/devices.ts';
import type { FailureCode } from '#contracts/failures.ts';
import { deviceStateBodySchema, gateAlarmBodySchema } from '#contracts/city.ts';
import { platformEventSchema, type PlatformEvent } from '#contracts/platform-api.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { HandClock } from '#test/support/hand-clock.ts';

import { DeviceReports, reportDelays } from './device-reports.ts';

const { settleMs, sameAlarmMs } = reportDelays;
let clock: HandClock;
let sent: PlatformEvent[];
let answer: Result<void>;
let reports: DeviceReports;

beforeEach(() => {
  clock = new HandClock();
  sent = [];
  answer = ok(undefined);
  const record = ({ outbox }: { readonly outbox?: PlatformEvent }): Result<void> => {
    if (answer.ok && outbox !== undefined) sent.push(platformEventSchema.parse(outbox));
    return answer;
  };
  reports = new DeviceReports('demo-1', { record }, clock);
});

function state(to: DeviceState, code: FailureCode | null = null, device = 'gate-1'): void {
  const failure = code === null ? null : { code, detail: 'of no concern to the city' };
  reports.onDevice({ type: 'state', device, state: to, failure, name: 'a gate' });
}
const alarm = (active = true): void =>
  reports.onDevice({ type: 'gate-alarm', device: 'gate-1', alarm: 'tailgating', active });

describe('what the platform hears of devices', () => {
  it('is a state that has held', async () => {
    state('ready');
    await clock.turn(settleMs - 1);
    expect(sent).toEqual([]);
    await clock.turn(1);
    expect(sent).toEqual([
      {
        topic: 'device-state',
        station: 'demo-1',
        at: '2026-01-05T01:00:10.000Z',
        person: null,
        body: { device: 'gate-1', state: 'ready', code: null },
      },
    ]);
    expect(deviceStateBodySchema.parse(sent[0]?.body)).toEqual(sent[0]?.body);
    state('failing', 'device-no-answer');
    await clock.turn(settleMs);
    expect(sent[1]?.body).toEqual({ device: 'gate-1', state: 'failing', code: 'device-no-answer' });
  });

  it('is nothing of a device that is at work, or that comes and goes', async () => {
    state('ready');
    await clock.turn(settleMs);
    for (let n = 0; n < 50; n += 1) {
      state('busy');
      state('ready');
      state('failing', 'port-lost');
      await clock.turn(settleMs / 2);
      state('ready');
      await clock.turn(settleMs / 2);
    }
    await clock.turn(settleMs);
    expect(sent).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('is said once however often it is heard, and counts from the first time', async () => {
    state('absent');
    await clock.turn(settleMs / 2);
    state('absent');
    await clock.turn(settleMs / 2);
    state('absent');
    await clock.turn(settleMs);
    expect(sent).toHaveLength(1);
  });

  it('is told of each device', async () => {
    state('ready', null, 'gate-1');
    state('absent', null, 'printer-1');
    await clock.turn(settleMs);
    expect(sent.map(({ body }) => body['device'])).toEqual(['gate-1', 'printer-1']);
  });

  it('is written down as soon as it can be', async () => {
    answer = fail('disk-full');
    state('absent');
    await clock.turn(settleMs * 2);
    answer = ok(undefined);
    await clock.turn(settleMs);
    expect(sent).toHaveLength(1);
  });

  it('is nothing more once the station stops', async () => {
    state('absent');
    reports.stop();
    await clock.turn(settleMs);
    expect(sent).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('an alarm of a gate', () => {
  it('is told at once, its end is not, and the same one not again within a minute', async () => {
    alarm();
    alarm(false);
    alarm();
    expect(sent.map(({ topic, body }) => [topic, body])).toEqual([
      ['gate-alarm', { device: 'gate-1', alarm: 'tailgating' }],
    ]);
    expect(gateAlarmBodySchema.parse(sent[0]?.body)).toEqual(sent[0]?.body);
    reports.onDevice({ type: 'gate-alarm', device: 'gate-1', alarm: 'reverse', active: true });
    await clock.turn(sameAlarmMs);
    alarm();
    expect(sent.map(({ body }) => body['alarm'])).toEqual(['tailgating', 'reverse', 'tailgating']);
  });
});
