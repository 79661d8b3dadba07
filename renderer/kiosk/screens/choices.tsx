import { useFace } from '../../ui/face.tsx';
import { OptionList } from '../../ui/option-list.tsx';
import { ProofTiles } from '../../ui/proof-tiles.tsx';
import { Scroller } from '../../ui/scroller.tsx';
import { Attention, BackButton, FinishButton, Notes, type ScreenOf } from './parts.tsx';

export function ChoicesScreen({ screen }: { readonly screen: ScreenOf<'choices'> }) {
  const { words, say } = useFace();
  const Answers = screen.options.some(({ drawing }) => drawing !== undefined) ? ProofTiles : OptionList;
  return (
    <>
      <Scroller label={say(screen.title)}>
        {screen.greeting !== null && <p className="greeting">{words.greeting(screen.greeting)}</p>}
        <h1>{say(screen.title)}</h1>
        {screen.notes.length > 0 && (
          <Attention>
            <Notes notes={screen.notes} />
          </Attention>
        )}
        {screen.options.length === 0 ? (
          <p className="lead">{words.noOptions}</p>
        ) : (
          <Answers options={screen.options} label={say(screen.title)} />
        )}
      </Scroller>
      <div className="screen-actions">
        {screen.back && <BackButton />}
        <FinishButton />
      </div>
    </>
  );
}
