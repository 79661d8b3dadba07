/** Whoever was still there when the day ended, of today and of the former day: apart from those who are set aside now. */
import type { BusinessQueue, LeftOverTicket } from '#contracts/hall/views.ts';
import { Press } from '../ui/button.tsx';
import { otherDay, type HallSeen } from './hall-seen.ts';
import type { Act } from './presses.ts';
import { reasonInWords } from './why.ts';
import { useCaller } from './words.ts';

interface Props {
  readonly queue: BusinessQueue;
  readonly hall: HallSeen;
  /** The window can call somebody. */
  readonly canCall: boolean;
  /** A press is on its way. */
  readonly disabled: boolean;
  readonly press: (act: Act) => void;
}

function Row({
  left: { ticket, calls, reason },
  hall,
  canCall,
  disabled,
  press,
}: Omit<Props, 'queue'> & { readonly left: LeftOverTicket }) {
  const { language, words } = useCaller();
  const day = otherDay(hall, ticket, language) ?? words.today;
  const notes = [
    calls === 0 ? words.neverCalled : words.calledBefore(calls),
    reasonInWords(reason, words),
    ticket.offline ? words.offlineTicket : null,
  ].filter((note) => note !== null);
  // The same number may wait in the queue of today.
  const name = `${day} ${ticket.number}`;
  return (
    <li>
      <strong>{ticket.number}</strong>
      <span className="figures">{day}</span>
      <span className="hint why">{notes.join(' · ')}</span>
      <Press
        disabled={!canCall}
        label={`${words.callThis} ${name}`}
        onPress={() => press({ do: 'call-ticket', ticket: ticket.id })}
      >
        {words.callThis}
      </Press>
      <Press
        disabled={disabled}
        label={`${words.back} ${name}`}
        onPress={() => press({ do: 'resume', ticket: ticket.id, at: 'front' })}
      >
        {words.back}
      </Press>
    </li>
  );
}

export function LeftOver({ queue, ...row }: Props) {
  const { words } = useCaller();
  const { leftOver, leftOverCount } = queue;
  if (leftOverCount === 0) return null;
  return (
    <details className="left-over">
      <summary>{words.leftOver(leftOverCount)}</summary>
      <ul className="queue-rows">
        {leftOver.map((left) => (
          <Row key={left.ticket.id} left={left} {...row} />
        ))}
      </ul>
      {leftOver.length < leftOverCount && <p className="hint">{words.leftOverLatest(leftOver.length)}</p>}
    </details>
  );
}
