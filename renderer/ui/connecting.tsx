import { texts } from './texts/texts.ts';

/** The station cannot be heard yet, or not any more. It says so in every language: nobody's choice is known. */
export function Connecting() {
  return (
    <main className="connecting" aria-live="polite">
      <span className="connecting-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {Object.entries(texts).map(([language, words]) => (
        <p key={language} lang={words.locale}>
          <strong>{words.connecting}</strong>
          <span>{words.connectingDetail}</span>
        </p>
      ))}
    </main>
  );
}
