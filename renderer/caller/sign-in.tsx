import { useState } from 'react';

import type { Failure } from '#contracts/result.ts';
import { Press } from '../ui/button.tsx';
import { FailureLine } from '../ui/staff-page.tsx';
import type { Desk } from './desk.ts';
import { businessName, type HallSeen } from './hall-seen.ts';
import { useCaller } from './words.ts';

interface Props {
  readonly hall: HallSeen;
  readonly desk: Desk;
  readonly ended: boolean;
  readonly signingIn: boolean;
  readonly failure: Failure | null;
  /** Of the page's address: the window that this machine stands at; null: it says none. */
  readonly at: string | null;
}

export function SignIn({ hall, desk, ended, signingIn, failure, at }: Props) {
  const { language, words, hall: hallTexts } = useCaller();
  const [window, setWindow] = useState(at);
  const [operator, setOperator] = useState('');
  const [left, setLeft] = useState<readonly string[]>([]);
  const { windows, staff } = hall.configuration;
  const chosen = windows.find(({ id }) => id === window) ?? null;
  const businesses = chosen?.businesses.filter((id) => !left.includes(id)) ?? [];
  const holder = hall.windows.find((one) => one.window === window)?.session ?? null;

  return (
    <main className="sign-in">
      <div aria-live="polite">
        {ended && <p className="failure">{words.sessionEnded}</p>}
        {failure !== null && <FailureLine failure={failure} />}
        {windows.length === 0 && <p className="failure">{words.noWindows}</p>}
      </div>
      <fieldset className="panel">
        <legend>{words.chooseWindow}</legend>
        <div className="sign-in-windows">
          {windows.map(({ id, number }) => (
            <label key={id} className="tile">
              <input
                type="radio"
                name="window"
                value={id}
                checked={window === id}
                onChange={() => {
                  setWindow(id);
                  setLeft([]);
                }}
              />
              <strong>{hallTexts.window(number)}</strong>
              <span className="hint">
                {words.windowStates[hall.windows.find((one) => one.window === id)?.state ?? 'empty']}
              </span>
            </label>
          ))}
        </div>
        {holder !== null && <p className="attention">{words.takesOver(holder.operatorName)}</p>}
      </fieldset>
      <label className="panel sign-in-operator">
        <span>{words.chooseOperator}</span>
        <select value={operator} onChange={(event) => setOperator(event.target.value)}>
          <option value="">{words.pleaseChoose}</option>
          {staff.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {chosen !== null && (
        <fieldset className="panel">
          <legend>{words.chooseBusinesses}</legend>
          <div className="sign-in-windows">
            {chosen.businesses.map((id) => (
              <label key={id} className="tile">
                <input
                  type="checkbox"
                  checked={!left.includes(id)}
                  onChange={({ target }) =>
                    setLeft(target.checked ? left.filter((one) => one !== id) : [...left, id])
                  }
                />
                <strong>{businessName(hall, id, language)}</strong>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <Press
        look="primary"
        disabled={window === null || operator === '' || businesses.length === 0 || signingIn}
        onPress={() => {
          if (window !== null) void desk.signIn({ window, operator, businesses: [...businesses] });
        }}
      >
        {words.signIn}
      </Press>
    </main>
  );
}
