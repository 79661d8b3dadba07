/** Who needs what of a hall: each role is the sum of small interfaces. */
import type { Hall } from '../hall-api.ts';
import type { HallAppointments } from './appointments.ts';
import type { HallConfigurations } from './configuration.ts';
import type { HallDay } from './day.ts';
import type { HallDesk } from './desk.ts';
import type { HallCursors, HallEvents } from './events.ts';
import type { HallHelp } from './help.ts';
import type { HallLeases } from './leases.ts';
import type { HallRatings } from './ratings.ts';
import type { HallStatistics } from './statistics.ts';
import type { HallViews } from './views.ts';

/** A kiosk or gate. */
export type KioskHall = Hall &
  Pick<HallAppointments, 'slots' | 'book' | 'appointmentsOf'> &
  Pick<HallLeases, 'hold' | 'merge' | 'release'> &
  Pick<HallHelp, 'callHelp' | 'withdrawHelp'> &
  Pick<HallRatings, 'rate'>;

/** Everything: what hall/postgres.ts and hall/embedded.ts open. */
export type WholeHall = Hall &
  HallDesk &
  HallViews &
  HallEvents &
  HallCursors &
  HallConfigurations &
  HallDay &
  HallAppointments &
  HallLeases &
  HallRatings &
  HallStatistics &
  HallHelp;
