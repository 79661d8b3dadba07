/** One emulated device: what it holds, what may be done to it, how it misbehaves. */
import { Button } from 'react-aria-components/Button';

import type { EmulatorState, Misbehaviour } from '#contracts/emulators.ts';
import { useStaff } from '../ui/staff-page.tsx';
import { CameraHands } from './camera-hands.tsx';
import { FingerHands } from './finger-hands.tsx';
import { GateHands } from './gate-hands.tsx';
import { useHands } from './hands.tsx';
import { PrinterHands } from './printer-hands.tsx';
import { CardReaderHands, IdentityCardHands, ScannerHands } from './reader-hands.tsx';

/** Every way to misbehave that a demonstration needs; tests have more. */
const misbehaviours: Readonly<Record<Misbehaviour['kind'], Misbehaviour>> = {
  delay: { kind: 'delay', ms: 2000, times: null },
  garble: { kind: 'garble', times: null },
  refuse: { kind: 'refuse', times: null },
  'half-answer': { kind: 'half-answer', times: null },
  silent: { kind: 'silent', times: null },
  pull: { kind: 'pull', afterExchanges: 3 },
};
const kinds = ['none', 'delay', 'garble', 'refuse', 'half-answer', 'silent', 'pull'] as const;

function DeviceHands({ emulator }: { readonly emulator: EmulatorState }) {
  switch (emulator.kind) {
    case 'card-reader':
      return <CardReaderHands emulator={emulator} />;
    case 'identity-card-reader':
      return <IdentityCardHands emulator={emulator} />;
    case 'scanner':
      return <ScannerHands emulator={emulator} />;
    case 'gate':
      return <GateHands emulator={emulator} />;
    case 'printer':
      return <PrinterHands emulator={emulator} />;
    case 'fingerprint-reader':
      return <FingerHands emulator={emulator} />;
    case 'camera':
      return <CameraHands emulator={emulator} />;
  }
}

export function DeviceCard({ emulator }: { readonly emulator: EmulatorState }) {
  const { words } = useStaff();
  const { act } = useHands();
  const { device, plugged, misbehaviour } = emulator;
  const misbehave = (kind: (typeof kinds)[number]): void => {
    const next = kind === 'none' ? null : misbehaviours[kind];
    void act({ do: 'emulator', command: { action: 'misbehave', device, misbehaviour: next } });
  };
  return (
    <article className={plugged ? 'panel device-card' : 'panel device-card device-card-unplugged'}>
      <div className="panel-head">
        <h3>{words.dock.kinds[emulator.kind]}</h3>
        <code>{device}</code>
        <span className={plugged ? 'state state-ready' : 'state state-absent'}>
          {plugged ? words.dock.plugged : words.dock.unplugged}
        </span>
      </div>
      <DeviceHands emulator={emulator} />
      <div className="device-card-faults">
        {/* A camera's file is there or not; nothing is exchanged that could go wrong. */}
        {emulator.kind !== 'camera' && (
          <label>
            {words.dock.misbehave}
            <select
              value={misbehaviour?.kind ?? 'none'}
              onChange={(event) => {
                const kind = kinds.find((one) => one === event.target.value);
                if (kind !== undefined) misbehave(kind);
              }}
            >
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {words.dock.misbehaviours[kind]}
                </option>
              ))}
            </select>
          </label>
        )}
        <Button
          className="press quiet"
          onPress={() =>
            void act({ do: 'emulator', command: { action: plugged ? 'unplug' : 'plug', device } })
          }
        >
          {plugged ? words.dock.unplug : words.dock.plug}
        </Button>
      </div>
    </article>
  );
}
