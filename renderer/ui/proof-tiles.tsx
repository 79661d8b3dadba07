/** Ways of equal weight: tiles of one size, each with its act drawn. */
import type { Option } from '#contracts/face-view.ts';
import { ProofDrawing } from './drawings/proofs.tsx';
import { OptionPress, OptionText } from './option-press.tsx';

export function ProofTiles({
  options,
  label,
}: {
  readonly options: readonly Option[];
  readonly label: string;
}) {
  return (
    <ul className="tiles" aria-label={label}>
      {options.map((option) => (
        <li key={option.id}>
          <OptionPress option={option}>
            {option.drawing !== undefined && (
              // The words below say it; a drawing of a button is not announced twice.
              <span className="tile-drawing" aria-hidden="true">
                <ProofDrawing way={option.drawing} label="" />
              </span>
            )}
            <OptionText option={option} />
          </OptionPress>
        </li>
      ))}
    </ul>
  );
}
