/** The window's own state: which, who, open or paused, what is done here. */
import { useState } from 'react';

import type { WindowView } from '#contracts/hall/views.ts';
import { Press } from '../ui/button.tsx';
import { businessName, type HallSeen } from './hall-seen.ts';
import { ActPanel } from './panels.tsx';
import type { Act } from './presses.ts';
import { useCaller } from './words.ts';

interface Props {
  readonly hall: HallSeen;
  readonly own: WindowView;
  readonly pending: boolean;
  readonly press: (act: Act) => void;
}

/** What is ticked of `possible`, saved or left as it was. */
function Businesses({ hall, own, pending, press, close }: Props & { readonly close: () => void }) {
  const { language, words } = useCaller();
  const [chosen, setChosen] = useState<readonly string[]>(own.businesses);
  const possible = hall.configuration.windows.find(({ id }) => id === own.window)?.businesses ?? [];
  return (
    <ActPanel title={words.businessesTitle} close={close}>
      <div className="window-head-choices">
        {possible.map((id) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={({ target }) =>
                setChosen(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
              }
            />
            {businessName(hall, id, language)}
          </label>
        ))}
      </div>
      <Press
        look="primary"
        disabled={chosen.length === 0}
        busy={pending}
        onPress={() => {
          press({ do: 'open', businesses: [...chosen] });
          close();
        }}
      >
        {words.save}
      </Press>
    </ActPanel>
  );
}

export function WindowHead({ hall, own, pending, press }: Props) {
  const { language, words, hall: hallTexts } = useCaller();
  const [choosing, setChoosing] = useState(false);
  /** The ticket with which somebody wants to leave: another one asks anew. */
  const [leaving, setLeaving] = useState<string | null>(null);
  const open = own.state === 'open';
  const here = own.ticket?.ticket.id ?? null;
  const asks = leaving !== null && leaving === here;
  return (
    <div className="window-head">
      <strong>{hallTexts.window(own.number)}</strong>
      <span>{own.session?.operatorName}</span>
      <span className={`state state-${open ? 'ready' : 'failing'}`}>{open ? words.open : words.closed}</span>
      <span className="hint window-head-businesses">
        {own.businesses.map((id) => businessName(hall, id, language)).join(hallTexts.comma)}
      </span>
      {asks ? (
        <>
          <span className="attention">{words.signOutWithTicket}</span>
          <Press onPress={() => setLeaving(null)}>{words.cancel}</Press>
          <Press busy={pending} onPress={() => press({ do: 'sign-out' })}>
            {words.confirmSignOut}
          </Press>
        </>
      ) : (
        <>
          {/* Saying what is done here opens the window: during a pause it would end the pause. */}
          <Press disabled={!open} busy={pending} onPress={() => setChoosing(true)}>
            {words.businesses}
          </Press>
          <Press
            busy={pending}
            onPress={() => press(open ? { do: 'close' } : { do: 'open', businesses: [...own.businesses] })}
          >
            {open ? words.close : words.openAgain}
          </Press>
          <Press
            busy={pending}
            onPress={() => (here === null ? press({ do: 'sign-out' }) : setLeaving(here))}
          >
            {words.signOut}
          </Press>
        </>
      )}
      {choosing && open && (
        <div className="window-head-panel">
          <Businesses
            hall={hall}
            own={own}
            pending={pending}
            press={press}
            close={() => setChoosing(false)}
          />
        </div>
      )}
    </div>
  );
}
