import { afterEach, describe, expect, it } from '@jest/globals';

import { createMetrics, type Metrics } from './metrics.ts';

let metrics: Metrics | null = null;
afterEach(() => metrics?.close());

function setUp(state: 'ready' | 'failing' = 'ready'): Metrics {
  metrics = createMetrics({
    devices: () => [{ id: 'gate', driver: 'modbus-gate', state, name: null, since: 0, failure: null }],
    deviceHostRestarts: () => 2,
    outbox: () => 7,
    platformReachable: () => false,
    pages: () => ({ kiosk: 1, gate: 0 }),
    more: [],
  });
  return metrics;
}

describe('createMetrics', () => {
  it('tells what the station is and what it has done', async () => {
    const made = setUp('failing');
    made.sessionEnded('kiosk', 'finished');
    made.sessionEnded('kiosk', 'finished');
    made.identified('code', 'ok', 0.012);
    made.passage('passed');
    made.numberGiven('card');
    made.printed('paper-out');
    const lines = (await made.text()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'yikatong_sessions_total{face="kiosk",reason="finished"} 2',
        'yikatong_identify_seconds_bucket{le="0.01",credential="code",outcome="ok"} 0',
        'yikatong_identify_seconds_bucket{le="0.015",credential="code",outcome="ok"} 1',
        'yikatong_passages_total{result="passed"} 1',
        'yikatong_numbers_total{business="card"} 1',
        'yikatong_prints_total{result="paper-out"} 1',
        'yikatong_device_state{device="gate",driver="modbus-gate",state="failing"} 1',
        'yikatong_device_state{device="gate",driver="modbus-gate",state="ready"} 0',
        'yikatong_device_host_restarts 2',
        'yikatong_outbox_entries 7',
        'yikatong_platform_reachable 0',
        'yikatong_pages{role="kiosk"} 1',
      ]),
    );
    expect(lines.filter((line) => line.startsWith('yikatong_event_loop_delay_seconds{'))).toHaveLength(2);
  });

  it('is in the form that Prometheus reads, with a meaning for each', async () => {
    const text = await setUp().text();
    for (const line of text
      .split('\n')
      .filter((candidate) => candidate !== '' && !candidate.startsWith('#'))) {
      expect(line).toMatch(/^yikatong_[a-z_]+(?:\{[^{}]*\})? (?:[-+0-9.e]+|NaN)$/);
    }
    const named = new Set(text.match(/^# TYPE (\S+)/gm)?.map((line) => line.slice(7)));
    const explained = new Set(text.match(/^# HELP (\S+)/gm)?.map((line) => line.slice(7)));
    expect(explained).toEqual(named);
  });
});
