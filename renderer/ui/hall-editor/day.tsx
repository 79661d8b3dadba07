/** The day by hand: numbers given or not, and its end. */
import { useState } from 'react';

import type { DayChange, DayView } from '#contracts/hall/day.ts';
import type { Failure, Result } from '#contracts/result.ts';
import { Press } from '../button.tsx';
import { FailureLine } from '../staff-page.tsx';
import { useEditor } from './words.ts';

export function Day({
  day,
  by,
  change,
}: {
  readonly day: DayView;
  readonly by: string;
  readonly change: (change: DayChange['change']) => Promise<Result<unknown>>;
}) {
  const { words } = useEditor();
  const [ending, setEnding] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const press = async (what: DayChange['change']): Promise<void> => {
    setEnding(false);
    const answer = await change(what);
    setFailure(answer.ok ? null : answer.error);
  };
  const isOver = day.state === 'ended';
  return (
    <section className="panel" aria-label={words.today}>
      <h2>{words.today}</h2>
      <p>
        {day.date} · <strong>{words.dayStates[day.state]}</strong> ·{' '}
        {day.by === null ? words.byRule : words.byHand(day.by)}
      </p>
      <div className="row">
        {(['open', 'close', 'rule', 'end'] as const).map((what) => (
          <Press
            key={what}
            disabled={by === '' || isOver}
            onPress={() => (what === 'end' ? setEnding(true) : void press(what))}
          >
            {words.dayChanges[what]}
          </Press>
        ))}
      </div>
      <div aria-live="polite">
        {ending && !isOver && (
          <div className="failure">
            <p>{words.confirmEnd}</p>
            {/* Not where the first press was: a double one must not end the day. */}
            <div className="row">
              <Press onPress={() => setEnding(false)}>{words.cancel}</Press>
              <Press disabled={by === ''} onPress={() => void press('end')}>
                {words.endNow}
              </Press>
            </div>
          </div>
        )}
        {failure !== null && <FailureLine failure={failure} />}
      </div>
    </section>
  );
}
