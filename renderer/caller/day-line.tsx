/** Whether numbers are given today: its place is always there, so that nothing that is pressed moves when that changes. */
import { dayInWords } from '#contracts/hall/spoken-call.ts';
import type { QueueView } from '#contracts/hall/views.ts';
import { dayInLine } from './day-in-line.ts';
import { useCaller } from './words.ts';

export function DayLine({ queue: { day, closed } }: { readonly queue: QueueView }) {
  const { language, words } = useCaller();
  const [first, ...rest] =
    closed === null
      ? [words.day.open(dayInWords(day.date, language)), words.day.gives]
      : dayInLine(day, closed, words.day, language);
  return (
    <div aria-live="polite" className={closed === null ? 'caller-day' : 'caller-day caller-day-closed'}>
      <p>
        <strong>{first}</strong>
        {rest.map((part) => ` · ${part}`)}
      </p>
    </div>
  );
}
