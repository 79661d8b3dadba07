import { errorCards, type ErrorCardId } from '#contracts/error-cards.ts';
import { Press } from '../../ui/button.tsx';
import { WayDrawing } from '../../ui/drawings/ways.tsx';
import { useFace } from '../../ui/face.tsx';
import { AttentionIcon, HelpIcon, SafeIcon, TodoIcon } from '../../ui/icons.tsx';
import { Phrases } from '../../ui/phrases.tsx';
import { Scroller } from '../../ui/scroller.tsx';
import { FinishButton, OptionButtons, type ScreenOf } from './parts.tsx';

/** Cards that ask for the same credential once more: then the act is drawn. */
const askedAgain: readonly ErrorCardId[] = ['card-too-early', 'card-again', 'code-again', 'code-unknown'];

/** 发生了什么 · 怎么办 · 请放心. */
export function ErrorScreen({ screen }: { readonly screen: ScreenOf<'error'> }) {
  const { view, words, intend } = useFace();
  const card = errorCards[screen.card][view.language];
  const parts = [
    { name: words.errorTodo, text: card.todo, icon: <TodoIcon />, look: 'error-todo' },
    { name: words.errorSafe, text: card.safe, icon: <SafeIcon />, look: 'error-safe' },
  ];
  return (
    <>
      <Scroller label={card.what}>
        <div className="error-card">
          <div className="error-what">
            <AttentionIcon />
            <div>
              <p className="error-name">{words.errorWhat}</p>
              <h1>
                <Phrases text={card.what} />
              </h1>
            </div>
          </div>
          {parts.map((part) => (
            <div key={part.name} className={part.look}>
              {part.icon}
              <div>
                <h2 className="error-name">{part.name}</h2>
                <p>
                  <Phrases text={part.text} />
                </p>
              </div>
            </div>
          ))}
          {screen.credential !== null && askedAgain.includes(screen.card) && (
            <div className="error-drawing">
              <WayDrawing way={screen.credential} label={card.todo} />
            </div>
          )}
          <p className="staff-code">{words.staffCode(screen.code)}</p>
        </div>
      </Scroller>
      <div className="screen-actions">
        <OptionButtons options={screen.options} />
        {screen.options.length === 0 && <FinishButton />}
        {view.help === 'none' && (
          <Press look="primary" onPress={() => intend({ do: 'help' })}>
            <HelpIcon />
            {words.help}
          </Press>
        )}
      </div>
    </>
  );
}
