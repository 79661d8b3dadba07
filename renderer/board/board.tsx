/** The hall's board, to be read from 10 m: who is called to which window, and never a name. */
import { useEffect, useState } from 'react';

import { dayInWords } from '#contracts/hall/spoken-call.ts';
import type { BoardCall, BoardView } from '#contracts/hall/views.ts';
import type { Language } from '#contracts/text.ts';
import { Press } from '../ui/button.tsx';
import { hallWords } from '../ui/texts/hall-words.ts';
import type { ServerSpeech } from './say-call.ts';
import { unblockSound } from './say-call.ts';
import { boardTexts } from './texts.ts';
import { useAnnouncements } from './use-announcements.ts';

/** Rows that fit at a size that is read from 10 m. */
const rows = { called: 4, waits: 7, side: 9 } as const;
/** Milliseconds: how long a new call flashes; how often the picture moves by some pixels, so that nothing burns in. */
const lasts = { flash: 8000, drift: 60_000 } as const;

interface Props {
  readonly view: BoardView;
  readonly live: boolean;
  readonly language: Language;
  readonly speech: ServerSpeech;
}

/** Steps of a small circle, in pixels of a screen that is 1080 high. */
const orbit = [
  [0, 0],
  [6, 3],
  [9, 9],
  [6, 15],
  [0, 18],
  [-6, 15],
  [-9, 9],
  [-6, 3],
] as const;

function useDrift(): string {
  const [step, setStep] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setStep((now) => (now + 1) % orbit.length), lasts.drift);
    return () => clearInterval(timer);
  }, []);
  const [x, y] = orbit[step] ?? [0, 0];
  return `translate(calc(${x} * var(--u)), calc(${y} * var(--u)))`;
}

/** Calls that came within the last seconds of this page. */
function useFresh(called: readonly BoardCall[]): ReadonlySet<number> {
  const [first] = useState(() => Math.max(0, ...called.map(({ id }) => id)));
  const [old, setOld] = useState(first);
  const newest = Math.max(0, ...called.map(({ id }) => id));
  useEffect(() => {
    if (newest <= old) return;
    const timer = setTimeout(() => setOld(newest), lasts.flash);
    return () => clearTimeout(timer);
  }, [newest, old]);
  return new Set(called.filter(({ id }) => id > old).map(({ id }) => id));
}

function Clock({ locale }: { readonly locale: string }) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <time>{now.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', hour12: false })}</time>;
}

export function Board({ view, live, language, speech }: Props) {
  const words = boardTexts[language];
  const hall = hallWords[language];
  const drift = useDrift();
  const fresh = useFresh(view.called);
  const { call: spoken, said } = useAnnouncements(view, speech);
  const called = view.called.slice(0, rows.called);
  const waits = view.waits.slice(0, rows.waits);
  const shown = new Set(called.map(({ id }) => id));
  const last = view.last.filter(({ id }) => !shown.has(id)).slice(0, rows.side - waits.length);
  const resting = view.day.state === 'ended' && view.called.length === 0;

  if (resting) {
    return (
      <main className="board-rest" style={{ transform: drift }}>
        <h1>{view.name[language]}</h1>
        <p>{words.resting}</p>
        <Clock locale={words.locale} />
      </main>
    );
  }
  return (
    <div className="board" style={{ transform: drift }}>
      <header className="board-head">
        <h1>{view.name[language]}</h1>
        {said === 'blocked' && <Press onPress={unblockSound}>{words.touchForSound}</Press>}
        {said === 'silent' && <p className="board-trouble">{words.silent}</p>}
        <Clock locale={words.locale} />
      </header>
      <main className="board-main">
        <section className="board-called" aria-label={words.called} aria-live="assertive">
          {called.length === 0 && <p className="board-nobody">{words.nobody}</p>}
          <ol>
            {called.map(({ id, number, window, times, day }) => (
              <li
                key={id}
                className={fresh.has(id) ? 'fresh' : ''}
                data-spoken={spoken === id ? 'true' : undefined}
              >
                {day !== null && <span className="board-day">{dayInWords(day, language)}</span>}
                <strong className="board-number">{number}</strong>
                <span className="board-arrow" aria-hidden="true">
                  →
                </span>
                <span className="board-window">
                  <small>{words.beforeWindow}</small>
                  {window}
                  <small>{words.afterWindow}</small>
                </span>
                {times > 1 && <span className="board-again">{words.again}</span>}
              </li>
            ))}
          </ol>
        </section>
        <aside className="board-side">
          <section aria-label={words.waits}>
            <h2>{words.waits}</h2>
            <ul>
              {waits.map(({ business, name, open, waiting, expectedWaitMs }) => (
                <li key={business}>
                  <span className="board-business">{name[language]}</span>
                  <span className="board-waiting">{words.waiting(waiting)}</span>
                  <span className="board-expected">
                    {!open && waiting === 0
                      ? words.closed
                      : expectedWaitMs === null
                        ? hall.noWindow
                        : hall.minutes(expectedWaitMs)}
                  </span>
                </li>
              ))}
            </ul>
          </section>
          <section aria-label={words.last}>
            <h2>{words.last}</h2>
            <ul className="board-last">
              {last.map(({ id, number, window, day }) => (
                <li key={id}>
                  <strong>{number}</strong>
                  {day !== null && <small>{dayInWords(day, language)}</small>}
                  <span>{words.windowOf(window)}</span>
                </li>
              ))}
            </ul>
          </section>
        </aside>
      </main>
      <footer className="board-foot">
        {live ? (
          view.notices.length > 0 && (
            <section aria-label={words.notices}>
              <Notices texts={view.notices.map(({ text }) => text[language])} />
            </section>
          )
        ) : (
          <p className="board-trouble" role="alert">
            ⚠ {words.offline}
          </p>
        )}
      </footer>
    </div>
  );
}

/** One after another: a line that runs is read by nobody who walks past. */
function Notices({ texts }: { readonly texts: readonly string[] }) {
  const [index, setIndex] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setIndex((now) => now + 1), 12_000);
    return () => clearInterval(timer);
  }, []);
  return <p>{texts[index % texts.length]}</p>;
}
