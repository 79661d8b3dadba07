/** The window's own state: which, who, open or paused, what is done here. */
import { useState } from 'react';

import type { WindowView } from '#contracts/hall/views.ts';
import { Press } from '../ui/button.tsx';
import { businessName, type HallSeen } from './hall-seen.ts';
import type { Act } from './presses.ts';
import { useCaller } from './words.ts';

interface Props {
  readonly hall: HallSeen;
  readonly own: WindowView;
  readonly pending: boolean;
  readonly press: (act: Act) => void;
}

export function WindowHead({ hall, own, pending, press }: Props) {
  const { language, words, hall: hallTexts } = useCaller();
  const [leaving, setLeaving] = useState(false);
  /** What is ticked while it is being chosen; null: it is not. */
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const possible = hall.configuration.windows.find(({ id }) => id === own.window)?.businesses ?? [];
  const open = own.state === 'open';
  const signOut = (): void => {
    if (own.ticket === null || leaving) press({ do: 'sign-out' });
    else setLeaving(true);
  };
  return (
    <div className="window-head">
      <strong>{hallTexts.window(own.number)}</strong>
      <span>{own.session?.operatorName}</span>
      <span className={`state state-${open ? 'ready' : 'failing'}`}>{open ? words.open : words.closed}</span>
      {chosen === null ? (
        <span className="hint window-head-businesses">
          {own.businesses.map((id) => businessName(hall, id, language)).join(hallTexts.comma)}
        </span>
      ) : (
        <fieldset className="window-head-businesses" aria-label={words.businessesTitle}>
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
        </fieldset>
      )}
      <Press
        disabled={pending || chosen?.length === 0}
        onPress={() => {
          if (chosen !== null) press({ do: 'open', businesses: [...chosen] });
          setChosen(chosen === null ? own.businesses : null);
        }}
      >
        {chosen === null ? words.businesses : words.save}
      </Press>
      <Press
        disabled={pending}
        onPress={() => press(open ? { do: 'close' } : { do: 'open', businesses: [...own.businesses] })}
      >
        {open ? words.close : words.openAgain}
      </Press>
      {leaving && own.ticket !== null && <span className="attention">{words.signOutWithTicket}</span>}
      <Press disabled={pending} onPress={signOut}>
        {leaving && own.ticket !== null ? words.confirmSignOut : words.signOut}
      </Press>
    </div>
  );
}
