import { TakeCard, WalkThrough } from '../../ui/drawings/farewell.tsx';
import { useFace } from '../../ui/face.tsx';
import type { ScreenOf } from './parts.tsx';

export function GoodbyeScreen({ screen }: { readonly screen: ScreenOf<'goodbye'> }) {
  const { words } = useFace();
  const title = screen.cardIn ? words.takeCard : words.goodbye;
  return (
    <div className="waiting" aria-live="polite">
      {screen.cardIn ? <TakeCard label={title} /> : <WalkThrough label={title} />}
      <div>
        <h1>{title}</h1>
        <p className="lead">{screen.cardIn ? words.takeCardDetail : words.goodbyeDetail}</p>
      </div>
    </div>
  );
}
