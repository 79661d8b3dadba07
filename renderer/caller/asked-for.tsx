/** What waits for somebody to go or to answer: people at kiosks, and bad grades. */
import { useState } from 'react';

import type { Failure, Result } from '#contracts/result.ts';
import { Press } from '../ui/button.tsx';
import { clockTime, inWords } from '../ui/hall-time.ts';
import { FailureLine } from '../ui/staff-page.tsx';
import { businessName, namesOf, type HallSeen } from './hall-seen.ts';
import { useCaller } from './words.ts';

export function HelpCalls({
  hall,
  answer,
}: {
  readonly hall: HallSeen;
  readonly answer: (help: string) => Promise<Result<unknown>>;
}) {
  const { words } = useCaller();
  /** Of which call somebody's answer failed. */
  const [failed, setFailed] = useState<{ readonly help: string; readonly failure: Failure } | null>(null);
  const go = async (help: string): Promise<void> => {
    const answered = await answer(help);
    setFailed(answered.ok ? null : { help, failure: answered.error });
  };
  return (
    <div aria-live="assertive">
      {hall.help.length > 0 && (
        <section className="panel help-calls" aria-label={words.help}>
          <h2>{words.help}</h2>
          <ul>
            {hall.help.map(({ id, origin, at }) => (
              <li key={id}>
                <strong>{origin}</strong>
                <span>{clockTime(at, hall.configuration.timeZone)}</span>
                <Press look="primary" label={`${words.helpGo} ${origin}`} onPress={() => void go(id)}>
                  {words.helpGo}
                </Press>
                {failed?.help === id && <FailureLine failure={failed.failure} />}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** Shown where the service was given; answered by an administrator, not by who was rated. */
export function FollowUps({ hall }: { readonly hall: HallSeen }) {
  const { language, words, hall: hallTexts } = useCaller();
  if (hall.followUps.length === 0) return null;
  const names = namesOf(hall);
  return (
    <details className="panel follow-ups">
      <summary>
        <h2>
          {words.followUps} <span className="hint">{hall.followUps.length}</span>
        </h2>
      </summary>
      <ul className="queue-rows">
        {hall.followUps.map(({ ticket, number, grade, business, window, deadline, overdue }) => (
          <li key={ticket}>
            <strong>{words.followUpOf(number, hallTexts.grades[grade - 1] ?? '')}</strong>
            <span className="why">
              {businessName(hall, business, language)} ·{' '}
              {hallTexts.window(Number(names.windowNumber(window)))}
            </span>
            <span className={overdue ? 'attention' : 'hint'}>
              {overdue
                ? words.overdue
                : words.deadline(inWords(deadline, hall.configuration.timeZone, 'date', language))}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
