import { useFace } from '../../ui/face.tsx';
import { Scroller } from '../../ui/scroller.tsx';
import { BackButton, FinishButton, type ScreenOf } from './parts.tsx';

/** Notices, questions and answers: all of it open to read, since an accordion hides what nobody knows to look for. */
export function ReadingMatterScreen({ screen }: { readonly screen: ScreenOf<'reading-matter'> }) {
  const { say } = useFace();
  return (
    <>
      <Scroller label={say(screen.title)}>
        <h1>{say(screen.title)}</h1>
        {screen.items.map((item) => (
          <article key={say(item.heading)} className="article">
            <h2>{say(item.heading)}</h2>
            <p>{say(item.body)}</p>
          </article>
        ))}
      </Scroller>
      <div className="screen-actions">
        <BackButton />
        <FinishButton />
      </div>
    </>
  );
}
