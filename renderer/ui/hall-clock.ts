/** What goes on by itself between two views: waits that grow, and the hall's clock. */
import { useEffect, useState } from 'react';

import { clockTime } from './hall-time.ts';

/** Milliseconds since a view came, anew every second and never negative: the clock's last tick may be older than the view. */
export function useSince(heardAt: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, now - heardAt);
}

/** HH:MM now, in the hall's time zone. */
export function useClock(timeZone: string): string {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return clockTime(now, timeZone);
}

/** 3:07, or 1:02:09. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (part: number): string => String(part).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
