/** Composes what qualification authentication needs; null where no face of the station offers it. */
import { randomInt } from 'node:crypto';

import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import { FaceEngineClient } from '#face/client.ts';
import type { StationConfig } from './config/schema.ts';
import { FaceDesk } from './face/desk.ts';
import type { IdentifyServices } from './identify/identify.ts';
import type { Sealer } from './identify/seal.ts';
import { identifyStaff } from './identify/staff.ts';
import type { Journal } from './journal/journal.ts';
import type { PlatformClient } from './platform-client/client.ts';
import type { OutboxSender } from './platform-client/outbox-sender.ts';
import { childEnvironment } from './processes/child-port.ts';
import type { QualificationPorts } from './qualification-ports.ts';
import { OpenAttempts } from './services/qualification/open-attempts.ts';

export interface QualificationParts {
  readonly config: StationConfig;
  readonly platform: PlatformClient;
  readonly journal: Journal;
  readonly sender: Pick<OutboxSender, 'settled'>;
  /** Null: there is no key to seal to. */
  readonly seal: Sealer | null;
  /** Of a face: whoever may not be served is on record with it. */
  readonly identify: (face: string) => Omit<IdentifyServices, 'seal'>;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** `stop` ends the face engine. */
export function composeQualification(
  parts: QualificationParts,
): { readonly ports: QualificationPorts; readonly stop: () => void } | null {
  const { config, platform, journal, sender, seal, identify, version, clock, log } = parts;
  if (seal === null || !config.faces.some(({ services }) => services.includes('qualification'))) return null;
  const engine = new FaceEngineClient({
    clock,
    environment: childEnvironment(process.env),
    onReady: (ms) => log.event('face-engine-started', { ms: Math.round(ms) }),
  });
  const ports: QualificationPorts = {
    platform,
    faces: new FaceDesk({ config: config.qualification.face, engine, platform, seal }),
    attempts: new OpenAttempts(),
    identifyStaff: (credential, face, signal) =>
      identifyStaff(
        credential,
        { ...identify(face), platform, memory: journal.staff, seal: (number) => seal('identity', number) },
        signal,
      ),
    seal,
    settled: (key, deadlineMs, signal) => sender.settled(key, deadlineMs, signal),
    random: () => randomInt(2 ** 32) / 2 ** 32,
    version,
  };
  return { ports, stop: () => engine.stop() };
}
