/** What an act needs to know before it is done: a reason, a target, a business. Escape closes; the focus comes and goes with it. */
import { useEffect, useRef, useState, type ReactNode } from 'react';

import type { QueueEnd, TransferTarget } from '#contracts/hall/desk.ts';
import type { WindowView } from '#contracts/hall/views.ts';
import { Press } from '../ui/button.tsx';
import { businessName, type HallSeen } from './hall-seen.ts';
import type { Act } from './presses.ts';
import { useCaller } from './words.ts';

interface PanelProps {
  readonly act: (act: Act) => void;
  readonly close: () => void;
}
type TicketPanelProps = PanelProps & { readonly hall: HallSeen; readonly own: WindowView };

export function ActPanel({
  title,
  close,
  children,
}: {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
}) {
  const { words } = useCaller();
  const panel = useRef<HTMLFieldSetElement>(null);
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  });
  useEffect(() => {
    const before = document.activeElement;
    const here = panel.current;
    const escaped = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') latest.current();
    };
    here?.addEventListener('keydown', escaped);
    // The browser's own scrolling would show the middle of a long panel.
    here?.focus({ preventScroll: true });
    here?.scrollIntoView({ block: 'start' });
    return () => {
      here?.removeEventListener('keydown', escaped);
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <fieldset className="act-panel" aria-label={title} tabIndex={-1} ref={panel}>
      <div className="panel-head">
        <h2>{title}</h2>
        <Press onPress={close}>{words.cancel}</Press>
      </div>
      {children}
    </fieldset>
  );
}

export function ParkPanel({ act, close }: PanelProps) {
  const { words } = useCaller();
  const [other, setOther] = useState('');
  return (
    <ActPanel title={words.parkTitle} close={close}>
      <div className="act-choices">
        {words.parkReasons.map((reason) => (
          <Press key={reason} onPress={() => act({ do: 'park', reason })}>
            {reason}
          </Press>
        ))}
      </div>
      <form
        className="act-other"
        onSubmit={(event) => {
          event.preventDefault();
          if (other.trim() !== '') act({ do: 'park', reason: other.trim() });
        }}
      >
        <input
          aria-label={words.parkOther}
          placeholder={words.parkOther}
          maxLength={200}
          value={other}
          onChange={(event) => setOther(event.target.value)}
        />
        <Press disabled={other.trim() === ''} onPress={() => act({ do: 'park', reason: other.trim() })}>
          {words.park}
        </Press>
      </form>
    </ActPanel>
  );
}

export function TransferPanel({ hall, own, act, close }: TicketPanelProps) {
  const { language, words, hall: hallTexts } = useCaller();
  const [at, setAt] = useState<QueueEnd>('back');
  const transfer = (to: TransferTarget): void => act({ do: 'transfer', to, at });
  // Nothing can be sent where nobody sits.
  const others = hall.windows.filter(({ window, session }) => window !== own.window && session !== null);
  const business = own.ticket?.ticket.business ?? '';
  const apt = others.toSorted(
    (a, b) => Number(b.businesses.includes(business)) - Number(a.businesses.includes(business)),
  );
  return (
    <ActPanel title={words.transferTitle} close={close}>
      <fieldset className="act-ends">
        <legend>{words.queueEnd}</legend>
        {(['front', 'back'] as const).map((end) => (
          <label key={end}>
            <input type="radio" name="queue-end" checked={at === end} onChange={() => setAt(end)} />
            {words.ends[end]}
          </label>
        ))}
      </fieldset>
      <h3>{words.toBusiness}</h3>
      <div className="act-choices">
        {hall.configuration.businesses.map(({ id, name }) => (
          <Press key={id} onPress={() => transfer({ kind: 'business', business: id })}>
            {name[language]}
          </Press>
        ))}
      </div>
      <h3>{words.toWindow}</h3>
      {others.length === 0 && <p className="hint">{words.nobodyElse}</p>}
      <div className="act-choices">
        {apt.map(({ window, number, state }) => (
          <Press key={window} onPress={() => transfer({ kind: 'window', window })}>
            {hallTexts.window(number)}
            {state !== 'open' && <span className="hint">{words.windowStates[state]}</span>}
          </Press>
        ))}
      </div>
      {others.length > 0 && <h3>{words.toOperator}</h3>}
      <div className="act-choices">
        {others.flatMap(({ session }) =>
          session === null
            ? []
            : [
                <Press
                  key={session.operator}
                  onPress={() => transfer({ kind: 'operator', operator: session.operator })}
                >
                  {session.operatorName}
                </Press>,
              ],
        )}
      </div>
    </ActPanel>
  );
}

export function AddPanel({ hall, own, act, close }: TicketPanelProps) {
  const { language, words } = useCaller();
  const ticket = own.ticket?.ticket;
  const onIt = ticket === undefined ? [] : [ticket.business, ...ticket.further];
  return (
    <ActPanel title={words.addTitle} close={close}>
      <div className="act-choices">
        {hall.configuration.businesses
          .filter(({ id }) => !onIt.includes(id))
          .map(({ id }) => (
            <Press key={id} onPress={() => act({ do: 'add-business', business: id })}>
              {businessName(hall, id, language)}
            </Press>
          ))}
      </div>
    </ActPanel>
  );
}
