import { describe, expect, it } from '@jest/globals';

import { logEvents, type LogEventName, type LogFields } from '#contracts/log-events.ts';
import { HandClock } from '#test/support/hand-clock.ts';

import { createLog } from './log.ts';

function setUp(level: 'debug' | 'info' | 'warn' | 'error' = 'debug') {
  const lines: string[] = [];
  const clock = new HandClock(Date.UTC(2026, 0, 5, 1, 2, 3, 4));
  const log = createLog({ clock, level, destination: { write: (line) => void lines.push(line) } });
  return { lines, log };
}

describe('createLog', () => {
  it('writes one line of JSON: level, time, fields, event', () => {
    const { lines, log } = setUp();
    log.event('device-state', { device: 'gate', state: 'failing', code: 'port-lost', detail: undefined });
    expect(lines).toEqual([
      '{"level":"info","at":"2026-01-05T01:02:03.004Z","device":"gate","state":"failing","code":"port-lost","event":"device-state"}\n',
    ]);
  });

  it('writes each event at the level of the catalogue, and nothing below the level asked for', () => {
    const { lines, log } = setUp('warn');
    for (const name of Object.keys(logEvents) as LogEventName[]) log.event(name, {});
    const written = lines.map((line) => JSON.parse(line) as { event: LogEventName; level: string });
    const expected = Object.entries(logEvents).filter(
      ([, { level }]) => level === 'warn' || level === 'error',
    );
    expect(written.map(({ event }) => event)).toEqual(expected.map(([name]) => name));
    expect(written.every(({ event, level }) => logEvents[event].level === level)).toBe(true);
  });

  it('writes no field that the catalogue does not name, wherever it comes from', () => {
    const { lines, log } = setUp();
    const wider = { device: 'gate', state: 'ready', name: '张三', number: '500110195402030017' };
    log.event('device-state', wider);
    expect(lines.join('')).not.toMatch(/张三|500110/);
  });

  it('is refused by the compiler with a field that the catalogue does not name', () => {
    const { log } = setUp();
    // @ts-expect-error -- the compiler must not take a name
    log.event('identified', { face: 'kiosk', name: '张三' });
    // @ts-expect-error -- nor an event that is not in the catalogue
    expect(() => log.event('person-seen', {})).toThrow(TypeError);
  });

  it('names no event by a field that could hold a name or an identity number', () => {
    const suspicious = /name|number$|identity|address|birth|card$|text/i;
    const found = Object.entries(logEvents).flatMap(([event, { fields }]) =>
      fields.filter((field) => suspicious.test(field)).map((field) => `${event}.${field}`),
    );
    // A ticket's number.
    expect(found).toEqual(['number-given.number', 'ticket-printed.number', 'hall-merge-refused.number']);
    const fields: LogFields<'number-given'> = { number: 'A012' };
    expect(fields.number).toBe('A012');
  });
});
