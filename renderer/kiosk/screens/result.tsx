import { errorCards } from '#contracts/error-cards.ts';
import { useFace } from '../../ui/face.tsx';
import { OptionList } from '../../ui/option-list.tsx';
import { Qr } from '../../ui/qr.tsx';
import { Scroller } from '../../ui/scroller.tsx';
import { Attention, FinishButton, Notes, Rows, type ScreenOf } from './parts.tsx';

export function ResultScreen({ screen }: { readonly screen: ScreenOf<'result'> }) {
  const { view, words, say } = useFace();
  const trouble = screen.trouble === null ? null : errorCards[screen.trouble.card][view.language];
  return (
    <>
      <div className="screen-head">
        <h1>{say(screen.title)}</h1>
      </div>
      <div className="screen-body">
        <Scroller label={say(screen.title)}>
          <div className="result-card">
            {screen.big !== null && (
              <div className="result-number">
                <p>{words.yourNumber}</p>
                <p className="big">{screen.big}</p>
              </div>
            )}
            {screen.qr !== null && (
              <figure className="result-qr">
                <Qr text={screen.qr} label={words.qrHint} />
                <figcaption>{words.qrHint}</figcaption>
              </figure>
            )}
            <Rows rows={screen.rows} />
            <Notes notes={screen.notes} />
          </div>
          {trouble !== null && screen.trouble !== null && (
            <Attention>
              <p>
                <strong>{trouble.what}</strong>
              </p>
              <p>{trouble.todo}</p>
              <p>{trouble.safe}</p>
              <p className="staff-code">{words.staffCode(screen.trouble.code)}</p>
            </Attention>
          )}
        </Scroller>
      </div>
      {screen.options.length > 0 && <OptionList options={screen.options} label={say(screen.title)} />}
      <div className="screen-actions">
        <FinishButton look="primary" />
      </div>
    </>
  );
}
