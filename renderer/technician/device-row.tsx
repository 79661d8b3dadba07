import { useState } from 'react';

import type { Failure } from '#contracts/result.ts';
import type { DeviceStatus } from '#contracts/technician.ts';
import { Press } from '../ui/button.tsx';
import { inWords } from '../ui/hall-time.ts';
import { FailureLine, useStaff } from '../ui/staff-page.tsx';

export interface DeviceActions {
  readonly test: (device: string) => Promise<{ readonly text: string; readonly failure: Failure | null }>;
  readonly enable: (device: string) => Promise<{ readonly failure: Failure | null }>;
}

/** What the last action on a device came to. */
type Outcome =
  | { readonly kind: 'working' }
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

export function DeviceRow({
  device,
  timeZone,
  test,
  enable,
}: DeviceActions & {
  readonly device: DeviceStatus;
  /** The station's. */
  readonly timeZone: string;
}) {
  const { language, words } = useStaff();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const run = async (
    action: () => Promise<{ readonly text?: string; readonly failure: Failure | null }>,
  ): Promise<void> => {
    setOutcome({ kind: 'working' });
    const answer = await action().catch(() => null);
    // No answer: the socket went, and the page with it says so.
    if (answer === null) setOutcome(null);
    else if (answer.failure === null) setOutcome({ kind: 'said', text: answer.text ?? '' });
    else setOutcome({ kind: 'failed', failure: answer.failure });
  };
  const since = inWords(device.since, timeZone, 'moment', language);
  return (
    <li className="device-row">
      <div className="device-row-head">
        <span className={`state state-${device.state}`}>{words.technician.states[device.state]}</span>
        <strong>{device.id}</strong>
        <code>{device.driver}</code>
        <span className="device-row-name">{device.name ?? ''}</span>
        <span className="hint">
          {words.technician.since} {since}
        </span>
        {device.state === 'out-of-order' && (
          <Press look="primary" onPress={() => void run(() => enable(device.id))}>
            {words.technician.enable}
          </Press>
        )}
        <Press disabled={outcome?.kind === 'working'} onPress={() => void run(() => test(device.id))}>
          {outcome?.kind === 'working' ? words.technician.testing : words.technician.test}
        </Press>
      </div>
      {device.failure !== null && <FailureLine failure={device.failure} />}
      <div aria-live="polite">
        {outcome?.kind === 'said' && <p className="device-row-answer">{outcome.text}</p>}
        {outcome?.kind === 'failed' && <FailureLine failure={outcome.failure} />}
      </div>
    </li>
  );
}
