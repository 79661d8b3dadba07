/** The screen that the citizen sees at a window: whose turn it is, and five faces once it is finished. */
import { useEffect, useState } from 'react';

import type { Text, Language } from '#contracts/text.ts';
import { Press } from '../ui/button.tsx';
import { gradeFaces } from '../ui/grade-faces.ts';
import { hallWords } from '../ui/texts/hall-words.ts';
import type { Question as Asked } from './at-window.ts';
import { ratingTexts, type RatingTexts } from './texts.ts';

/** Milliseconds. */
const lasts = {
  /** To think about it; then the screen is the next one's. */
  asked: 60_000,
  /** The same, from the moment at which the next one has come to the window. */
  askedLate: 15_000,
  thanks: 6000,
  /** In which a question that took another one's place takes no touch: the finger was on its way to that. */
  locked: 1500,
} as const;

export interface AtWindow {
  readonly hall: Text;
  readonly window: number;
  /** At the window now, or called to it. */
  readonly number: string | null;
  /** Who may give a grade now, or has given it. */
  readonly asked: Asked | null;
}

interface Props extends AtWindow {
  readonly live: boolean;
  /** The grade that counts: this one, or one that was given before; null: it did not arrive. */
  readonly rate: (ticket: string, grade: number) => Promise<number | null>;
  /** The question was answered, or its time is over. */
  readonly done: (ticket: string) => void;
}

function GradeFace({ grade }: { readonly grade: number }) {
  const face = gradeFaces[grade - 1];
  return (
    <svg className="grade-face" viewBox="0 0 48 48" aria-hidden="true">
      <circle cx="24" cy="24" r="21" />
      <path d={face?.mouth} />
      <path className="grade-eyes" d={face?.eyes} />
      <path d={face?.brows} />
    </svg>
  );
}

type Stage = 'asked' | 'sending' | 'failed' | { readonly given: number };

function Question({
  asked: { ticket, number, replaces, isLate },
  language,
  rate,
  done,
}: {
  readonly asked: Asked;
  readonly language: Language;
} & Pick<Props, 'rate' | 'done'>) {
  const words = ratingTexts[language];
  const { grades } = hallWords[language];
  const [stage, setStage] = useState<Stage>('asked');
  const [isLocked, setLocked] = useState(replaces);
  const given = typeof stage === 'object';
  const isSending = stage === 'sending';
  useEffect(() => {
    // What is on its way is seen to its end.
    if (isSending) return undefined;
    const ms = given ? lasts.thanks : isLate ? lasts.askedLate : lasts.asked;
    const timer = setTimeout(() => done(ticket), ms);
    return () => clearTimeout(timer);
  }, [ticket, given, isLate, isSending, done]);
  useEffect(() => {
    if (!isLocked) return undefined;
    const timer = setTimeout(() => setLocked(false), lasts.locked);
    return () => clearTimeout(timer);
  }, [isLocked]);
  const give = async (grade: number): Promise<void> => {
    setStage('sending');
    const counted = await rate(ticket, grade);
    setStage(counted === null ? 'failed' : { given: counted });
  };
  if (typeof stage === 'object') {
    return (
      <main className="rating" aria-live="polite">
        <GradeFace grade={stage.given} />
        <h1>{words.thanks}</h1>
        {stage.given <= 2 && <p>{words.bad}</p>}
      </main>
    );
  }
  return (
    <main className="rating">
      <p className={replaces ? 'rating-number replaces' : 'rating-number'}>
        {replaces ? words.now(number) : number}
      </p>
      <h1>{words.question}</h1>
      <div className="rating-grades">
        {[5, 4, 3, 2, 1].map((grade) => (
          <Press key={grade} disabled={isSending || isLocked} onPress={() => void give(grade)}>
            <GradeFace grade={grade} />
            <span>{grades[grade - 1]}</span>
          </Press>
        ))}
      </div>
      <p aria-live="polite" className={stage === 'failed' ? 'rating-failed' : ''}>
        {stage === 'failed' ? words.failed : words.anonymous}
      </p>
    </main>
  );
}

/** Also while they are served: after a reload the screen does not know whether they have come. */
function Turn({
  number,
  words: [before, after],
}: {
  readonly number: string;
  readonly words: RatingTexts['turn'];
}) {
  return (
    <>
      {before}
      <strong className="rating-now">{number}</strong>
      {after}
    </>
  );
}

export function Rating({ hall, window, number, asked, live, rate, done }: Props) {
  const [language, setLanguage] = useState<Language>('zh');
  const words = ratingTexts[language];
  useEffect(() => {
    document.documentElement.lang = words.locale;
  }, [words]);
  return (
    <div className="rating-page">
      <header>
        <strong>{hall[language]}</strong>
        <span>{hallWords[language].window(window)}</span>
        <Press
          lang={ratingTexts[language === 'zh' ? 'en' : 'zh'].locale}
          onPress={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
        >
          {words.otherLanguage}
        </Press>
      </header>
      {asked === null ? (
        <main className="rating rest">
          <h1>{number === null ? words.free : <Turn number={number} words={words.turn} />}</h1>
        </main>
      ) : (
        <Question key={asked.ticket} asked={asked} language={language} rate={rate} done={done} />
      )}
      <footer>{live ? '' : hallWords[language].away}</footer>
    </div>
  );
}

/** A screen whose address carries another token than its own: whoever puts it up has to know. */
export function WrongToken() {
  return (
    <div className="rating-page">
      <main className="rating">
        <h1>{ratingTexts.zh.wrongToken}</h1>
        <p lang={ratingTexts.en.locale}>{ratingTexts.en.wrongToken}</p>
      </main>
    </div>
  );
}

/** A screen that was not told where it stands: asked once, by whoever puts it up. */
export function ChooseWindow({
  windows,
  choose,
}: {
  readonly windows: readonly { readonly window: string; readonly number: number }[];
  readonly choose: (window: string) => void;
}) {
  return (
    <div className="rating-page">
      <main className="rating">
        <h1>{ratingTexts.zh.where}</h1>
        <p lang={ratingTexts.en.locale}>{ratingTexts.en.where}</p>
        <div className="rating-windows">
          {windows.map(({ window, number }) => (
            <Press key={window} onPress={() => choose(window)}>
              {hallWords.zh.window(number)}
            </Press>
          ))}
        </div>
      </main>
    </div>
  );
}
