/** Digits, large and one at a time; a keyboard's number keys do the same. */
import { useEffect, useRef } from 'react';

import { Press } from '../../ui/button.tsx';
import { listenForDigits } from '../../ui/digit-keys.ts';
import { useFace } from '../../ui/face.tsx';
import { EraseIcon } from '../../ui/icons.tsx';
import { OptionButtons, type ScreenOf } from './parts.tsx';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const;

export function KeypadScreen({ screen }: { readonly screen: ScreenOf<'keypad'> }) {
  const { view, words, say, intend } = useFace();
  const { revision, wedgeGapMs } = view;
  const choose = (option: string): void => intend({ do: 'choose', option, revision });
  const confirm = (): void => intend({ do: 'confirm', revision });

  const keys = useRef({ choose, confirm, complete: screen.complete });
  useEffect(() => {
    keys.current = { choose, confirm, complete: screen.complete };
  });
  useEffect(
    () =>
      listenForDigits(document, wedgeGapMs, (key) => {
        const { choose: type, confirm: end, complete } = keys.current;
        if (key !== 'enter') type(key === 'erase' ? 'erase' : `digit-${key}`);
        else if (complete) end();
      }),
    [wedgeGapMs],
  );

  return (
    <div className="keypad">
      <div className="keypad-said">
        <h1>{say(screen.title)}</h1>
        <p className="keypad-entered">
          {screen.entered === '' ? (
            <span className="keypad-empty">{words.nothingTyped}</span>
          ) : (
            screen.entered
          )}
        </p>
      </div>
      <div className="keypad-keys">
        {digits.map((digit) => (
          <Press key={digit} onPress={() => choose(`digit-${digit}`)}>
            {digit}
          </Press>
        ))}
        <Press label={words.erase} disabled={screen.entered === ''} onPress={() => choose('erase')}>
          <EraseIcon />
        </Press>
      </div>
      <div className="screen-actions">
        <Press look="primary" disabled={!screen.complete} onPress={confirm}>
          {say(screen.confirm)}
        </Press>
        <OptionButtons options={screen.options} />
      </div>
    </div>
  );
}
