/** Somebody else's card is waited for: the person in front stays, and a member of staff reaches in. */
import { useFace } from '../../ui/face.tsx';
import { Scroller } from '../../ui/scroller.tsx';
import { BackButton, Credentials, FinishButton, type ScreenOf } from './parts.tsx';

export function PresentCardScreen({ screen }: { readonly screen: ScreenOf<'present-card'> }) {
  const { say } = useFace();
  return (
    <>
      <Scroller label={say(screen.title)}>
        <h1>{say(screen.title)}</h1>
        <p className="lead">{say(screen.detail)}</p>
        <Credentials kinds={screen.accepts} />
      </Scroller>
      <div className="screen-actions">
        {screen.back && <BackButton />}
        <FinishButton />
      </div>
    </>
  );
}
