/** One thing to do, the person as in a mirror, how far it has come, and the other ways at any moment. */
import { FacePromptDrawing } from '../../ui/drawings/face-prompts.tsx';
import { useFace } from '../../ui/face.tsx';
import { DoneIcon } from '../../ui/icons.tsx';
import { Phrases } from '../../ui/phrases.tsx';
import { CameraPicture } from './camera-picture.tsx';
import { OptionButtons, type ScreenOf } from './parts.tsx';

export function FaceCaptureScreen({ screen }: { readonly screen: ScreenOf<'face-capture'> }) {
  const { words, say } = useFace();
  return (
    <>
      <h1 className="capture-title">{say(screen.title)}</h1>
      <div className="capture" data-prompt={screen.prompt}>
        <div className="capture-prompt" aria-live="assertive">
          <FacePromptDrawing prompt={screen.prompt} label={say(screen.text)} />
          <p className="capture-text">
            <Phrases text={say(screen.text)} />
          </p>
        </div>
        {screen.steps > 0 && (
          <ol className="capture-steps" aria-label={words.stepsDone(screen.done, screen.steps)}>
            {Array.from({ length: screen.steps }, (_, index) => (
              <li key={index} className={index < screen.done ? 'done' : index === screen.done ? 'now' : ''}>
                {index < screen.done && <DoneIcon />}
              </li>
            ))}
          </ol>
        )}
        <div className="capture-picture">
          <CameraPicture screen={screen} />
          <svg className="capture-oval" viewBox="0 0 100 100" aria-hidden="true">
            <path d="M-900-900H1000V1000H-900ZM20 50a30 38 0 1 0 60 0a30 38 0 1 0-60 0Z" />
            <ellipse cx="50" cy="50" rx="30" ry="38" />
          </svg>
        </div>
      </div>
      <div className="screen-actions">
        <OptionButtons options={screen.options} />
      </div>
    </>
  );
}
