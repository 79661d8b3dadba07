/** Fingers to lay on a fingerprint reader: the chosen person's, a stranger's, one that leaves a smudge. */
import type { EmulatorState } from '#contracts/emulators.ts';
import { Press } from '../ui/button.tsx';
import { useStaff } from '../ui/staff-page.tsx';
import { useHands } from './hands.tsx';

interface Props {
  readonly emulator: Extract<EmulatorState, { kind: 'fingerprint-reader' }>;
}

export function FingerHands({ emulator }: Props) {
  const { words } = useStaff();
  const { person, act } = useHands();
  const { device, fingerOn } = emulator;
  const lay = (whose: number | null, quality: 'good' | 'smudge'): void =>
    void act({ do: 'put-finger', device, person: whose, quality });
  return (
    <div className="hands">
      <Press look="primary" disabled={fingerOn} onPress={() => lay(person, 'good')}>
        {words.dock.layFinger}
      </Press>
      <Press disabled={fingerOn} onPress={() => lay(person, 'smudge')}>
        {words.dock.laySmudge}
      </Press>
      <Press disabled={fingerOn} onPress={() => lay(null, 'good')}>
        {words.dock.layStranger}
      </Press>
      <Press
        disabled={!fingerOn}
        onPress={() => void act({ do: 'emulator', command: { action: 'lift-finger', device } })}
      >
        {words.dock.liftFinger}
      </Press>
    </div>
  );
}
