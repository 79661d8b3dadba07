import { useFace } from '../../ui/face.tsx';
import { useCameraPart } from '../camera-part.ts';
import type { ScreenOf } from './parts.tsx';

/** The camera's picture, once the part that draws it is there. */
export function CameraPicture({ screen }: { readonly screen: ScreenOf<'face-capture'> }) {
  const { view, words, show } = useFace();
  const part = useCameraPart();
  if (part === null) return null;
  const { Mirror } = part;
  return (
    <Mirror
      attempt={screen.attempt}
      picture={screen.picture}
      follows={view.seatedMode}
      label={words.mirror}
      tell={show}
    />
  );
}
