/** Who stands before an emulated camera, and what they are told to do there. */
import { useState } from 'react';

import type { CameraSitter, EmulatorState } from '#contracts/emulators.ts';
import { challengeActions } from '#contracts/face.ts';
import { Press } from '../ui/button.tsx';
import { useStaff } from '../ui/staff-page.tsx';
import { Choice } from './choice.tsx';
import { useHands } from './hands.tsx';

interface Props {
  readonly emulator: Extract<EmulatorState, { kind: 'camera' }>;
}

/** In the words of whoever demonstrates: the chosen person, and the other of the two whose pictures there are. */
const choices = ['nobody', 'chosen', 'stranger', 'both', 'photo'] as const;
type CameraChoice = (typeof choices)[number];

export function CameraHands({ emulator }: Props) {
  const { words } = useStaff();
  const { sitter, act } = useHands();
  const { device, who, act: acting } = emulator;
  // The first who comes is not there at once: their picture is looked at for some seconds.
  const [coming, setComing] = useState<CameraSitter | null>(null);

  const sitterOf = (choice: CameraChoice): CameraSitter => {
    if (choice === 'chosen') return sitter;
    if (choice === 'stranger') return sitter === 'first' ? 'second' : 'first';
    return choice;
  };
  const there = coming ?? who;
  const stand = (next: CameraSitter): void => {
    setComing(next);
    void act({ do: 'emulator', command: { action: 'stand-before-camera', device, who: next } }).finally(() =>
      setComing((now) => (now === next ? null : now)),
    );
  };
  const canAct = coming === null && who !== 'nobody' && who !== 'photo' && acting === null;
  return (
    <div className="hands hands-camera" aria-busy={coming !== null}>
      <Choice
        label={words.dock.before}
        options={choices}
        chosen={choices.find((choice) => sitterOf(choice) === there) ?? 'nobody'}
        choose={(choice) => stand(sitterOf(choice))}
        name={(choice) => words.dock.sitters[choice]}
      />
      <div className="hands">
        {challengeActions.map((action) => (
          <Press
            key={action}
            disabled={!canAct}
            onPress={() =>
              void act({ do: 'emulator', command: { action: 'act-before-camera', device, act: action } })
            }
          >
            {words.dock.acts[action]}
          </Press>
        ))}
      </div>
    </div>
  );
}
