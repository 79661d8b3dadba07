/** Everybody who waits for what this window serves, in the order in which they are called; who was set aside or left over. */
import type { BusinessQueue, QueuedTicket, WindowView } from '#contracts/hall/views.ts';
import { Press } from '../ui/button.tsx';
import { stopwatch, useSince } from '../ui/hall-clock.ts';
import { clockTime } from '../ui/hall-time.ts';
import { namesOf, otherDay, type HallSeen } from './hall-seen.ts';
import { LeftOver } from './left-over.tsx';
import type { Act } from './presses.ts';
import { useCaller } from './words.ts';
import { reasonInWords, whyInWords } from './why.ts';

interface Props {
  readonly hall: HallSeen;
  readonly own: WindowView;
  readonly heardAt: number;
  readonly disabled: boolean;
  readonly press: (act: Act) => void;
}

function Waiting({
  queued,
  hall,
  heardAt,
  canCall,
  press,
}: Pick<Props, 'hall' | 'heardAt' | 'press'> & {
  readonly queued: QueuedTicket;
  readonly canCall: boolean;
}) {
  const { language, words } = useCaller();
  const since = useSince(heardAt);
  const { ticket, waitedMs, why, appointment, calls } = queued;
  const day = otherDay(hall, ticket, language);
  const notes = [
    day === null ? null : words.numberOf(day),
    whyInWords(why, words, namesOf(hall), language === 'zh' ? '，' : ', '),
    appointment === null
      ? null
      : words.appointmentAt(clockTime(appointment.from, hall.configuration.timeZone)),
    calls === 0 ? null : words.calledBefore(calls),
    ticket.offline ? words.offlineTicket : null,
  ].filter((note) => note !== null);
  return (
    <li>
      <strong>{ticket.number}</strong>
      <span className="figures">
        {words.waited} {stopwatch(waitedMs + since)}
      </span>
      <span className="hint why">{notes.join(' · ')}</span>
      <Press
        disabled={!canCall}
        label={`${words.callThis} ${ticket.number}`}
        onPress={() => press({ do: 'call-ticket', ticket: ticket.id })}
      >
        {words.callThis}
      </Press>
    </li>
  );
}

function SetAside({
  one: { ticket, state, reason, sinceMs },
  heardAt,
  canCall,
  disabled,
  press,
}: Pick<Props, 'heardAt' | 'disabled' | 'press'> & {
  readonly one: BusinessQueue['aside'][number];
  readonly canCall: boolean;
}) {
  const { words } = useCaller();
  const since = useSince(heardAt);
  return (
    <li>
      <strong>{ticket.number}</strong>
      <span className="figures">
        {words.asideStates[state]} {stopwatch(sinceMs + since)}
      </span>
      <span className="hint why">{reasonInWords(reason, words)}</span>
      <Press
        disabled={!canCall}
        label={`${words.callThis} ${ticket.number}`}
        onPress={() => press({ do: 'call-ticket', ticket: ticket.id })}
      >
        {words.callThis}
      </Press>
      <Press
        disabled={disabled}
        label={`${words.back} ${ticket.number}`}
        onPress={() => press({ do: 'resume', ticket: ticket.id, at: 'front' })}
      >
        {words.back}
      </Press>
    </li>
  );
}

function Business({ queue, hall, own, heardAt, disabled, press }: Props & { readonly queue: BusinessQueue }) {
  const { language, words, hall: hallTexts } = useCaller();
  const canCall = !disabled && own.ticket === null && own.state === 'open';
  return (
    <section aria-label={queue.business.name[language]}>
      <h3>
        {queue.business.name[language]}
        <span className="hint">
          {' '}
          {words.waiting(queue.waiting.length)} ·{' '}
          {queue.expectedWaitMs === null
            ? hallTexts.noWindow
            : `${words.expected} ${hallTexts.minutes(queue.expectedWaitMs)}`}
        </span>
      </h3>
      <ol className="queue-rows">
        {queue.waiting.map((queued) => (
          <Waiting
            key={queued.ticket.id}
            queued={queued}
            hall={hall}
            heardAt={heardAt}
            canCall={canCall}
            press={press}
          />
        ))}
      </ol>
      {queue.aside.length > 0 && (
        <>
          <h4>{words.aside}</h4>
          <ul className="queue-rows">
            {queue.aside.map((one) => (
              <SetAside
                key={one.ticket.id}
                one={one}
                heardAt={heardAt}
                canCall={canCall}
                disabled={disabled}
                press={press}
              />
            ))}
          </ul>
        </>
      )}
      <LeftOver queue={queue} hall={hall} canCall={canCall} disabled={disabled} press={press} />
    </section>
  );
}

export function Queue(props: Props) {
  const { words } = useCaller();
  const mine = props.hall.queue.businesses.filter(({ business }) =>
    props.own.businesses.includes(business.id),
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a keyboard scrolls it
    <section className="panel queue" tabIndex={0} aria-label={words.waiting(props.own.waiting)}>
      {mine.map((queue) => (
        <Business key={queue.business.id} queue={queue} {...props} />
      ))}
    </section>
  );
}
