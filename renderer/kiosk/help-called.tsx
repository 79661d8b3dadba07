import { Press } from '../ui/button.tsx';
import { useFace } from '../ui/face.tsx';
import { HelpIcon } from '../ui/icons.tsx';

/** Staff are on the way. It covers nothing: whoever waits may go on. */
export function HelpCalled() {
  const { words, intend } = useFace();
  return (
    <section className="help-called" aria-live="polite">
      <HelpIcon />
      <p>
        <strong>{words.helpTitle}</strong>
        <span>{words.helpDetail}</span>
      </p>
      <Press onPress={() => intend({ do: 'cancel-help' })}>{words.cancelHelp}</Press>
    </section>
  );
}
