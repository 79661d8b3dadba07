/** The acts of qualification authentication on a real journal; platform, devices and engine answer as they are told. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { DeviceCall } from '#contracts/devices.ts';
import type { QualificationStatus } from '#contracts/qualification.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { FaceVerdict } from '#station/face/desk.ts';
import type { Identified } from '#station/identify/identified.ts';
import { openDataFolder } from '#station/journal/data-folder.ts';
import { openJournal, type Journal } from '#station/journal/journal.ts';
import type { QualificationPorts } from '#station/qualification-ports.ts';
import { actQualification } from '#station/services/qualification/act.ts';
import { OpenAttempts } from '#station/services/qualification/open-attempts.ts';
import type {
  QualificationEffect,
  QualificationOutcomeEvent,
} from '#station/services/qualification/state.ts';
import type { SceneInfo, ScenePorts } from '#station/services/scene.ts';
import { HandClock } from './hand-clock.ts';
import { testConfig } from './station-config.ts';

/** Somebody who draws a pension. */
export const recipient: Identified = {
  key: 'k1',
  audit: 'AUDIT1',
  maskedName: '测*',
  priority: null,
  credential: 'identity-card',
  confirmed: true,
  notes: [],
  sealed: 'key.enc.text',
};
/** What the desk says of the right person. */
export const passedFace: FaceVerdict = {
  result: 'passed',
  matcher: 'station',
  matchScore: 0.62,
  matchThreshold: 0.5,
  antispoof: 0.8,
  antispoofThreshold: 0.4,
  liveness: 0.9,
  livenessThreshold: 0.4,
  challenge: 'nod',
  challengeMs: 900,
  image: null,
  failure: null,
};

export class QualificationBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'yikatong-qualification-'));
  readonly clock = new HandClock();
  readonly session = new AbortController();
  readonly attempts = new OpenAttempts();
  readonly calls: DeviceCall[] = [];
  readonly forgotten: AbortSignal[] = [];
  readonly logged: string[] = [];
  readonly journal: Journal;
  status: Result<QualificationStatus> = fail('platform-unreachable');
  verdict: Result<FaceVerdict> = ok(passedFace);
  template: Result<{ readonly template: string }> = ok({ template: 'dGVtcGxhdGU=' });
  deviceAnswer: Result<object> = ok({ matched: true, score: 120, least: 50 });
  staff: Result<{ readonly key: string; readonly staff: string }> = ok({ key: 'k2', staff: 'S-1' });
  readonly #close: () => void;

  constructor() {
    const folder = openDataFolder(this.folder, randomBytes);
    if (!folder.ok) throw new Error(folder.error.code);
    const journal = openJournal(folder.value, this.clock, randomUUID);
    if (!journal.ok) throw new Error(journal.error.code);
    this.journal = journal.value;
    this.#close = () => {
      journal.value.close();
      folder.value.release();
    };
  }

  get info(): SceneInfo {
    const config = testConfig({
      devices: [
        { id: 'reader', driver: 'vpcd', port: 'emulated' },
        { id: 'finger', driver: 'serial-fingerprint', port: 'emulated' },
      ],
      faces: [
        {
          id: 'kiosk',
          page: 'kiosk',
          credentials: ['reader'],
          fingerprint: 'finger',
          camera: 'browser',
          services: ['qualification'],
        },
      ],
    });
    const [face] = config.faces;
    if (face === undefined) throw new Error('no face');
    return { config, face, person: recipient, seatedMode: false };
  }

  get ports(): ScenePorts {
    const qualification: QualificationPorts = {
      platform: {
        qualificationStatus: () => Promise.resolve(this.status),
        fingerprintTemplate: () => Promise.resolve(this.template),
      },
      faces: {
        warm: () => undefined,
        begin: (_attempt, _identity, signal) => void this.forgotten.push(signal),
        look: () => undefined,
        judge: () => Promise.resolve(this.verdict),
      },
      attempts: this.attempts,
      identifyStaff: () => Promise.resolve(this.staff),
      seal: (what, plain) => Promise.resolve(`${what}.${String(plain).length}.sealed`),
      settled: () => Promise.resolve(null),
      random: () => 0,
      version: '1.2.3',
    };
    return {
      hall: undefined as never,
      phoneUrl: () => null,
      journal: this.journal,
      call: ((call: DeviceCall) => {
        this.calls.push(call);
        return Promise.resolve(this.deviceAnswer);
      }) as ScenePorts['call'],
      newId: randomUUID,
      log: { event: (name) => void this.logged.push(name) },
      metrics: { passage: () => undefined, numberGiven: () => undefined, printed: () => undefined },
      now: () => this.clock.now(),
      monotonic: () => this.clock.monotonic(),
      qualification,
    };
  }

  act(effect: QualificationEffect): Promise<QualificationOutcomeEvent> {
    return actQualification(effect, this.info, this.ports, this.session.signal);
  }

  async begin(way: 'face' | 'fingerprint'): Promise<string> {
    const begun = await this.act({ do: 'begin', way });
    if (begun.type !== 'begun' || !begun.begun.ok) throw new Error('not begun');
    return begun.begun.value.attempt;
  }

  /** Bodies of the outbox's messages, with the keys. */
  sent(): { key: string; topic: string; body: unknown }[] {
    const messages = [];
    for (;;) {
      const claimed = this.journal.outbox.claim();
      if (!claimed.ok || claimed.value === null) return messages;
      const { id, event } = claimed.value;
      messages.push({ key: id, topic: event.topic, body: event.body });
      this.journal.outbox.acknowledge(id);
    }
  }

  outcomes(): unknown[] {
    const recent = this.journal.recentIntents('qualification', 0);
    return recent.ok ? recent.value.map(({ outcome }) => outcome) : [];
  }

  openKinds(): string[] {
    const open = this.journal.openIntents();
    return open.ok ? open.value.map(({ kind }) => kind) : [];
  }

  files(): string {
    return readdirSync(this.folder)
      .map((name) => readFileSync(join(this.folder, name)).toString('latin1'))
      .join('\n');
  }

  remove(): void {
    this.#close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
