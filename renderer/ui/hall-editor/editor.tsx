/** The hall's configuration as a whole, and the day by hand: read, changed, reviewed, put in force. */
import { useState, type ReactNode } from 'react';

import {
  hallConfigurationSchema,
  type ConfigurationChange,
  type ConfigurationVersion,
  type HallConfiguration,
} from '#contracts/hall/configuration.ts';
import type { DayChange, DayView } from '#contracts/hall/day.ts';
import type { Failure, Result } from '#contracts/result.ts';
import { mergeChanges, type Change } from './changes.ts';
import { Day } from './day.tsx';
import { History } from './history.tsx';
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
import { useEditor } from './words.ts';

export interface EditedHall {
  readonly day: DayView;
  /** The version in force. */
  readonly version: ConfigurationVersion;
  /** Newest first. */
  readonly history: readonly ConfigurationVersion[];
}

/** What the page adds between the day and the configuration. */
export interface Beside {
  /** Who changes something; empty: nobody has said so yet. */
  readonly by: string;
  readonly draft: HallConfiguration;
  readonly edit: (draft: HallConfiguration) => void;
}

interface Props extends EditedHall {
  readonly save: (change: ConfigurationChange) => Promise<Result<ConfigurationVersion>>;
  readonly changeDay: (change: DayChange) => Promise<Result<unknown>>;
  /** Before everything else. */
  readonly notice?: ReactNode;
  readonly children?: (beside: Beside) => ReactNode;
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

export function HallEditor({ day, version, history, save, changeDay, notice, children }: Props) {
  const { words } = useEditor();
  const [editing, setEditing] = useState(() => editingOf(version));
  const [by, setBy] = useState('');
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { base, draft } = editing;
  const who = by.trim();
  const newer = version.version > base.version ? version : null;
  const edit = (next: HallConfiguration): void => setEditing({ ...editing, draft: next });
  /** What was refused before says nothing about it. */
  const begin = (next: Editing): void => {
    setEditing(next);
    setFailure(null);
  };

  const keep = async (): Promise<void> => {
    setSaving(true);
    const answer = await save({ expected: base.version, configuration: draft, by: who });
    setSaving(false);
    if (answer.ok) {
      setEditing(editingOf(answer.value));
      setSaved(answer.value.version);
    }
    // A version that came in between is shown as soon as it is heard of.
    setFailure(answer.ok || answer.error.code === 'configuration-conflict' ? null : answer.error);
  };
  const takeOver = (): void => {
    const { configuration, conflicts } = mergeChanges(base.configuration, draft, version.configuration);
    const merged = hallConfigurationSchema.safeParse(configuration);
    // What was being typed may be invalid still; it stays to be corrected.
    begin({
      base: version,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made of two configurations
      draft: merged.success ? merged.data : (configuration as HallConfiguration),
      conflicts,
    });
  };
  const part = { draft, edit };
  return (
    <div className="hall-editor">
      <div className="hall-editor-parts">
        {notice}
        <label className="panel who">
          <span>{words.who}</span>
          <input value={by} maxLength={64} onChange={({ target }) => setBy(target.value)} />
          <span className="hint">{words.whoHint}</span>
        </label>
        <Day day={day} by={who} change={(change) => changeDay({ change, by: who })} />
        {children?.({ by: who, draft, edit })}
        <GeneralPart {...part} />
        <BusinessesPart {...part} />
        <WindowsPart {...part} />
        <StaffPart {...part} />
        <LeadsPart {...part} />
        <DayPart {...part} />
        <AppointmentsPart {...part} />
        <NoticesPart {...part} />
      </div>
      <div className="hall-editor-side">
        <Review
          {...editing}
          newer={newer}
          by={who}
          saving={saving}
          saved={saved}
          failure={failure}
          save={() => void keep()}
          discard={() => begin(editingOf(version))}
          takeOver={takeOver}
        />
        <History
          versions={history}
          timeZone={version.configuration.timeZone}
          takeUp={({ configuration }) => edit(configuration)}
        />
      </div>
    </div>
  );
}
