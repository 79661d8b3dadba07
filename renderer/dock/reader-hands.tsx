/** What hands do at readers and scanners. */
import { useState } from 'react';

import type { EmulatorState } from '#contracts/emulators.ts';
import { Press } from '../ui/button.tsx';
import { useStaff } from '../ui/staff-page.tsx';
import { useHands } from './hands.tsx';

type Emulator<K extends EmulatorState['kind']> = Extract<EmulatorState, { kind: K }>;

export function CardReaderHands({ emulator }: { readonly emulator: Emulator<'card-reader'> }) {
  const { words } = useStaff();
  const { person, card, act } = useHands();
  const { device, cardIn } = emulator;
  const pull = (): Promise<void> => act({ do: 'emulator', command: { action: 'pull-card', device } });
  const insert = (): Promise<void> => act({ do: 'insert-card', device, person, ...card });
  return (
    <div className="hands">
      <Press look="primary" disabled={cardIn} onPress={() => void insert()}>
        {words.dock.insert}
      </Press>
      <Press disabled={!cardIn} onPress={() => void pull()}>
        {words.dock.pull}
      </Press>
      <Press disabled={!cardIn} onPress={() => void pull().then(insert)}>
        {words.dock.swap}
      </Press>
    </div>
  );
}

export function IdentityCardHands({ emulator }: { readonly emulator: Emulator<'identity-card-reader'> }) {
  const { words } = useStaff();
  const { person, act } = useHands();
  const { device, cardIn } = emulator;
  return (
    <div className="hands">
      <Press
        look="primary"
        disabled={cardIn}
        onPress={() => void act({ do: 'put-identity-card', device, person })}
      >
        {words.dock.put}
      </Press>
      <Press
        disabled={!cardIn}
        onPress={() => void act({ do: 'emulator', command: { action: 'lift-identity-card', device } })}
      >
        {words.dock.lift}
      </Press>
    </div>
  );
}

/** A QR code's AIM identifier, as most scanners send it. */
const qrIdentifier = ']Q1';

export function ScannerHands({ emulator }: { readonly emulator: Emulator<'scanner'> }) {
  const { words } = useStaff();
  const { person, act } = useHands();
  const { device } = emulator;
  const [text, setText] = useState('https://example.org/menu');
  return (
    <div className="hands">
      <Press look="primary" onPress={() => void act({ do: 'show-code', device, person })}>
        {words.dock.showCode}
      </Press>
      <form
        className="scan-other"
        onSubmit={(event) => {
          event.preventDefault();
          void act({
            do: 'emulator',
            command: { action: 'scan', device, text, aimIdentifier: qrIdentifier },
          });
        }}
      >
        <input
          aria-label={words.dock.scanText}
          value={text}
          maxLength={4096}
          required
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="press">
          {words.dock.scan}
        </button>
      </form>
    </div>
  );
}
