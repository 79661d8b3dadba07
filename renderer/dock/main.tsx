import './page.css';

import type { DockRequest, DockView } from '#contracts/dock.ts';
import { startStaff } from '../ui/start-staff.tsx';
import { connectStation, watch } from '../ui/station.ts';
import { keepTrace } from '../ui/trace.tsx';
import { Dock } from './dock.tsx';

const station = connectStation(window.location);
const views = watch<DockView>(
  (handlers) => station.dock.watch.subscribe(undefined, handlers),
  (view) => view,
);
const trace = watch((handlers) => station.dock.watchTrace.subscribe(undefined, handlers), keepTrace);

const ask = (request: DockRequest) => station.dock.request.mutate(request);

startStaff(views, (view) => <Dock view={view} trace={trace} ask={ask} />);
