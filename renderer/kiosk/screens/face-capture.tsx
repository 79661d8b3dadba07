/** One thing to do, the person as in a mirror, how far it has come, and the other ways at any moment. */
import { FacePromptDrawing } from '../../ui/drawings/face-prompts.tsx';
import { useFace } from '../../ui/face.tsx';
import { DoneIcon } from '../../ui/icons.tsx';
import { OptionButtons, type ScreenOf } from './parts.tsx';

export function FaceCaptureScreen({ screen }: { readonly screen: ScreenOf<'face-capture'> }) {
  const { words, say } = useFace();
  return (
    <>
      <h1 className="capture-title">{say(screen.title)}</h1>
      <div className="capture">
        <div className="capture-prompt" aria-live="assertive">
          <FacePromptDrawing prompt={screen.prompt} label={say(screen.text)} />
          <p className="capture-text">{say(screen.text)}</p>
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
        <div className="capture-picture" />
      </div>
      <div className="screen-actions">
        <OptionButtons options={screen.options} />
      </div>
    </>
  );
}
