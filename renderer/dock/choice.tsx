import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';

interface Props<T extends string> {
  readonly label: string;
  readonly options: readonly T[];
  readonly chosen: T;
  readonly choose: (option: T) => void;
  readonly name: (option: T) => string;
}

/** One of a few, all in sight. */
export function Choice<T extends string>({ label, options, chosen, choose, name }: Props<T>) {
  return (
    <div className="choice">
      <span className="choice-label">{label}</span>
      <ToggleButtonGroup
        aria-label={label}
        className="choice-options"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[chosen]}
        onSelectionChange={(keys) => {
          const picked = options.find((option) => keys.has(option));
          if (picked !== undefined && picked !== chosen) choose(picked);
        }}
      >
        {options.map((option) => (
          <ToggleButton key={option} id={option} className="toggle">
            {name(option)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}
