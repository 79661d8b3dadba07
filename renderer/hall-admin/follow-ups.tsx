/** Bad grades, each to be answered with what was found and done. */
import { useState } from 'react';

import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { FollowUp } from '#contracts/hall/ratings.ts';
import type { Failure, Result } from '#contracts/result.ts';
import { Press } from '../ui/button.tsx';
import { inWords } from '../ui/hall-time.ts';
import { FailureLine, useStaff } from '../ui/staff-page.tsx';
import { hallWords } from '../ui/texts/hall-words.ts';
import { adminTexts } from './texts.ts';

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
  const { language } = useStaff();
  const words = adminTexts[language];
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
          : words.deadline(inWords(deadline, configuration.timeZone, 'date', language))}
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
        disabled={note.trim() === '' || by === ''}
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
  const { language } = useStaff();
  const words = adminTexts[language];
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
