import { Press } from '../ui/button.tsx';
import { useFace } from '../ui/face.tsx';
import { HelpIcon } from '../ui/icons.tsx';

/** Staff were called, or said that they come. It covers nothing: whoever waits may go on. */
export function HelpCalled() {
  const { view, words, intend } = useFace();
  const answered = view.help === 'answered';
  return (
    <section className="help-called" aria-live="polite">
      <HelpIcon />
      <p>
        <strong>{answered ? words.helpComing : words.helpTitle}</strong>
        <span>{words.helpDetail}</span>
      </p>
      <Press onPress={() => intend({ do: 'cancel-help' })}>
        {answered ? words.helpDone : words.cancelHelp}
      </Press>
    </section>
  );
}
