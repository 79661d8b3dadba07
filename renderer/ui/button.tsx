/** Buttons that answer the finger at once (`data-pressed`) and the station's word later. */
import type { ReactNode, Ref } from 'react';
import { Button } from 'react-aria-components/Button';

interface Props {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly look?: 'primary' | 'plain' | 'quiet' | 'help';
  readonly disabled?: boolean;
  /** Takes no press for a moment, and keeps the focus. */
  readonly busy?: boolean;
  /** Where the words are not always drawn. */
  readonly label?: string;
  /** The text's language, where it is not the page's. */
  readonly lang?: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Press({ look = 'plain', disabled = false, busy = false, label, ...rest }: Props) {
  return (
    <Button
      className={`press ${look}`}
      isDisabled={disabled}
      isPending={busy && !disabled}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...rest}
    />
  );
}
