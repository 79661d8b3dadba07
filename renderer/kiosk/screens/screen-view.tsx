import { useFace } from '../../ui/face.tsx';
import { ChoicesScreen } from './choices.tsx';
import { ConsentScreen } from './consent.tsx';
import { ErrorScreen } from './error.tsx';
import { FaceCaptureScreen } from './face-capture.tsx';
import { FingerCaptureScreen } from './finger-capture.tsx';
import { GoodbyeScreen } from './goodbye.tsx';
import { IdleScreen } from './idle.tsx';
import { KeypadScreen } from './keypad.tsx';
import { PresentCardScreen } from './present-card.tsx';
import { ReadingMatterScreen } from './reading-matter.tsx';
import { ResultScreen } from './result.tsx';
import { SummaryScreen } from './summary.tsx';
import { IdentifyingScreen, ReadingScreen, WorkingScreen } from './waiting.tsx';

export function ScreenView() {
  const { screen } = useFace().view;
  switch (screen.kind) {
    case 'idle':
      return <IdleScreen screen={screen} />;
    case 'reading':
      return <ReadingScreen screen={screen} />;
    case 'identifying':
      return <IdentifyingScreen screen={screen} />;
    case 'choices':
      return <ChoicesScreen screen={screen} />;
    case 'summary':
      return <SummaryScreen screen={screen} />;
    case 'working':
      return <WorkingScreen screen={screen} />;
    case 'result':
      return <ResultScreen screen={screen} />;
    case 'reading-matter':
      return <ReadingMatterScreen screen={screen} />;
    case 'error':
      return <ErrorScreen screen={screen} />;
    case 'consent':
      return <ConsentScreen screen={screen} />;
    case 'face-capture':
      return <FaceCaptureScreen screen={screen} />;
    case 'finger-capture':
      return <FingerCaptureScreen screen={screen} />;
    case 'present-card':
      return <PresentCardScreen screen={screen} />;
    case 'keypad':
      return <KeypadScreen screen={screen} />;
    case 'goodbye':
      return <GoodbyeScreen screen={screen} />;
    case 'gate':
      break;
  }
  // A gate's sign is drawn by the gate's page; a station that sends it here is configured wrongly.
  return null;
}
