import { Press } from '../../ui/button.tsx';
import { useFace } from '../../ui/face.tsx';
import { Scroller } from '../../ui/scroller.tsx';
import { BackButton, FinishButton, Rows, type ScreenOf } from './parts.tsx';

export function SummaryScreen({ screen }: { readonly screen: ScreenOf<'summary'> }) {
  const { view, words, say, intend } = useFace();
  return (
    <>
      <Scroller label={say(screen.title)}>
        <p className="greeting">{words.summaryLead}</p>
        <h1>{say(screen.title)}</h1>
        <Rows rows={screen.rows} />
      </Scroller>
      <div className="screen-actions">
        <Press look="primary" onPress={() => intend({ do: 'confirm', revision: view.revision })}>
          {say(screen.confirm)}
        </Press>
        {screen.back && <BackButton />}
        <FinishButton />
      </div>
    </>
  );
}
