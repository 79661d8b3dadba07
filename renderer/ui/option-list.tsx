/** A question's answers as large buttons. */
import type { Option } from '#contracts/face-view.ts';
import { Press } from './button.tsx';
import { useFace } from './face.tsx';
import { ForwardIcon } from './icons.tsx';

export function OptionList({
  options,
  label,
}: {
  readonly options: readonly Option[];
  readonly label: string;
}) {
  const { view, say, intend } = useFace();
  return (
    <ul className="options" aria-label={label}>
      {options.map((option) => (
        <li key={option.id}>
          <Press
            disabled={!option.enabled}
            onPress={() => intend({ do: 'choose', option: option.id, revision: view.revision })}
          >
            <span className="option-text">
              <span className="option-label">{say(option.label)}</span>
              {option.detail !== null && <span className="option-detail">{say(option.detail)}</span>}
            </span>
            {option.enabled && <ForwardIcon />}
          </Press>
        </li>
      ))}
    </ul>
  );
}
