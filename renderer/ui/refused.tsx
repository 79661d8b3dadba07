import { failures } from '#contracts/failures.ts';
import type { Failure } from '#contracts/result.ts';
import { texts } from './texts/texts.ts';

/** Asked, and refused, for a wrong token above all: for whoever put the page up, in every language. */
export function Refused({ failure: { code } }: { readonly failure: Failure }) {
  const { message, remedy } = failures[code];
  return (
    <main className="connecting" aria-live="polite">
      {(['zh', 'en'] as const).map((language) => (
        <p key={language} lang={texts[language].locale}>
          <strong>{message[language]}</strong>
          <span>{remedy[language]}</span>
        </p>
      ))}
      <code>{code}</code>
    </main>
  );
}
