import './page.css';

import type { TechnicianView } from '#contracts/technician.ts';
import { startStaff } from '../ui/start-staff.tsx';
import { connectStation, watch } from '../ui/station.ts';
import { keepTrace } from '../ui/trace.tsx';
import { Technician } from './technician.tsx';

const station = connectStation(window.location);
const views = watch<TechnicianView>(
  (handlers) => station.technician.watchDevices.subscribe(undefined, handlers),
  (view) => view,
);
const trace = watch((handlers) => station.technician.watchTrace.subscribe(undefined, handlers), keepTrace);

const actions = {
  test: (device: string) => station.technician.test.mutate(device),
  enable: (device: string) => station.technician.enable.mutate(device),
  discover: () => station.technician.discover.query(),
  configuration: () => station.technician.configuration.query(),
};

startStaff(views, (view) => <Technician view={view} trace={trace} {...actions} />);
