/** What an administrator does today: the day by hand, answers to bad grades; and who changed the configuration before. */
import { useState } from 'react';

import type { ConfigurationVersion, HallConfiguration } from '#contracts/hall/configuration.ts';
import type { DayChange, DayView } from '#contracts/hall/day.ts';
import type { FollowUp } from '#contracts/hall/ratings.ts';
import type { Failure, Result } from '#contracts/result.ts';
import { Press } from '../ui/button.tsx';
import { FailureLine } from '../ui/staff-page.tsx';
import { hallWords } from '../ui/texts/hall-words.ts';
import { changesBetween } from './changes.ts';
import { ChangeList } from './review.tsx';
import { useAdmin } from './words.ts';

export function Today({
  day,
  by,
  change,
}: {
  readonly day: DayView;
  readonly by: string;
  readonly change: (change: DayChange['change']) => Promise<Result<unknown>>;
}) {
  const { words } = useAdmin();
  const [ending, setEnding] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const press = async (what: DayChange['change']): Promise<void> => {
    if (what === 'end' && !ending) {
      setEnding(true);
      return;
    }
    setEnding(false);
    const answer = await change(what);
    setFailure(answer.ok ? null : answer.error);
  };
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
            disabled={by.trim() === '' || day.state === 'ended'}
            onPress={() => void press(what)}
          >
            {words.dayChanges[what]}
          </Press>
        ))}
      </div>
      <div aria-live="polite">
        {ending && <p className="failure">{words.confirmEnd}</p>}
        {failure !== null && <FailureLine failure={failure} />}
      </div>
    </section>
  );
}

function OneFollowUp({
  followUp,
  configuration,
  by,
  close,
}: {
  readonly followUp: FollowUp;
  readonly configuration: HallConfiguration;
  readonly by: string;
  readonly close: (ticket: string, note: string) => Promise<Result<unknown>>;
}) {
  const { language, words } = useAdmin();
  const [note, setNote] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const { ticket, number, grade, business, deadline, overdue } = followUp;
  const send = async (): Promise<void> => {
    const answer = await close(ticket, note.trim());
    setFailure(answer.ok ? null : answer.error);
  };
  const name = configuration.businesses.find(({ id }) => id === business)?.name[language] ?? business;
  return (
    <li>
      <strong>{number}</strong>
      <span>{hallWords[language].grades[grade - 1]}</span>
      <span>{name}</span>
      <span className={overdue ? 'attention' : 'hint'}>
        {overdue
          ? words.overdue
          : words.deadline(new Date(deadline).toLocaleDateString(language === 'zh' ? 'zh-CN' : 'en-GB'))}
      </span>
      <input
        aria-label={`${words.note} ${number}`}
        placeholder={words.note}
        maxLength={500}
        size={40}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      <Press
        label={`${words.close} ${number}`}
        disabled={note.trim() === '' || by.trim() === ''}
        onPress={() => void send()}
      >
        {words.close}
      </Press>
      {failure !== null && <FailureLine failure={failure} />}
    </li>
  );
}

export function FollowUps({
  followUps,
  ...rest
}: {
  readonly followUps: readonly FollowUp[];
  readonly configuration: HallConfiguration;
  readonly by: string;
  readonly close: (ticket: string, note: string) => Promise<Result<unknown>>;
}) {
  const { words } = useAdmin();
  return (
    <section className="panel" aria-label={words.followUps}>
      <h2>{words.followUps}</h2>
      {followUps.length === 0 && <p className="hint">{words.noFollowUps}</p>}
      <ul className="rows">
        {followUps.map((followUp) => (
          <OneFollowUp key={followUp.ticket} followUp={followUp} {...rest} />
        ))}
      </ul>
    </section>
  );
}

/** Newest first; each with what it changed. */
export function History({ versions }: { readonly versions: readonly ConfigurationVersion[] }) {
  const { language, words } = useAdmin();
  return (
    <details className="panel">
      <summary>
        <h2>{words.history}</h2>
      </summary>
      <ol className="history">
        {versions.map(({ version, by, at, configuration }, index) => {
          const before = versions[index + 1];
          const time = new Date(at).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', { hour12: false });
          return (
            <li key={version}>
              <p>{words.version(version, by, time)}</p>
              {before !== undefined && (
                <ChangeList changes={changesBetween(before.configuration, configuration)} />
              )}
            </li>
          );
        })}
      </ol>
    </details>
  );
}
