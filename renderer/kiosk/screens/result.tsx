import { errorCards } from '#contracts/error-cards.ts';
import { useFace } from '../../ui/face.tsx';
import { qrHint } from '../../ui/qr-hint.ts';
import { Qr } from '../../ui/qr.tsx';
import { Scroller } from '../../ui/scroller.tsx';
import { Attention, FinishButton, Notes, OptionButtons, Rows, type ScreenOf } from './parts.tsx';

export function ResultScreen({ screen }: { readonly screen: ScreenOf<'result'> }) {
  const { view, words, say } = useFace();
  const trouble = screen.trouble === null ? null : errorCards[screen.trouble.card][view.language];
  return (
    <>
      <Scroller label={say(screen.title)}>
        <h1>{say(screen.title)}</h1>
        <div className="result-card">
          {(screen.big !== null || screen.qr !== null) && (
            <div className="result-main">
              {screen.big !== null && <p className="big">{screen.big}</p>}
              {screen.qr !== null && (
                <figure className="result-qr">
                  <Qr text={screen.qr} label={qrHint(screen.qr, words)} />
                  <figcaption>{qrHint(screen.qr, words)}</figcaption>
                </figure>
              )}
            </div>
          )}
          {trouble !== null && screen.trouble !== null && (
            <Attention>
              <p>
                <strong>{trouble.what}</strong>
              </p>
              <p>{trouble.todo}</p>
              <p>{trouble.safe}</p>
              <p>{words.staffCode(screen.trouble.code)}</p>
            </Attention>
          )}
          {screen.rows.length > 0 && <Rows rows={screen.rows} />}
          <Notes notes={screen.notes} />
        </div>
      </Scroller>
      <div className="screen-actions">
        <OptionButtons options={screen.options} />
        <FinishButton look="primary" />
      </div>
    </>
  );
}
