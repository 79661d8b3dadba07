/** A question's answers as large buttons. */
import type { Option } from '#contracts/face-view.ts';
import { ForwardIcon } from './icons.tsx';
import { OptionPress, OptionText } from './option-press.tsx';

export function OptionList({
  options,
  label,
}: {
  readonly options: readonly Option[];
  readonly label: string;
}) {
  return (
    <ul className="options" aria-label={label}>
      {options.map((option) => (
        <li key={option.id}>
          <OptionPress option={option}>
            <OptionText option={option} />
            {option.enabled && <ForwardIcon />}
          </OptionPress>
        </li>
      ))}
    </ul>
  );
}
