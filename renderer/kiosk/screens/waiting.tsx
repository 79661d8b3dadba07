/** Something is under way: it moves, and says what not to do meanwhile. */
import type { CredentialKind } from '#contracts/credentials.ts';
import { TicketComesOut } from '../../ui/drawings/farewell.tsx';
import { WayDrawing } from '../../ui/drawings/ways.tsx';
import { useFace } from '../../ui/face.tsx';
import type { ScreenOf } from './parts.tsx';

interface Props {
  readonly title: string;
  readonly detail: string;
  readonly way: CredentialKind | null;
}

function Waiting({ title, detail, way }: Props) {
  return (
    <div className="waiting" aria-live="polite">
      {way === null ? <TicketComesOut label={title} /> : <WayDrawing way={way} label={title} />}
      <div>
        <div className="progress" aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
        <h1>{title}</h1>
        <p className="lead">{detail}</p>
      </div>
    </div>
  );
}

export function ReadingScreen({ screen }: { readonly screen: ScreenOf<'reading'> }) {
  const { words } = useFace();
  return <Waiting {...words.reading[screen.credential]} way={screen.credential} />;
}

export function IdentifyingScreen({ screen }: { readonly screen: ScreenOf<'identifying'> }) {
  const { words } = useFace();
  return <Waiting title={words.identifying} detail={words.identifyingDetail} way={screen.credential} />;
}

export function WorkingScreen({ screen }: { readonly screen: ScreenOf<'working'> }) {
  const { words, say } = useFace();
  return (
    <Waiting
      title={say(screen.title)}
      detail={screen.act === 'print' ? words.printing : words.working}
      way={null}
    />
  );
}
