/** The hall, wherever it is: the station's own to look after, or a hall server's to ask after. */
import { useSyncExternalStore } from 'react';

import type { TechnicianHall } from '#contracts/technician-hall.ts';
import { useStaff } from '../ui/staff-page.tsx';
import type { Watched } from '../ui/station.ts';
import { OwnHall, type OwnHallActions } from './own-hall.tsx';
import { ServerHall } from './server-hall.tsx';

export function useHall(source: Watched<TechnicianHall>): TechnicianHall | null {
  return useSyncExternalStore(source.subscribe, source.current);
}

/** For the head of the page: version and day, and whether a server answers. */
export function useHallSummary(hall: TechnicianHall | null): {
  readonly value: string;
  readonly state: 'ready' | 'failing';
} | null {
  const { words } = useStaff();
  if (hall === null) return null;
  const day = hall.day === null ? '' : words.hall.dayStates[hall.day.state];
  const version = hall.kind === 'own' ? hall.version.version : hall.version;
  if (hall.kind === 'server' && hall.refusal !== null) return { value: words.hall.refuses, state: 'failing' };
  if (hall.kind === 'server' && hall.state === 'away')
    return { value: words.technician.away, state: 'failing' };
  return {
    value: words.hall.summary(version, day),
    state: hall.failure === null ? 'ready' : 'failing',
  };
}

export function HallPart({
  hall,
  timeZone,
  ...actions
}: OwnHallActions & {
  readonly hall: TechnicianHall;
  /** The station's. */
  readonly timeZone: string;
}) {
  return hall.kind === 'own' ? (
    <OwnHall hall={hall} {...actions} />
  ) : (
    <ServerHall hall={hall} timeZone={timeZone} />
  );
}
