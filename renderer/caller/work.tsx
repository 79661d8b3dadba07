/** The ticket at the window and what can be done with it, one touch or one key each. */
import { useEffect, useRef, useState, type ReactNode } from 'react';

import type { WindowView } from '#contracts/hall/views.ts';
import { Press } from '../ui/button.tsx';
import { stopwatch, useSince } from '../ui/hall-clock.ts';
import { FailureLine } from '../ui/staff-page.tsx';
import { businessName, namesOf, otherDay, type HallSeen } from './hall-seen.ts';
import { AddPanel, ParkPanel, TransferPanel } from './panels.tsx';
import type { Act, PressState } from './presses.ts';
import { shortcuts, useShortcuts, type Shortcut } from './shortcuts.ts';
import { useCaller } from './words.ts';
import { whyInWords } from './why.ts';

interface Props {
  readonly hall: HallSeen;
  readonly own: WindowView;
  readonly heardAt: number;
  readonly state: PressState;
  readonly press: (act: Act) => void;
  readonly giveUp: () => void;
}

type Panel = 'park' | 'transfer' | 'add';

function Current({ hall, own, heardAt }: Pick<Props, 'hall' | 'own' | 'heardAt'>) {
  const { language, words, hall: hallTexts } = useCaller();
  const since = useSince(heardAt);
  if (own.ticket === null) return <p className="current-none">{words.noCurrent}</p>;
  const { ticket, sinceMs, calls } = own.ticket;
  const day = otherDay(hall, ticket, language);
  const marks = [
    day === null ? null : words.numberOf(day),
    ticket.priority === null ? null : words.priorities[ticket.priority],
    ticket.offline ? words.offlineTicket : null,
  ].filter((mark) => mark !== null);
  return (
    <div className="current-ticket">
      <strong className="current-number">{ticket.number}</strong>
      <div className="current-facts">
        <span className="current-business">{businessName(hall, ticket.business, language)}</span>
        <span>
          {ticket.state === 'serving' ? words.serving : words.called(calls)} ·{' '}
          <span className="figures">{stopwatch(sinceMs + since)}</span>
        </span>
        {marks.length > 0 && <span className="attention">{marks.join(hallTexts.comma)}</span>}
        {ticket.further.length > 0 && (
          <span className="current-further">
            {words.further(
              ticket.further.map((id) => businessName(hall, id, language)).join(hallTexts.comma),
            )}
          </span>
        )}
      </div>
    </div>
  );
}

function Next({ hall, own, heardAt }: Pick<Props, 'hall' | 'own' | 'heardAt'>) {
  const { language, words } = useCaller();
  const since = useSince(heardAt);
  return (
    <section className="next" aria-label={words.next}>
      <h2>
        {words.next}
        <span className="hint"> {words.waiting(own.waiting)}</span>
      </h2>
      {own.next === null ? (
        <p>{words.noNext}</p>
      ) : (
        <>
          <p>
            <strong className="next-number">{own.next.ticket.number}</strong>{' '}
            {businessName(hall, own.next.ticket.business, language)} · {words.waited}{' '}
            <span className="figures">{stopwatch(own.next.waitedMs + since)}</span>
          </p>
          <p className="why">
            {whyInWords(own.next.why, words, namesOf(hall), language === 'zh' ? '，' : ', ')}
          </p>
        </>
      )}
    </section>
  );
}

/** What becomes of the last press; said aloud by a screen reader. */
function Outcome({ hall, state, giveUp }: Pick<Props, 'hall' | 'state' | 'giveUp'>) {
  const { words } = useCaller();
  const { pending, last } = state;
  return (
    <div aria-live="polite" className="outcome">
      {pending !== null && (
        <>
          <span>{pending.attempts === 1 ? words.sending : words.resending(pending.attempts)}</span>
          {pending.attempts > 1 && <Press onPress={giveUp}>{words.giveUp}</Press>}
        </>
      )}
      {last?.failure !== null && last?.failure !== undefined && <FailureLine failure={last.failure} />}
      {last?.answer !== null &&
        last?.answer !== undefined &&
        last.answer.ticket === null &&
        last.answer.window.ticket === null && (
          <span>{hall.queue.closed === null ? words.nobody : words.nobodyClosed}</span>
        )}
    </div>
  );
}

export function Work({ hall, own, heardAt, state, press, giveUp }: Props) {
  const { words } = useCaller();
  const [panel, setPanel] = useState<Panel | null>(null);
  const ticket = own.ticket?.ticket ?? null;
  const busy = state.pending !== null;
  // A panel belongs to the ticket for which it was opened.
  const [panelOf, setPanelOf] = useState<string | null>(null);
  const shown = panel !== null && ticket !== null && panelOf === ticket.id ? panel : null;
  const openPanel = (which: Panel): void => {
    setPanel(which);
    setPanelOf(ticket?.id ?? null);
  };
  const act = (what: Act): void => {
    setPanel(null);
    press(what);
  };

  // What the hall would refuse is not offered: hall/rules/desk.ts.
  const acts: Partial<Record<Shortcut, () => void>> = {};
  if (own.state === 'open')
    acts.next = () => act({ do: 'call-next', current: ticket === null ? null : 'finish' });
  if (ticket?.state === 'called') {
    if (own.state === 'open') acts.passNext = () => act({ do: 'call-next', current: 'pass-over' });
    acts.callAgain = () => act({ do: 'call-again' });
    acts.begin = () => act({ do: 'begin' });
    acts.passOver = () => act({ do: 'pass-over' });
  }
  if (ticket !== null) {
    acts.finish = () => act({ do: 'finish' });
    acts.park = () => openPanel('park');
    acts.transfer = () => openPanel('transfer');
  }
  useShortcuts(busy ? {} : acts);
  const button = (name: Shortcut, text: string, look: 'primary' | 'plain' = 'plain'): ReactNode => (
    <Press look={look} disabled={acts[name] === undefined} busy={busy} onPress={() => acts[name]?.()}>
      {text} <kbd>{shortcuts[name]}</kbd>
    </Press>
  );

  const section = useRef<HTMLElement>(null);
  // A button that is not offered any more, or a panel that is done with, lets go of the focus.
  useEffect(() => {
    if (document.activeElement === document.body) section.current?.focus({ preventScroll: true });
  });

  return (
    <section className="panel work" aria-label={words.current} tabIndex={-1} ref={section}>
      <Current hall={hall} own={own} heardAt={heardAt} />
      <Outcome hall={hall} state={state} giveUp={giveUp} />
      <div className="work-main">
        {button('next', ticket === null ? words.acts.callNext : words.acts.finishNext, 'primary')}
        {ticket?.state === 'called' && button('passNext', words.acts.passNext)}
      </div>
      <div className="work-acts">
        {button('callAgain', words.acts.callAgain)}
        {button('begin', words.acts.begin)}
        {button('finish', words.acts.finish)}
        {button('passOver', words.acts.passOver)}
        {button('park', words.acts.park)}
        {button('transfer', words.acts.transfer)}
        <Press disabled={ticket === null} busy={busy} onPress={() => openPanel('add')}>
          {words.acts.addBusiness}
        </Press>
      </div>
      {shown === 'park' && <ParkPanel act={act} close={() => setPanel(null)} />}
      {shown === 'transfer' && <TransferPanel hall={hall} own={own} act={act} close={() => setPanel(null)} />}
      {shown === 'add' && <AddPanel hall={hall} own={own} act={act} close={() => setPanel(null)} />}
      <Next hall={hall} own={own} heardAt={heardAt} />
    </section>
  );
}
