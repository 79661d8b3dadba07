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
            <path d="M-900-900H1000V1000H-900ZM50 5C26 5 14 24 14 50s14 45 36 45 36-19 36-45S74 5 50 5Z" />
            <ellipse cx="50" cy="50" rx="36" ry="45" />
          </svg>
        </div>
      </div>
      <div className="screen-actions">
        <OptionButtons options={screen.options} />
      </div>
    </>
  );
}
