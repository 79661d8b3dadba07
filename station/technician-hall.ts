/** What the technician's page may see and ask of the hall, wherever the hall is. */
import type { ConfigurationChange, ConfigurationVersion } from '#contracts/hall/configuration.ts';
import type { DayChange, DayView } from '#contracts/hall/day.ts';
import type { Result } from '#contracts/result.ts';
import type { TechnicianHall } from '#contracts/technician-hall.ts';
import type { Watched } from './watched.ts';

export interface HallForTechnicians {
  readonly view: Watched<TechnicianHall>;
  /** Newest first. */
  history(): Promise<Result<readonly ConfigurationVersion[]>>;
  changeConfiguration(change: ConfigurationChange): Promise<Result<ConfigurationVersion>>;
  changeDay(change: DayChange): Promise<Result<DayView>>;
}
