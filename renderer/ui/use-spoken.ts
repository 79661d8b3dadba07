/** Lets a page be heard: a chime and the spoken form of each screen that comes. */
import { useEffect, useRef } from 'react';

import type { Screen } from '#contracts/face-view.ts';
import { useFace } from './face.tsx';
import { chime, type Chime } from './sound.ts';
import { isSameScreen, spokenChange, spokenText } from './spoken.ts';
import { silence, speak } from './voice.ts';

const chimes: Readonly<Record<Exclude<Screen['kind'], 'gate'>, Chime | null>> = {
  idle: null,
  reading: 'next',
  identifying: null,
  choices: 'next',
  summary: 'next',
  working: null,
  result: 'good',
  'reading-matter': null,
  consent: 'next',
  'face-capture': 'next',
  'finger-capture': 'next',
  'present-card': 'next',
  keypad: 'next',
  error: 'attention',
  goodbye: null,
};

const gateChimes: Readonly<Record<Extract<Screen, { kind: 'gate' }>['sign'], Chime | null>> = {
  ready: null,
  reading: 'next',
  pass: 'good',
  desk: 'stop',
  emergency: 'good',
  again: 'attention',
};

function chimeOf(screen: Screen): Chime | null {
  if (screen.kind === 'gate') return gateChimes[screen.sign];
  const unfinished =
    (screen.kind === 'result' && screen.trouble !== null) || (screen.kind === 'goodbye' && screen.cardIn);
  return unfinished ? 'attention' : chimes[screen.kind];
}

/** Guidance and typed digits change within one screen: the voice follows them, a sound marks only a step that is done. */
function stepOf(screen: Screen): number {
  return screen.kind === 'face-capture' ? screen.done : 0;
}

/** A machine at rest says nothing to an empty hall, unless somebody has just set its voice or language. */
export function useSpoken(): void {
  const { view } = useFace();
  const { screen, language, volume } = view;
  const text = spokenText(screen, language);
  const step = stepOf(screen);
  const last = useRef({ screen, volume, language });

  useEffect(() => {
    const before = last.current;
    last.current = { screen, volume, language };
    const arrived =
      before.screen.kind !== screen.kind ||
      stepOf(before.screen) !== step ||
      spokenText(before.screen, language) !== text;
    const set = before.volume !== volume || before.language !== language;
    const goesOn = arrived && isSameScreen(before.screen, screen);
    if (goesOn ? stepOf(before.screen) < step : arrived) {
      const sound = goesOn ? 'next' : chimeOf(screen);
      if (sound !== null) chime(sound, volume);
    } else if (set) chime('next', volume);
    const resting = screen.kind === 'idle' || (screen.kind === 'gate' && screen.sign === 'ready');
    if (set) speak(text, language, volume);
    else if (arrived && !resting) speak(spokenChange(before.screen, screen, language), language, volume);
    else if (arrived) silence();
    // The text stands for the screen: details that are not spoken may change without a word.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text, step, screen.kind, volume, language]);
}
