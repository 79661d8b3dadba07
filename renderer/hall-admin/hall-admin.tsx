/** The page of the hall's administrator: the configuration, the day by hand, and answers to bad grades. */
import type { ConfigurationChange, ConfigurationVersion } from '#contracts/hall/configuration.ts';
import type { DayChange } from '#contracts/hall/day.ts';
import type { FollowUp, FollowUpClose } from '#contracts/hall/ratings.ts';
import type { Result } from '#contracts/result.ts';
import { HallEditor, type EditedHall } from '../ui/hall-editor/editor.tsx';
import { useEditor } from '../ui/hall-editor/words.ts';
import { inWords } from '../ui/hall-time.ts';
import { StaffPage } from '../ui/staff-page.tsx';
import { hallWords } from '../ui/texts/hall-words.ts';
import { FollowUps } from './follow-ups.tsx';
import { adminTexts } from './texts.ts';

export interface AdminView extends EditedHall {
  readonly followUps: readonly FollowUp[];
}

interface Props {
  readonly view: AdminView;
  readonly live: boolean;
  readonly save: (change: ConfigurationChange) => Promise<Result<ConfigurationVersion>>;
  readonly changeDay: (change: DayChange) => Promise<Result<unknown>>;
  readonly closeFollowUp: (close: FollowUpClose) => Promise<Result<unknown>>;
}

function Away() {
  const { language } = useEditor();
  return <p className="failure">{hallWords[language].away}</p>;
}

function Version({ version }: { readonly version: ConfigurationVersion }) {
  const { language, words } = useEditor();
  const time = inWords(version.at, version.configuration.timeZone, 'moment', language);
  return <span>{words.version(version.version, version.by, time)}</span>;
}

export function HallAdmin({ view, live, save, changeDay, closeFollowUp }: Props) {
  const { followUps, ...edited } = view;
  return (
    <StaffPage title={(_, language) => adminTexts[language].title} aside={<Version version={view.version} />}>
      <main className="hall-admin">
        <HallEditor {...edited} save={save} changeDay={changeDay} notice={!live && <Away />}>
          {({ by }) => (
            <FollowUps
              followUps={followUps}
              configuration={view.version.configuration}
              by={by}
              close={(ticket, note) => closeFollowUp({ ticket, by, note })}
            />
          )}
        </HallEditor>
      </main>
    </StaffPage>
  );
}
