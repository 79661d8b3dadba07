import { failures } from '#contracts/failures.ts';
import { useFace } from '../../ui/face.tsx';
import { idleTitle } from '../../ui/idle-title.ts';
import { OptionList } from '../../ui/option-list.tsx';
import { Phrases } from '../../ui/phrases.tsx';
import { Scroller } from '../../ui/scroller.tsx';
import { Attention, Credentials, type ScreenOf } from './parts.tsx';

export function IdleScreen({ screen }: { readonly screen: ScreenOf<'idle'> }) {
  const { view, words } = useFace();
  const notices = [
    ...(view.platform === 'away' ? [words.platformAway] : []),
    // A reader that is out of order is not asked for any more; what is left to say is that no ticket will come.
    ...(view.troubles.some((code) => failures[code].card === 'print-failed') ? [words.noTickets] : []),
  ];
  return (
    <Scroller label={idleTitle(screen.accepts, words)}>
      <h1>
        <Phrases
          text={
            view.elderMode && screen.accepts.length > 0 ? words.idleShort : idleTitle(screen.accepts, words)
          }
        />
      </h1>
      <Credentials kinds={screen.accepts} />
      {notices.length > 0 && (
        <Attention>
          {notices.map((notice) => (
            <p key={notice}>{notice}</p>
          ))}
        </Attention>
      )}
      {screen.options.length > 0 && (
        <section className="idle-options">
          <h2>{words.withoutCredential}</h2>
          <OptionList options={screen.options} label={words.withoutCredential} />
        </section>
      )}
    </Scroller>
  );
}
