/** What would change, said before it does; what is wrong with it; and what somebody else did meanwhile. */
import type { ConfigurationVersion, HallConfiguration } from '#contracts/hall/configuration.ts';
import type { Failure } from '#contracts/result.ts';
import { Press } from '../button.tsx';
import { FailureLine } from '../staff-page.tsx';
import { changesBetween, type Change } from './changes.ts';
import { problemsOf } from './problems.ts';
import { placeInWords, useEditor } from './words.ts';
import type { EditorTexts } from './texts/zh.ts';

function valueInWords(value: Change['after'], words: EditorTexts): string {
  if (value === undefined || value === null || value === '') return words.nothing;
  if (Array.isArray(value))
    return value.length === 0 ? words.nothing : value.map((one) => valueInWords(one, words)).join(', ');
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${placeInWords([name], words)} ${valueInWords(inner, words)}`)
    .join(', ');
}

function changeInWords({ before, after }: Change, words: EditorTexts): string {
  const isEntry = (value: Change['after']): boolean => typeof value === 'object' && !Array.isArray(value);
  if (before === undefined && isEntry(after)) return `${words.added} ${valueInWords(after, words)}`;
  if (after === undefined && isEntry(before)) return words.removed;
  return words.changed(valueInWords(before, words), valueInWords(after, words));
}

export function ChangeList({ changes }: { readonly changes: readonly Change[] }) {
  const { words } = useEditor();
  return (
    <ul className="changes">
      {changes.map((change) => (
        <li key={change.path.join('\n')}>
          <strong>{placeInWords(change.path, words)}</strong> {changeInWords(change, words)}
        </li>
      ))}
    </ul>
  );
}

interface Props {
  readonly base: ConfigurationVersion;
  readonly draft: HallConfiguration;
  /** The one in force, where it is newer than the one that was changed. */
  readonly newer: ConfigurationVersion | null;
  /** Places where both changed the same, after taking over. */
  readonly conflicts: readonly Change[];
  readonly by: string;
  readonly saving: boolean;
  readonly saved: number | null;
  readonly failure: Failure | null;
  readonly save: () => void;
  readonly discard: () => void;
  readonly takeOver: () => void;
}

export function Review(props: Props) {
  const { base, draft, newer, conflicts, by, saving, saved, failure, save, discard, takeOver } = props;
  const { words } = useEditor();
  const changes = changesBetween(base.configuration, draft);
  const problems = problemsOf(draft, words);
  return (
    <section className="panel review" aria-label={words.changes} aria-live="polite">
      <h2>{words.changes}</h2>
      {newer !== null && (
        <div className="failure">
          <p>
            <strong>{words.newer(newer.version, newer.by)}</strong>
          </p>
          <p>{words.theirChanges}</p>
          <ChangeList changes={changesBetween(base.configuration, newer.configuration)} />
          <Press look="primary" onPress={takeOver}>
            {words.takeOver}
          </Press>
        </div>
      )}
      {conflicts.length > 0 && (
        <div className="failure">
          <p>
            <strong>{words.conflicts}</strong>
          </p>
          <ChangeList changes={conflicts} />
        </div>
      )}
      {changes.length === 0 ? <p className="hint">{words.noChanges}</p> : <ChangeList changes={changes} />}
      {problems.length > 0 && (
        <div className="failure">
          <p>
            <strong>{words.invalid}</strong>
          </p>
          <ul>
            {problems.map(({ place, rule }) => (
              <li key={place}>
                <strong>{place}</strong> {rule}
              </li>
            ))}
          </ul>
        </div>
      )}
      {failure !== null && <FailureLine failure={failure} />}
      {saved !== null && changes.length === 0 && <p>{words.saved(saved)}</p>}
      <div className="review-buttons">
        <Press
          look="primary"
          disabled={changes.length === 0 || problems.length > 0 || newer !== null || by === '' || saving}
          onPress={save}
        >
          {words.save}
        </Press>
        <Press disabled={changes.length === 0} onPress={discard}>
          {words.discard}
        </Press>
      </div>
    </section>
  );
}
