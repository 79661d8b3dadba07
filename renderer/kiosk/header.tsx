import type { Screen } from '#contracts/face-view.ts';
import { useFace } from '../ui/face.tsx';
import { useClock } from '../ui/hall-clock.ts';
import { DoneIcon } from '../ui/icons.tsx';

/** Which of the three steps a screen belongs to, from 0. */
const stepOf: Readonly<Record<Screen['kind'], 0 | 1 | 2>> = {
  idle: 0,
  reading: 0,
  identifying: 0,
  gate: 0,
  choices: 1,
  summary: 1,
  working: 1,
  'reading-matter': 1,
  consent: 1,
  'face-capture': 1,
  'finger-capture': 1,
  'present-card': 1,
  keypad: 1,
  error: 1,
  result: 2,
  goodbye: 2,
};

export function Header() {
  const { view, words, say } = useFace();
  const time = useClock(view.timeZone);
  // Nobody is identified yet: what failed was the first step.
  const step = view.screen.kind === 'error' && !view.identified ? 0 : stepOf[view.screen.kind];
  // Who takes a number without a card has not shown one.
  const done = (index: number): boolean =>
    index < step && (index > 0 || view.identified || view.screen.kind === 'goodbye');
  return (
    <header className="header">
      <div className="header-line">
        <svg className="mark" viewBox="0 0 48 48" aria-hidden="true">
          <rect x="4" y="10" width="40" height="28" rx="6" />
          <path d="M4 19h40M11 30h10" />
        </svg>
        <p className="hall">{say(view.hall)}</p>
        <time className="clock">{time}</time>
      </div>
      <ol className="steps" aria-label={words.stepOf(step + 1, words.steps.length)}>
        {words.steps.map((name, index) => (
          <li
            key={name}
            className={index === step ? 'step-now' : ''}
            {...(index === step ? { 'aria-current': 'step' as const } : {})}
          >
            <span className="step-sign">{done(index) ? <DoneIcon /> : index + 1}</span>
            {name}
          </li>
        ))}
      </ol>
    </header>
  );
}
