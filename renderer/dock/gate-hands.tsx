/** A gate seen from above: its flaps, its sensors, and a person who walks through. */
import type { EmulatorState } from '#contracts/emulators.ts';
import { Press } from '../ui/button.tsx';
import { useStaff } from '../ui/staff-page.tsx';
import { useHands } from './hands.tsx';

/** How long a person keeps a sensor covered, milliseconds. */
const stride = 600;

type Gate = Extract<EmulatorState, { kind: 'gate' }>;

function GatePicture({ gate, label }: { readonly gate: Gate; readonly label: string }) {
  const open = gate.openIn || gate.openOut || gate.emergency;
  return (
    <svg className="gate-picture" viewBox="0 0 200 110" role="img" aria-label={label}>
      <rect className="gate-post" x="20" y="8" width="26" height="94" rx="5" />
      <rect className="gate-post" x="154" y="8" width="26" height="94" rx="5" />
      <path className="gate-flap" d={open ? 'M46 55V24M154 55V24' : 'M46 55h50M154 55h-50'} />
      {(gate.openIn || gate.emergency) && <path className="gate-way" d="M86 94V68m-9 9 9-9 9 9" />}
      {(gate.openOut || gate.emergency) && <path className="gate-way" d="M114 66v26m-9-9 9 9 9-9" />}
      <circle className={gate.sensorOut ? 'sensor sensor-on' : 'sensor'} cx="33" cy="24" r="7" />
      <circle className={gate.sensorIn ? 'sensor sensor-on' : 'sensor'} cx="33" cy="86" r="7" />
      <circle className={gate.sensorOut ? 'sensor sensor-on' : 'sensor'} cx="167" cy="24" r="7" />
      <circle className={gate.sensorIn ? 'sensor sensor-on' : 'sensor'} cx="167" cy="86" r="7" />
    </svg>
  );
}

export function GateHands({ emulator }: { readonly emulator: Gate }) {
  const { words } = useStaff();
  const { act } = useHands();
  const { device } = emulator;
  const set = (input: 'sensor-in' | 'sensor-out' | 'emergency', on: boolean): Promise<void> =>
    act({ do: 'emulator', command: { action: 'set-gate-input', device, input, on } });
  const walk = (input: 'sensor-in' | 'sensor-out'): void => {
    void set(input, true).then(() => setTimeout(() => void set(input, false), stride));
  };
  const open = emulator.openIn || emulator.openOut || emulator.emergency;
  return (
    <div className="hands hands-gate">
      <GatePicture gate={emulator} label={open ? words.dock.gateOpen : words.dock.gateClosed} />
      <div className="hands">
        <Press look="primary" onPress={() => walk('sensor-in')}>
          {words.dock.walkIn}
        </Press>
        <Press onPress={() => walk('sensor-out')}>{words.dock.walkOut}</Press>
        {(
          [
            ['sensor-in', emulator.sensorIn, words.dock.sensorIn],
            ['sensor-out', emulator.sensorOut, words.dock.sensorOut],
            ['emergency', emulator.emergency, words.dock.emergency],
          ] as const
        ).map(([input, on, name]) => (
          <label key={input} className="tick">
            <input type="checkbox" checked={on} onChange={(event) => void set(input, event.target.checked)} />
            {name}
          </label>
        ))}
      </div>
    </div>
  );
}
