/** A hall in the station's own process: its day, who waits, and its configuration to be edited. Works without a network. */
import { useEffect, useState } from 'react';

import type { ConfigurationChange, ConfigurationVersion } from '#contracts/hall/configuration.ts';
import type { DayChange, DayView } from '#contracts/hall/day.ts';
import { ok, type Result } from '#contracts/result.ts';
import type { OwnHallView } from '#contracts/technician-hall.ts';
import { Press } from '../ui/button.tsx';
import { changesBetween } from '../ui/hall-editor/changes.ts';
import { HallEditor, type Beside } from '../ui/hall-editor/editor.tsx';
import { ChangeList } from '../ui/hall-editor/review.tsx';
import { inWords } from '../ui/hall-time.ts';
import { FailureLine, useStaff } from '../ui/staff-page.tsx';

export interface OwnHallActions {
  readonly history: () => Promise<Result<readonly ConfigurationVersion[]>>;
  readonly save: (change: ConfigurationChange) => Promise<Result<ConfigurationVersion>>;
  readonly changeDay: (change: DayChange) => Promise<Result<DayView>>;
}

/** Those before the one in force; read anew whenever another one is. */
function useFormer(
  inForce: number,
  read: OwnHallActions['history'],
): Result<readonly ConfigurationVersion[]> {
  const [former, setFormer] = useState<Result<readonly ConfigurationVersion[]>>(ok([]));
  useEffect(() => {
    let gone = false;
    void read().then((answer) => {
      if (gone) return;
      setFormer(answer.ok ? ok(answer.value.filter(({ version }) => version < inForce)) : answer);
    });
    return () => {
      gone = true;
    };
  }, [inForce, read]);
  return former;
}

function Facts({ hall }: { readonly hall: OwnHallView }) {
  const { language, words } = useStaff();
  const { version, by, at, configuration } = hall.version;
  const time = inWords(at, configuration.timeZone, 'moment', language);
  return (
    <section className="panel" aria-label={words.hall.title}>
      <dl className="facts">
        <div>
          <dt>{words.hall.inForce}</dt>
          <dd>{words.hall.version(version, by, time)}</dd>
        </div>
        <div>
          <dt>{words.hall.waiting}</dt>
          <dd>{words.hall.people(hall.waiting)}</dd>
        </div>
      </dl>
      {hall.failure !== null && <FailureLine failure={hall.failure} />}
    </section>
  );
}

/** Whoever edited the file, and not the hall, learns here that it does not count, and can have it. */
function FileDiffers({ hall, draft, edit }: Pick<Beside, 'draft' | 'edit'> & { readonly hall: OwnHallView }) {
  const { words } = useStaff();
  const inForce = hall.version.configuration;
  const changes = changesBetween(inForce, { ...inForce, ...hall.beginning });
  if (changes.length === 0) return null;
  return (
    <section className="panel" aria-label={words.hall.differs}>
      <h2>{words.hall.differs}</h2>
      <p className="hint">{words.hall.differsHint}</p>
      <ChangeList changes={changes} />
      <div className="row">
        <Press onPress={() => edit({ ...draft, ...hall.beginning })}>{words.hall.likeFile}</Press>
      </div>
    </section>
  );
}

export function OwnHall({
  hall,
  history: read,
  save,
  changeDay,
}: OwnHallActions & { readonly hall: OwnHallView }) {
  const former = useFormer(hall.version.version, read);
  return (
    <HallEditor
      day={hall.day}
      version={hall.version}
      history={[hall.version, ...(former.ok ? former.value : [])]}
      save={save}
      changeDay={changeDay}
      notice={
        <>
          <Facts hall={hall} />
          {!former.ok && <FailureLine failure={former.error} />}
        </>
      }
    >
      {(beside) => <FileDiffers hall={hall} {...beside} />}
    </HallEditor>
  );
}
