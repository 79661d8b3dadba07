/** Whether numbers are given today: its place is always there, so that nothing that is pressed moves when that changes. */
import { dayInWords } from '#contracts/hall/spoken-call.ts';
import { dayInLine } from './day-in-line.ts';
import type { HallSeen } from './hall-seen.ts';
import { useCaller } from './words.ts';

export function DayLine({ hall: { queue, configuration } }: { readonly hall: HallSeen }) {
  const { day, closed } = queue;
  const { language, words } = useCaller();
  const [first, ...rest] =
    closed === null
      ? [words.day.open(dayInWords(day.date, language)), words.day.gives]
      : dayInLine(day, closed, { words: words.day, language, timeZone: configuration.timeZone });
  return (
    <div aria-live="polite" className={closed === null ? 'caller-day' : 'caller-day caller-day-closed'}>
      <p>
        <strong>{first}</strong>
        {rest.map((part) => ` · ${part}`)}
      </p>
    </div>
  );
}
