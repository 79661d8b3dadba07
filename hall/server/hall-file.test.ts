import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readHallFile } from './hall-file.ts';

const businesses = [
  { id: 'pension', name: { zh: '养老', en: 'Pension' }, prefix: 'A' },
  { id: 'card', name: { zh: '社保卡', en: 'Card' }, prefix: 'B' },
];

describe("a hall server's file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yikatong-hall-file-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function read(hall: object) {
    const file = join(folder, 'hall.json');
    writeFileSync(file, JSON.stringify({ hall: { name: { zh: '厅', en: 'Hall' }, businesses, ...hall } }));
    return readHallFile(file);
  }

  it('is taken when it is whole', () => {
    expect(read({})).toMatchObject({ ok: true, value: { port: 8700 } });
  });

  it('is refused with every place that no schema can see', () => {
    const time = { business: 'card', weekdays: [1], from: '09:00', to: '10:00', capacity: 3 };
    const answer = read({
      timeZone: 'Mars/Olympus',
      businesses: businesses.map((business) => ({ ...business, prefix: 'A' })),
      windows: [{ id: 'w1', number: 1, businesses: ['none'] }],
      appointments: { slots: [time, { ...time, from: '09:30', to: '10:30' }] },
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'config-invalid' } });
    const detail = answer.ok ? '' : (answer.error.detail ?? '');
    expect(detail).toContain('hall.timeZone Mars/Olympus');
    expect(detail).toContain('hall.businesses.prefix A: is there twice');
    expect(detail).toContain('hall.windows.w1: there is no business none');
    expect(detail).toContain('hall.appointments.slots.1: overlaps appointments.slots.0');
  });
});
