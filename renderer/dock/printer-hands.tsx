import type { EmulatorState } from '#contracts/emulators.ts';
import { useStaff } from '../ui/staff-page.tsx';
import { Choice } from './choice.tsx';
import { useHands } from './hands.tsx';

type Printer = Extract<EmulatorState, { kind: 'printer' }>;

export function PrinterHands({ emulator }: { readonly emulator: Printer }) {
  const { words } = useStaff();
  const { act } = useHands();
  const { device, paper, cover, cutter, online } = emulator;
  const set = (change: Partial<Pick<Printer, 'paper' | 'cover' | 'cutter' | 'online'>>): void => {
    void act({
      do: 'emulator',
      command: { action: 'set-printer', device, paper, cover, cutter, online, ...change },
    });
  };
  return (
    <div className="hands hands-printer">
      <Choice
        label={words.dock.paper}
        options={['ok', 'near-end', 'out'] as const}
        chosen={paper}
        choose={(next) => set({ paper: next })}
        name={(one) => words.dock.papers[one]}
      />
      <Choice
        label={words.dock.cover}
        options={['closed', 'open'] as const}
        chosen={cover}
        choose={(next) => set({ cover: next })}
        name={(one) => words.dock.covers[one]}
      />
      <Choice
        label={words.dock.cutter}
        options={['ok', 'jammed'] as const}
        chosen={cutter}
        choose={(next) => set({ cutter: next })}
        name={(one) => words.dock.cutters[one]}
      />
      <label className="tick">
        <input type="checkbox" checked={online} onChange={(event) => set({ online: event.target.checked })} />
        {words.dock.online}
      </label>
    </div>
  );
}
