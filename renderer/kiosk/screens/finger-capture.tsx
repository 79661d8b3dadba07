import { FingerPromptDrawing } from '../../ui/drawings/finger-prompts.tsx';
import { useFace } from '../../ui/face.tsx';
import { Phrases } from '../../ui/phrases.tsx';
import { OptionButtons, type ScreenOf } from './parts.tsx';

export function FingerCaptureScreen({ screen }: { readonly screen: ScreenOf<'finger-capture'> }) {
  const { say } = useFace();
  return (
    <>
      <h1 className="capture-title">{say(screen.title)}</h1>
      <div className="waiting" aria-live="assertive">
        <FingerPromptDrawing prompt={screen.prompt} label={say(screen.text)} />
        <p className="capture-text">
          <Phrases text={say(screen.text)} />
        </p>
      </div>
      <div className="screen-actions">
        <OptionButtons options={screen.options} />
      </div>
    </>
  );
}
