/** One of the answers to a question on the screen, as a button. */
import type { ReactNode } from 'react';

import type { Option } from '#contracts/face-view.ts';
import { Press } from './button.tsx';
import { useFace } from './face.tsx';

export function OptionPress({ option, children }: { readonly option: Option; readonly children: ReactNode }) {
  const { view, intend } = useFace();
  return (
    <Press
      disabled={!option.enabled}
      onPress={() => intend({ do: 'choose', option: option.id, revision: view.revision })}
    >
      {children}
    </Press>
  );
}

/** Its name, and in smaller letters what is to be known of it. */
export function OptionText({ option }: { readonly option: Option }) {
  const { say } = useFace();
  return (
    <span className="option-text">
      <span className="option-label">{say(option.label)}</span>
      {option.detail !== null && <span className="option-detail">{say(option.detail)}</span>}
    </span>
  );
}
