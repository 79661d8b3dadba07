// oxlint-disable-next-line import/no-unassigned-import -- it must come before everything that makes a schema
import '../ui/hall-editor/without-eval.ts';
import './page.css';

import { fail, type Result } from '#contracts/result.ts';
import type { TechnicianHall } from '#contracts/technician-hall.ts';
import type { TechnicianView } from '#contracts/technician.ts';
import { startStaff } from '../ui/start-staff.tsx';
import { connectStation, lastOf, watch } from '../ui/station.ts';
import { keepTrace } from '../ui/trace.tsx';
import type { OwnHallActions } from './own-hall.tsx';
import { Technician } from './technician.tsx';

const station = connectStation(window.location);
const views = watch<TechnicianView>(
  (handlers) => station.technician.watchDevices.subscribe(undefined, handlers),
  (view) => view,
);
const hall = lastOf(
  watch<TechnicianHall>(
    (handlers) => station.technician.watchHall.subscribe(undefined, handlers),
    (view) => view,
  ),
);
const trace = watch((handlers) => station.technician.watchTrace.subscribe(undefined, handlers), keepTrace);

const actions = {
  test: (device: string) => station.technician.test.mutate(device),
  enable: (device: string) => station.technician.enable.mutate(device),
  discover: () => station.technician.discover.query(),
  configuration: () => station.technician.configuration.query(),
};

/** Whoever waits for an answer is told when none comes. */
function answered<T>(answer: Promise<Result<T>>): Promise<Result<T>> {
  return answer.catch(() => fail('hall-unavailable'));
}
const hallActions: OwnHallActions = {
  history: () => answered(station.technician.hallHistory.query()),
  save: (change) => answered(station.technician.changeHall.mutate(change)),
  changeDay: (change) => answered(station.technician.changeHallDay.mutate(change)),
};

startStaff(views, (view) => (
  <Technician view={view} trace={trace} hall={hall} hallActions={hallActions} {...actions} />
));
