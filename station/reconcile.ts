/** At start, before anything is served: every intent that a crash left open gets its outcome. */
import type { Log } from '#contracts/log-events.ts';
import { ok, type Result } from '#contracts/result.ts';
import type { OpenIntent } from './journal/journal.ts';
import type { Scene, ScenePorts, Settled } from './services/scene.ts';

/** The intents that only a hall can judge that is away now: they stay open, for `settle` when it is back. */
export async function reconcile(
  scenes: readonly Scene[],
  ports: ScenePorts,
  log: Log,
): Promise<Result<readonly OpenIntent[]>> {
  const open = ports.journal.openIntents();
  return open.ok ? settle(open.value, scenes, ports, log) : open;
}

/** As `reconcile`, for intents that are known. */
export async function settle(
  open: readonly OpenIntent[],
  scenes: readonly Scene[],
  ports: ScenePorts,
  log: Log,
): Promise<Result<readonly OpenIntent[]>> {
  const left: OpenIntent[] = [];
  const settled = new Map<string, number>();
  for (const intent of open) {
    const scene = scenes.find(({ intents }) => intents.includes(intent.kind));
    // A scene that this version no longer has: its intent is closed as unknown rather than kept for ever.
    const known: Result<Settled> =
      scene === undefined ? ok({ outcome: { result: 'unknown' } }) : await scene.settle(intent, ports);
    // What cannot be found out now stays open: a station that guessed would never ask again.
    if (!known.ok) {
      if (known.error.code !== 'hall-unavailable') return known;
      left.push(intent);
      continue;
    }
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
  return ok(left);
}

/** What only the hall can say is asked when it can be reached. */
export function settleWhenBack(
  hall: { readonly away: boolean; onChange(listener: () => void): void },
  open: readonly OpenIntent[],
  ask: (intents: readonly OpenIntent[]) => Promise<Result<readonly OpenIntent[]>>,
): void {
  let left = open;
  let isAsking = false;
  let changedMeanwhile = false;
  const look = (): void => {
    changedMeanwhile = isAsking;
    if (isAsking || hall.away || left.length === 0) return;
    isAsking = true;
    void ask(left).then((answer) => {
      if (answer.ok) left = answer.value;
      isAsking = false;
      if (changedMeanwhile) look();
    });
  };
  hall.onChange(look);
}
