/** At start, before anything is served: every intent that a crash left open gets its outcome. */
import type { Log } from '#contracts/log-events.ts';
import { ok, type Result } from '#contracts/result.ts';
import type { Scene, ScenePorts, Settled } from './services/scene.ts';

export async function reconcile(
  scenes: readonly Scene[],
  ports: ScenePorts,
  log: Log,
): Promise<Result<void>> {
  const open = ports.journal.openIntents();
  if (!open.ok) return open;
  const settled = new Map<string, number>();
  for (const intent of open.value) {
    const scene = scenes.find(({ intents }) => intents.includes(intent.kind));
    // A scene that this version no longer has: its intent is closed as unknown rather than kept for ever.
    const known: Result<Settled> =
      scene === undefined ? ok({ outcome: { result: 'unknown' } }) : await scene.settle(intent, ports);
    // What cannot be found out now stays open: a station that guessed would never ask again.
    if (!known.ok) return known;
    const { outcome, ...beside } = known.value;
    const ended = ports.journal.endIntent({
      id: intent.id,
      outcome,
      ...beside,
      audit: {
        event: 'station-reconciled',
        person: null,
        body: { ...intent.body, kind: intent.kind, result: outcome['result'] ?? null },
      },
    });
    if (!ended.ok) return ended;
    const key = `${intent.kind} ${String(outcome['result'])}`;
    settled.set(key, (settled.get(key) ?? 0) + 1);
  }
  for (const [key, count] of settled) {
    const [kind, outcome] = key.split(' ');
    log.event('station-reconciled', { kind, outcome, count });
  }
  return ok(undefined);
}
