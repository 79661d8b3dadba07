/** The hall's board, to be read from 10 m: who is called to which window, and never a name. */
import { useEffect, useRef, useState } from 'react';

import { dayInWords } from '#contracts/hall/spoken-call.ts';
import type { BoardCall, BoardView } from '#contracts/hall/views.ts';
import type { Language } from '#contracts/text.ts';
import { Press } from '../ui/button.tsx';
import { useClock } from '../ui/hall-clock.ts';
import { hallWords } from '../ui/texts/hall-words.ts';
import { calledRows, portion } from './rows.ts';
import type { Said } from './say-call.ts';
import { boardTexts } from './texts.ts';

/** Rows that fit at a size that is read from 10 m; of the former calls, style sheets leave out what does not fit. */
const rows = { called: 4, waits: 3, last: 8 } as const;
/** Milliseconds: what has no place for all shows others; the picture moves by some pixels, so that nothing burns in. */
const every = { calls: 4000, waits: 8000, notice: 12_000, drift: 60_000 } as const;

interface Props {
  readonly view: BoardView;
  readonly live: boolean;
  readonly language: Language;
  /** The call that is being said; null: none. */
  readonly announced: number | null;
  /** What came of the last sound, or of none; `voiceless`: no voice is there to say a call; null: nothing is known to be wrong. */
  readonly sound: Said | 'voiceless' | null;
  readonly touched: () => void;
}

/** Counts up by one every `ms`. */
function useTurns(ms: number): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTurn((now) => now + 1), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return turn;
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
  const [x, y] = orbit[useTurns(every.drift) % orbit.length] ?? [0, 0];
  return `translate(calc(${x} * var(--u)), calc(${y} * var(--u)))`;
}

function Clock({ timeZone }: Pick<BoardView, 'timeZone'>) {
  return <time>{useClock(timeZone)}</time>;
}

export function Board({ view, live, language, announced, sound, touched }: Props) {
  const words = boardTexts[language];
  const drift = useDrift();
  const turn = useTurns(every.calls);
  const { called, last } = view;
  const now = [...called, ...last].find(({ id }) => id === announced) ?? null;
  const shown = calledRows(called, now, rows.called, turn);
  const former = last.filter(({ id }) => id !== announced && !called.some((call) => call.id === id));

  if (view.day.state === 'ended' && called.length === 0 && now === null) {
    return (
      <main className="board-rest" style={{ transform: drift }}>
        <h1>{view.name[language]}</h1>
        {live ? <p>{words.resting}</p> : <Trouble text={words.restingOffline} />}
        <Clock timeZone={view.timeZone} />
      </main>
    );
  }
  return (
    <div className="board" style={{ transform: drift }}>
      <header className="board-head">
        <h1>{view.name[language]}</h1>
        {sound === 'blocked' ? (
          <Press onPress={touched}>{words.touchForSound}</Press>
        ) : sound === 'voiceless' ? (
          <p className="board-trouble">{words.voiceless}</p>
        ) : sound === 'silent' ? (
          <p className="board-trouble">{words.silent}</p>
        ) : (
          called.length > rows.called && <p className="board-in-turn">{words.inTurn(called.length)}</p>
        )}
        <Clock timeZone={view.timeZone} />
      </header>
      <main className="board-main">
        <section className="board-called" aria-label={words.called}>
          {shown.length === 0 && (
            <p className="board-nobody">{isQuiet(view) ? words.closed : words.nobody}</p>
          )}
          <ol>
            {shown.map((call) => (
              <CalledRow key={call.id} call={call} announced={call.id === announced} language={language} />
            ))}
          </ol>
        </section>
        <aside className="board-side">
          <Waits waits={view.waits} language={language} />
          {former.length > 0 && (
            <section className="board-last" aria-label={words.last}>
              <h2>{words.last}</h2>
              <ul>
                {former.slice(0, rows.last).map(({ id, number, window, day }) => (
                  <li key={id}>
                    <strong>{number}</strong>
                    {day !== null && <span>{dayInWords(day, language)}</span>}
                    <span>{words.windowOf(window)}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </aside>
      </main>
      <footer className="board-foot">
        {!live && <Trouble text={words.offline} />}
        {live && view.notices.length > 0 && (
          <section aria-label={words.notices}>
            <Notices texts={view.notices.map(({ text }) => text[language])} />
          </section>
        )}
      </footer>
    </div>
  );
}

/** No number is given and nobody waits: none will be called either, as before and after the hours of the day. */
function isQuiet({ waits }: BoardView): boolean {
  return waits.every(({ open, waiting }) => !open && waiting === 0);
}

function Trouble({ text }: { readonly text: string }) {
  return (
    <p className="board-trouble" role="alert">
      ⚠ {text}
    </p>
  );
}

function CalledRow({
  call: { number, window, times, day },
  announced,
  language,
}: {
  readonly call: BoardCall;
  readonly announced: boolean;
  readonly language: Language;
}) {
  const words = boardTexts[language];
  const beside = [
    ...(day === null ? [] : [dayInWords(day, language)]),
    ...(times > 1 ? [words.again] : []),
  ].join(hallWords[language].comma);
  // More signs than have room at full size make the row smaller: board.css.
  const signs = number.length + String(window).length;
  return (
    <li className={announced ? 'announced' : ''}>
      <div className="board-row" ref={(row) => row?.style.setProperty('--signs', String(signs))}>
        <div className="board-number">
          <strong>{number}</strong>
          {beside !== '' && <span>{beside}</span>}
        </div>
        <span className="board-arrow" aria-hidden="true">
          →
        </span>
        <span className="board-window">
          <small>{words.beforeWindow}</small>
          <span>{window}</span>
          <small>{words.afterWindow}</small>
        </span>
      </div>
    </li>
  );
}

function Waits({ waits, language }: { readonly waits: BoardView['waits']; readonly language: Language }) {
  const words = boardTexts[language];
  const hall = hallWords[language];
  const turn = useTurns(every.waits);
  return (
    <section className="board-waits" aria-label={words.waits}>
      <ul>
        {portion(waits, rows.waits, turn).map(({ business, name, open, waiting, expectedWaitMs }) => (
          <li key={business}>
            <span className="board-business">{name[language]}</span>
            {(open || waiting > 0) && <strong className="board-waiting">{words.waiting(waiting)}</strong>}
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
  );
}

/** One after another, two lines at a time: a line that runs is read by nobody who walks past. */
function Notices({ texts }: { readonly texts: readonly string[] }) {
  const [index, setIndex] = useState(0);
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      const lines = place.current;
      if (lines !== null && lines.scrollTop + lines.clientHeight < lines.scrollHeight - 1) {
        lines.scrollTop += lines.clientHeight;
        return;
      }
      lines?.scrollTo(0, 0);
      setIndex((now) => now + 1);
    }, every.notice);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="board-notice">
      <p ref={place}>{texts[index % texts.length]}</p>
    </div>
  );
}
