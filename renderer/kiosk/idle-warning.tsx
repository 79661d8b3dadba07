/** Asks whether somebody is still there: by sight, by sound, and with one large answer. */
import { useEffect, useId, useRef, useState } from 'react';

import { Press } from '../ui/button.tsx';
import { useFace } from '../ui/face.tsx';
import { chime } from '../ui/sound.ts';
import { speak } from '../ui/voice.ts';

function secondsUntil(end: number): number {
  return Math.max(0, Math.ceil((end - Date.now()) / 1000));
}

export function IdleWarning({ endsAt }: { readonly endsAt: number }) {
  const { view, words, intend } = useFace();
  const { language, volume } = view;
  const [left, setLeft] = useState(() => secondsUntil(endsAt));
  const title = useId();
  const answer = useRef<HTMLButtonElement>(null);

  useEffect(() => answer.current?.focus(), []);

  useEffect(() => {
    const timer = setInterval(() => setLeft(secondsUntil(endsAt)), 250);
    return () => clearInterval(timer);
  }, [endsAt]);

  useEffect(() => {
    chime('attention', volume);
    speak(words.stillThere, language, volume);
  }, [words, language, volume]);

  useEffect(() => {
    if (left <= 10) chime('tick', volume);
  }, [left, volume]);

  return (
    <section className="idle-warning" role="alertdialog" aria-labelledby={title}>
      <div className="idle-warning-card">
        <p className="countdown" aria-hidden="true">
          {left}
        </p>
        <h1 id={title}>{words.stillThere}</h1>
        <p className="lead">{words.stillThereDetail(left)}</p>
        <Press ref={answer} look="primary" onPress={() => intend({ do: 'stay' })}>
          {words.stay}
        </Press>
      </div>
    </section>
  );
}
