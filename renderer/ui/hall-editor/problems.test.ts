import { describe, expect, it } from '@jest/globals';

import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import { configuration } from '#test/support/hall-fixtures.ts';
import { problemsOf } from './problems.ts';
import { editorEn } from './texts/en.ts';
import { editorZh } from './texts/zh.ts';

const { slots } = configuration.appointments;
const withAppointments = (changes: Partial<HallConfiguration['appointments']>): HallConfiguration => ({
  ...configuration,
  appointments: { ...configuration.appointments, ...changes },
});
const withWindows = (...windows: HallConfiguration['windows']): HallConfiguration => ({
  ...configuration,
  windows: [...configuration.windows, ...windows],
});

describe('what is wrong with a configuration', () => {
  it('is nothing where it can be saved', () => {
    expect(problemsOf(configuration, editorZh)).toEqual([]);
  });

  it('is told with the id of the entry, or with its place from 1, and with what belongs there', () => {
    const draft = withWindows(
      { id: 'w13', number: NaN, businesses: [] },
      { id: '', number: 14, businesses: ['Social'] },
    );
    expect(problemsOf(draft, editorZh)).toEqual([
      { place: '窗口 · w13 · 窗口号', rule: '1 到 999 的整数' },
      { place: '窗口 · w13 · 业务', rule: '至少一项，最多 24 项' },
      { place: '窗口 · 第 6 项 · 代号', rule: editorZh.rules.id },
      { place: '窗口 · 第 6 项 · 业务 · 第 1 项', rule: '至少一项，最多 24 项' },
    ]);
  });

  it('is told once a place, of names in each language, dates and appointments', () => {
    const [business, ...others] = configuration.businesses;
    const [slot] = configuration.appointments.slots;
    if (business === undefined || slot === undefined) throw new Error('the fixture has none');
    const draft: HallConfiguration = {
      ...configuration,
      businesses: [{ ...business, name: { zh: '', en: 'x'.repeat(65) } }, ...others],
      day: { ...configuration.day, holidays: ['2026-01-01', 'Friday'] },
      leads: { ...configuration.leads, elderly: -1 },
      appointments: { ...configuration.appointments, slots: [{ ...slot, capacity: 0 }] },
    };
    expect(problemsOf(draft, editorEn)).toEqual([
      { place: 'businesses · social · name · Chinese', rule: editorEn.rules.name },
      { place: 'businesses · social · name · English', rule: editorEn.rules.name },
      { place: 'priorities · 65 and older', rule: editorEn.rules.leads },
      { place: 'opening · holidays · entry 2', rule: editorEn.rules.holidays },
      { place: 'appointments · times · card Mon, Wed, Fri 09:00 · people', rule: editorEn.rules.capacity },
    ]);
  });

  it('is told of times of one business that overlap, with both, beside whatever else is wrong', () => {
    const [slot] = slots;
    if (slot === undefined) throw new Error('the fixture has none');
    const others = [
      { ...slot, business: 'housing' },
      { ...slot, weekdays: [2, 5], from: '09:20', to: '10:00' },
      // Being typed.
      { ...slot, to: '' },
    ];
    const draft = withAppointments({ slots: [slot, ...others] });
    expect(problemsOf(draft, editorZh)).toEqual([
      { place: '预约 · 时段 · card 每周一、三、五 09:00 · 到', rule: editorZh.rules.to },
      {
        place: '预约 · 时段 · card 每周二、五 09:20',
        rule: '与第 1 项（card 每周一、三、五 09:00）重叠：同一业务的时段不能重叠',
      },
    ]);
    expect(problemsOf(withAppointments({ slots: [slot, slot] }), editorEn)).toEqual([
      {
        place: 'appointments · times · card Mon, Wed, Fri 09:00',
        rule: 'overlaps entry 1 (card Mon, Wed, Fri 09:00), a time of the same business',
      },
    ]);
  });

  it.each<[field: keyof typeof editorZh.rules, set: (value: number) => HallConfiguration]>([
    ['number', (number) => withWindows({ id: 'w13', number, businesses: ['social'] })],
    ['leads', (front) => ({ ...configuration, leads: { ...configuration.leads, front } })],
    ['followUpDays', (followUpDays) => ({ ...configuration, followUpDays })],
    ['leaseSize', (leaseSize) => ({ ...configuration, leaseSize })],
    ['graceMinutes', (graceMinutes) => withAppointments({ graceMinutes })],
    ['daysAhead', (daysAhead) => withAppointments({ daysAhead })],
    ['capacity', (capacity) => withAppointments({ slots: slots.map((slot) => ({ ...slot, capacity })) })],
  ])('is told with the limits that the contract has: %s', (field, set) => {
    for (const words of [editorZh, editorEn]) {
      const [least = NaN, most = NaN] = (words.rules[field].match(/\d+/g) ?? []).map(Number);
      for (const right of [least, most]) expect(problemsOf(set(right), words)).toEqual([]);
      for (const wrong of [least - 1, most + 1, least + 0.5])
        expect(problemsOf(set(wrong), words)).toMatchObject([{ rule: words.rules[field] }]);
    }
  });
});
