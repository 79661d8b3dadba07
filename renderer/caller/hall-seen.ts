/** What the caller page knows of its hall. */
import type { Ticket } from '#contracts/hall-api.ts';
import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { HelpCall } from '#contracts/hall/help.ts';
import type { FollowUp } from '#contracts/hall/ratings.ts';
import { dayInWords } from '#contracts/hall/spoken-call.ts';
import type { QueueView, WindowView } from '#contracts/hall/views.ts';
import type { Language } from '#contracts/text.ts';
import type { Names } from './why.ts';

/**
 * Milliseconds between two questions for what moves. What others do shows within so long: the pages of a hundred windows would
 * otherwise read everything anew with each other's presses.
 */
export const movingPauseMs = 1000;

export interface HallSeen {
  readonly queue: QueueView;
  readonly windows: readonly WindowView[];
  readonly help: readonly HelpCall[];
  /** Open ones, the most urgent first. */
  readonly followUps: readonly FollowUp[];
  readonly configuration: HallConfiguration;
}

/** A business that was removed is still known where somebody waits for it. */
export function businessName({ queue, configuration }: HallSeen, id: string, language: Language): string {
  const business =
    configuration.businesses.find((one) => one.id === id) ??
    queue.businesses.find((one) => one.business.id === id)?.business;
  return business?.name[language] ?? id;
}

/** The business day of a number that is not today's: today it may be somebody else's as well. */
export function otherDay({ queue }: HallSeen, { businessDay }: Ticket, language: Language): string | null {
  return businessDay === queue.day.date ? null : dayInWords(businessDay, language);
}

export function namesOf({ windows, configuration }: HallSeen): Names {
  return {
    windowNumber: (id) => String(windows.find(({ window }) => window === id)?.number ?? id),
    operatorName: (id) => configuration.staff.find((one) => one.id === id)?.name ?? id,
  };
}
