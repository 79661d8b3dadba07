import { describe, expect, it } from '@jest/globals';

import type { BusinessStatus } from '#contracts/hall-api.ts';
import type { Appointment } from '#contracts/hall/appointments.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { Identified } from '../../identify/identified.ts';
import { testConfig } from '#test/support/station-config.ts';
import type { SceneInfo, ScenePorts } from '../scene.ts';
import { offerBusinesses } from './offers.ts';
import { placeOf } from './waits.ts';

const config = testConfig();
const [face] = config.faces;
if (face === undefined) throw new Error('no face');
const person: Identified = {
  key: 'hash',
  audit: 'AUDIT1',
  maskedName: '张*',
  sealed: null,
  priority: null,
  credential: 'social-security-card',
  confirmed: true,
  notes: [],
};
const [pension, advice] = config.hall.businesses;
if (pension === undefined || advice === undefined) throw new Error('no businesses');

const at = (time: string): number => Date.parse(`2026-01-05T${time}:00+08:00`);
const booked: Appointment = {
  id: 'booking',
  business: 'advice',
  date: '2026-01-05',
  from: at('09:30'),
  to: at('10:00'),
  state: 'booked',
  ticket: null,
};

function status(business: BusinessStatus['business'], change: Partial<BusinessStatus>): BusinessStatus {
  return { business, open: true, waiting: 3, windows: 2, expectedWaitMs: 690_000, ...change };
}

async function offered(
  statuses: readonly BusinessStatus[],
  appointments: Result<readonly Appointment[]> = ok([]),
  who: Identified | null = person,
) {
  const info: SceneInfo = { config, face: face as SceneInfo['face'], person: who, seatedMode: false };
  const hall: Pick<ScenePorts['hall'], 'businesses' | 'appointmentsOf'> = {
    businesses: async () => ok(statuses),
    appointmentsOf: async () => appointments,
  };
  const options = await offerBusinesses(info, { hall } as ScenePorts);
  return options.map(({ id, detail, enabled }) => [id, detail?.zh ?? null, enabled]);
}

describe('businesses', () => {
  it('say who waits and how long where windows call', async () => {
    expect(await offered([status(pension, {}), status(advice, { waiting: 0, expectedWaitMs: 0 })])).toEqual([
      ['pension', '3 人等候，约 12 分钟', true],
      ['advice', '现在没有人等候', true],
    ]);
  });

  it('say nothing of waits where no window calls', async () => {
    const silent = { windows: 0, expectedWaitMs: null };
    expect(await offered([status(pension, silent), status(advice, { ...silent, open: false })])).toEqual([
      ['pension', null, true],
      ['advice', '现在不取号', false],
    ]);
  });

  it("of an appointment of today come first and say its time in the hall's zone", async () => {
    const later = { ...booked, id: 'later', from: at('15:00'), to: at('15:30') };
    const statuses = [status(pension, {}), status(advice, {})];
    expect(await offered(statuses, ok([later, booked]))).toEqual([
      ['advice', '您预约了今天 09:30\u2060–\u206010:00，点这里取号', true],
      ['pension', '3 人等候，约 12 分钟', true],
    ]);
    expect((await offered(statuses, fail('hall-unavailable'))).map(([id]) => id)).toEqual([
      'pension',
      'advice',
    ]);
  });

  it('are the anonymous ones for somebody without a credential, who has no appointments', async () => {
    expect(await offered([status(pension, {}), status(advice, {})], ok([booked]), null)).toEqual([
      ['advice', '3 人等候，约 12 分钟', true],
    ]);
  });
});

describe('a given number', () => {
  const given = (ahead: number, expectedWaitMs: number | null) =>
    placeOf({ ticket: undefined as never, existing: false, ahead, expectedWaitMs })?.zh ?? null;

  it('says who is before and how long', () => {
    expect(given(3, 660_001)).toBe('前面还有 3 人，约 12 分钟');
    expect(given(2, 1)).toBe('前面还有 2 人，约 1 分钟');
    expect(given(0, 150_000)).toBe('前面没有人了，请留意叫号');
    expect(given(3, null)).toBeNull();
  });
});
