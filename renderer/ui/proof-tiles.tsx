/** Ways of equal weight: tiles of one size, each with its act drawn. */
import type { Option } from '#contracts/face-view.ts';
import { Press } from './button.tsx';
import { ProofDrawing } from './drawings/proofs.tsx';
import { useFace } from './face.tsx';

export function ProofTiles({
  options,
  label,
}: {
  readonly options: readonly Option[];
  readonly label: string;
}) {
  const { view, say, intend } = useFace();
  return (
    <ul className="tiles" aria-label={label}>
      {options.map((option) => (
        <li key={option.id}>
          <Press
            disabled={!option.enabled}
            onPress={() => intend({ do: 'choose', option: option.id, revision: view.revision })}
          >
            {option.drawing !== undefined && (
              // The words below say it; a drawing of a button is not announced twice.
              <span className="tile-drawing" aria-hidden="true">
                <ProofDrawing way={option.drawing} label="" />
              </span>
            )}
            <span className="option-text">
              <span className="option-label">{say(option.label)}</span>
              {option.detail !== null && <span className="option-detail">{say(option.detail)}</span>}
            </span>
          </Press>
        </li>
      ))}
    </ul>
  );
}
