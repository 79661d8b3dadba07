/** The scene of qualification authentication without a station: events in, screens and effects out. */
import { expect } from '@jest/globals';

import type { Screen } from '#contracts/face-view.ts';
import type { QualificationOutcome, QualificationStatus } from '#contracts/qualification.ts';
import { fail, ok } from '#contracts/result.ts';
import { screenOf } from '#station/services/qualification/screens.ts';
import type {
  QualificationEffect,
  QualificationOutcomeEvent,
  QualificationState,
} from '#station/services/qualification/state.ts';
import { stepQualification } from '#station/services/qualification/step.ts';
import type { SceneEvent, SceneInfo } from '#station/services/scene.ts';
import { faceFrame } from './face-frames.ts';
import { recipient } from './qualification-bench.ts';
import { testConfig } from './station-config.ts';

const towns = [
  { id: 'east', name: { zh: '东街', en: 'East' } },
  { id: 'west', name: { zh: '西街', en: 'West' } },
];
export const config = testConfig({
  devices: [
    { id: 'reader', driver: 'vpcd', port: 'emulated' },
    { id: 'finger', driver: 'serial-fingerprint', port: 'emulated' },
    { id: 'printer', driver: 'escpos-printer', port: 'emulated' },
  ],
  faces: [
    {
      id: 'kiosk',
      page: 'kiosk',
      credentials: ['reader'],
      printer: 'printer',
      fingerprint: 'finger',
      camera: 'browser',
      services: ['qualification'],
    },
  ],
  qualification: { towns, face: { matcher: 'station' } },
});
export const status: QualificationStatus = {
  benefits: [
    {
      kind: 'resident',
      authenticatedOn: '2025-03-01',
      dueSince: '2026-02-01',
      validUntil: '2026-03-01',
      suspendedSince: null,
    },
  ],
  enrolled: { face: true, fingerprints: ['ef01'] },
  addresses: [{ id: '1', masked: '云江区示范路**号' }],
  phones: [{ id: '7', masked: '138****0001' }],
};
export const outcome: QualificationOutcome = {
  outcome: 'authenticated',
  authenticatedOn: '2026-02-03',
  nextBefore: '2027-02-03',
  resumed: false,
  reference: 'R-1',
};

/** One person at a kiosk, touch by touch; effects are not performed. */
export class Kiosk {
  state: QualificationState = { status: null, proxy: false, phase: { at: 'asking' } };
  effects: readonly QualificationEffect[] = [];
  left: 'menu' | 'failed' | 'end' | null = null;
  readonly info: SceneInfo;

  constructor(change: Partial<SceneInfo> = {}) {
    const [face] = config.faces;
    if (face === undefined) throw new Error('no face');
    this.info = { config, face, person: recipient, seatedMode: false, ...change };
  }

  take(event: SceneEvent<QualificationOutcomeEvent>): this {
    const next = stepQualification(this.state, event, this.info);
    this.effects = 'effects' in next ? next.effects : [];
    if (next.to === 'stay') this.state = next.state;
    else this.left = next.to;
    return this;
  }

  outcome(event: QualificationOutcomeEvent): this {
    return this.take({ type: 'outcome', outcome: event });
  }

  choose(option: string): this {
    expect(this.offered()).toContain(option);
    return this.take({ type: 'choose', option });
  }

  get screen(): Screen {
    return screenOf(this.state, this.info);
  }

  offered(): readonly string[] {
    const { screen } = this;
    return 'options' in screen ? screen.options.filter(({ enabled }) => enabled).map(({ id }) => id) : [];
  }

  /** At the choice of ways. */
  atWays(known: QualificationStatus | null = status): this {
    this.outcome({ type: 'status', status: known === null ? fail('platform-unreachable') : ok(known) });
    return this.choose('self');
  }

  capturing(): this {
    this.atWays().choose('face').take({ type: 'confirm' });
    return this.outcome({ type: 'begun', way: 'face', begun: ok({ attempt: 'a1' }) });
  }

  frames(from: number, count: number, ...faces: Parameters<typeof faceFrame>[1] & object): this {
    for (let index = 0; index < count; index += 1)
      this.take({
        type: 'evidence',
        evidence: faceFrame(from + index, faces),
        at: (from + index) * 100,
      });
    return this;
  }
}
