/** Buttons that answer the finger at once (`data-pressed`) and the station's word later. */
import type { ReactNode, Ref } from 'react';
import { Button } from 'react-aria-components/Button';

interface Props {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly look?: 'primary' | 'plain' | 'quiet' | 'help';
  readonly disabled?: boolean;
  /** The text's language, where it is not the page's. */
  readonly lang?: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Press({ look = 'plain', disabled = false, ...rest }: Props) {
  return <Button className={`press ${look}`} isDisabled={disabled} {...rest} />;
}
