/** Opening a gate and recording the passage: the intent is durable before the coil is written. */
import type { PassageResult } from '#contracts/devices.ts';
import type { Failure } from '#contracts/result.ts';
import type { SceneInfo, ScenePorts } from '../scene.ts';

export type EntryOutcome =
  | { readonly type: 'opened'; readonly opening: string }
  | { readonly type: 'refused'; readonly failure: Failure }
  | { readonly type: 'recorded'; readonly result: PassageResult };

export const gateOpenKind = 'gate-open';

export async function openGate(info: SceneInfo, ports: ScenePorts): Promise<EntryOutcome> {
  const { face, config, person } = info;
  if (face.gate === undefined)
    return { type: 'refused', failure: { code: 'device-unknown', detail: 'gate' } };
  const opening = ports.newId();
  const begun = ports.journal.beginIntent({
    id: opening,
    kind: gateOpenKind,
    body: {
      face: face.id,
      direction: face.direction,
      person: person?.key ?? null,
      audit: person?.audit ?? null,
    },
  });
  if (!begun.ok) return { type: 'refused', failure: begun.error };
  const opened = await ports.call(
    { method: 'gate-open', device: face.gate, opening, direction: face.direction },
    config.delays.gateOpenMs,
  );
  if (opened.ok) return { type: 'opened', opening };
  endOpening(opening, 'no-answer', opened.error.code, info, ports);
  return { type: 'refused', failure: opened.error };
}

export async function recordPassage(
  opening: string,
  result: PassageResult,
  info: SceneInfo,
  ports: ScenePorts,
): Promise<EntryOutcome> {
  endOpening(opening, result, null, info, ports);
  return Promise.resolve({ type: 'recorded', result });
}

function endOpening(
  opening: string,
  result: PassageResult,
  cause: string | null,
  { face, person, config }: SceneInfo,
  ports: ScenePorts,
): void {
  const { log, metrics } = ports;
  log.event('passage', { face: face.id, person: person?.key, result, direction: face.direction });
  metrics.passage(result);
  const body = { face: face.id, direction: face.direction, result, cause, audit: person?.audit ?? null };
  // A passage is over whether or not the disk takes it: the journal reports its own failure, and an intent
  // without an outcome is settled at the next start.
  ports.journal.endIntent({
    id: opening,
    outcome: { result, cause },
    audit: { event: 'passage', person: person?.key ?? null, body },
    outbox: {
      topic: 'passage',
      station: config.station,
      at: new Date(ports.now()).toISOString(),
      person: person?.key ?? null,
      body,
    },
  });
}
