/**
 * The hall's configuration as a whole: read, changed, reviewed, put in force. It is a page of the hall's server and no part of the
 * technician's, which belongs to one station: a hall has many stations, one configuration, and tokens of its own.
 */
import { useState } from 'react';

import {
  hallConfigurationSchema,
  type ConfigurationChange,
  type ConfigurationVersion,
  type HallConfiguration,
} from '#contracts/hall/configuration.ts';
import type { DayChange, DayView } from '#contracts/hall/day.ts';
import type { FollowUp, FollowUpClose } from '#contracts/hall/ratings.ts';
import type { Failure, Result } from '#contracts/result.ts';
import { StaffPage } from '../ui/staff-page.tsx';
import { hallWords } from '../ui/texts/hall-words.ts';
import { mergeChanges, type Change } from './changes.ts';
import {
  AppointmentsPart,
  BusinessesPart,
  DayPart,
  GeneralPart,
  LeadsPart,
  NoticesPart,
  StaffPart,
  WindowsPart,
} from './parts.tsx';
import { Review } from './review.tsx';
import { FollowUps, History, Today } from './today.tsx';
import { adminTexts, useAdmin } from './words.ts';

export interface AdminView {
  readonly day: DayView;
  /** The version in force. */
  readonly version: ConfigurationVersion;
  /** Newest first. */
  readonly history: readonly ConfigurationVersion[];
  readonly followUps: readonly FollowUp[];
}

interface Props {
  readonly view: AdminView;
  readonly live: boolean;
  readonly save: (change: ConfigurationChange) => Promise<Result<ConfigurationVersion>>;
  readonly changeDay: (change: DayChange) => Promise<Result<unknown>>;
  readonly closeFollowUp: (close: FollowUpClose) => Promise<Result<unknown>>;
}

interface Editing {
  /** The version that is being changed. */
  readonly base: ConfigurationVersion;
  readonly draft: HallConfiguration;
  readonly conflicts: readonly Change[];
}

function editingOf(version: ConfigurationVersion): Editing {
  return { base: version, draft: version.configuration, conflicts: [] };
}

function Body({ view, live, save, changeDay, closeFollowUp }: Props) {
  const { language, words } = useAdmin();
  const [editing, setEditing] = useState(() => editingOf(view.version));
  const [by, setBy] = useState('');
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { base, draft } = editing;
  const newer = view.version.version > base.version ? view.version : null;
  const edit = (next: HallConfiguration): void => setEditing({ ...editing, draft: next });

  const keep = async (): Promise<void> => {
    setSaving(true);
    const answer = await save({ expected: base.version, configuration: draft, by: by.trim() });
    setSaving(false);
    if (answer.ok) {
      setEditing(editingOf(answer.value));
      setSaved(answer.value.version);
    }
    // A version that came in between is shown as soon as the event of it has come.
    setFailure(answer.ok || answer.error.code === 'configuration-conflict' ? null : answer.error);
  };
  const takeOver = (): void => {
    const { configuration, conflicts } = mergeChanges(base.configuration, draft, view.version.configuration);
    const merged = hallConfigurationSchema.safeParse(configuration);
    // What was being typed may be invalid still; it stays to be corrected.
    setEditing({
      base: view.version,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made of two configurations
      draft: merged.success ? merged.data : (configuration as HallConfiguration),
      conflicts,
    });
  };
  const part = { draft, edit };
  return (
    <main className="admin">
      <div className="admin-parts">
        {!live && <p className="failure">{hallWords[language].away}</p>}
        <label className="panel who">
          <span>{words.who}</span>
          <input value={by} maxLength={64} onChange={({ target }) => setBy(target.value)} />
          <span className="hint">{words.whoHint}</span>
        </label>
        <Today day={view.day} by={by} change={(change) => changeDay({ change, by: by.trim() })} />
        <FollowUps
          followUps={view.followUps}
          configuration={view.version.configuration}
          by={by}
          close={(ticket, note) => closeFollowUp({ ticket, by: by.trim(), note })}
        />
        <GeneralPart {...part} />
        <BusinessesPart {...part} />
        <WindowsPart {...part} />
        <StaffPart {...part} />
        <LeadsPart {...part} />
        <DayPart {...part} />
        <AppointmentsPart {...part} />
        <NoticesPart {...part} />
      </div>
      <div className="admin-side">
        <Review
          {...editing}
          newer={newer}
          by={by}
          saving={saving}
          saved={saved}
          failure={failure}
          save={() => void keep()}
          discard={() => setEditing(editingOf(view.version))}
          takeOver={takeOver}
        />
        <History versions={view.history} />
      </div>
    </main>
  );
}

function Version({ version }: { readonly version: ConfigurationVersion }) {
  const { language, words } = useAdmin();
  const at = new Date(version.at).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', { hour12: false });
  return <span>{words.version(version.version, version.by, at)}</span>;
}

export function HallAdmin(props: Props) {
  return (
    <StaffPage
      title={(_, language) => adminTexts[language].title}
      aside={<Version version={props.view.version} />}
    >
      <Body {...props} />
    </StaffPage>
  );
}
