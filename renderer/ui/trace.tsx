/** The live trace of what goes over the wires: by device, newest last, to be held still for reading. */
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';

import type { TraceEntry } from '#contracts/devices.ts';
import { Press } from './button.tsx';
import { clockSeconds } from './hall-time.ts';
import { useStaff } from './staff-page.tsx';
import type { Watched } from './station.ts';

/** Entries kept on the page; older ones go. */
const kept = 400;

/** An entry with its number on this page. */
export interface KeptEntry extends TraceEntry {
  readonly n: number;
}

/** Folds a portion of the trace into what the page keeps. */
export function keepTrace(
  entries: readonly TraceEntry[],
  last: readonly KeptEntry[] | null,
): readonly KeptEntry[] {
  const next = (last?.at(-1)?.n ?? 0) + 1;
  return [...(last ?? []), ...entries.map((entry, index) => ({ ...entry, n: next + index }))].slice(-kept);
}

function clock(at: number, timeZone: string): string {
  return `${clockSeconds(at, timeZone)}.${String(at % 1000).padStart(3, '0')}`;
}

const none: readonly KeptEntry[] = [];

export function Trace({
  source,
  timeZone,
}: {
  readonly source: Watched<readonly KeptEntry[]>;
  /** The station's. */
  readonly timeZone: string;
}) {
  const { words } = useStaff();
  const live = useSyncExternalStore(source.subscribe, source.current) ?? none;
  const [held, setHeld] = useState<readonly KeptEntry[] | null>(null);
  const [device, setDevice] = useState('');
  const [clearedAt, setClearedAt] = useState(0);
  const list = useRef<HTMLOListElement>(null);
  const devices = [...new Set(live.map((entry) => entry.device))].toSorted();
  const shown = (held ?? live).filter(
    (entry) => entry.at >= clearedAt && (device === '' || entry.device === device),
  );

  useEffect(() => {
    if (held === null && shown.length > 0) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [held, shown]);

  return (
    <section className="panel trace" aria-label={words.trace.title}>
      <div className="panel-head">
        <h2>{words.trace.title}</h2>
        <select
          aria-label={words.trace.title}
          value={device}
          onChange={(event) => setDevice(event.target.value)}
        >
          <option value="">{words.trace.all}</option>
          {devices.map((id) => (
            <option key={id}>{id}</option>
          ))}
        </select>
        <Press onPress={() => setHeld(held === null ? live : null)}>
          {held === null ? words.trace.pause : words.trace.resume}
        </Press>
        <Press onPress={() => setClearedAt(Date.now())}>{words.trace.clear}</Press>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a keyboard scrolls it */}
      <ol ref={list} className="trace-lines" tabIndex={0} aria-label={words.trace.title}>
        {shown.length === 0 && <li className="trace-empty">{words.trace.empty}</li>}
        {shown.map((entry) => (
          <li key={entry.n} className={`trace-${entry.direction}`}>
            <time>{clock(entry.at, timeZone)}</time>
            <span className="trace-device">{entry.device}</span>
            <span className="trace-direction">{words.trace.directions[entry.direction]}</span>
            <span className="trace-meaning">{entry.meaning}</span>
            {entry.hex !== '' && <code>{entry.hex.replace(/../g, '$& ').trimEnd()}</code>}
          </li>
        ))}
      </ol>
    </section>
  );
}
