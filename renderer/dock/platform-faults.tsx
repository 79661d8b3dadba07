import type { DockRequest } from '#contracts/dock.ts';
import type { PlatformFaults } from '#contracts/platform-api.ts';
import { useStaff } from '../ui/staff-page.tsx';
import { Choice } from './choice.tsx';

const modes = ['none', 'away', 'nonsense', 'error', 'silent'] as const;
/** Milliseconds. */
const latencies = ['0', '200', '1000', '5000'] as const;

interface Props {
  readonly faults: PlatformFaults;
  readonly act: (request: DockRequest) => Promise<void>;
}

export function PlatformFaultsPicker({ faults, act }: Props) {
  const { words } = useStaff();
  const set = (change: Partial<PlatformFaults>): void => {
    void act({ do: 'platform', faults: { ...faults, ...change } });
  };
  return (
    <div className="platform-faults">
      <Choice
        label={words.dock.platform}
        options={modes}
        chosen={faults.mode}
        choose={(mode) => set({ mode })}
        name={(mode) => words.dock.modes[mode]}
      />
      <Choice
        label={words.dock.latency}
        options={latencies}
        chosen={latencies.find((one) => Number(one) === faults.latencyMs) ?? '0'}
        choose={(latency) => set({ latencyMs: Number(latency) })}
        name={(latency) => words.milliseconds(Number(latency))}
      />
    </div>
  );
}
