/** Versions of the configuration: who made them, what each changed, and a way back to one. */
import type { ConfigurationVersion } from '#contracts/hall/configuration.ts';
import { Press } from '../button.tsx';
import { inWords } from '../hall-time.ts';
import { changesBetween } from './changes.ts';
import { ChangeList } from './review.tsx';
import { useEditor } from './words.ts';

interface Props {
  /** Newest first: the one in force. */
  readonly versions: readonly ConfigurationVersion[];
  /** The hall's, now. */
  readonly timeZone: string;
  /** Takes a former one up again, to be reviewed as any other change. */
  readonly takeUp: (version: ConfigurationVersion) => void;
}

export function History({ versions, timeZone, takeUp }: Props) {
  const { language, words } = useEditor();
  return (
    <details className="panel">
      <summary>
        <h2>{words.history}</h2>
      </summary>
      <ol className="history">
        {versions.map((one, index) => {
          const { version, by, at, configuration } = one;
          const before = versions[index + 1];
          return (
            <li key={version}>
              <div className="row">
                <span>{words.version(version, by, inWords(at, timeZone, 'moment', language))}</span>
                {index > 0 && <Press onPress={() => takeUp(one)}>{words.takeUp(version)}</Press>}
              </div>
              {before !== undefined && (
                <ChangeList changes={changesBetween(before.configuration, configuration)} />
              )}
            </li>
          );
        })}
      </ol>
    </details>
  );
}
