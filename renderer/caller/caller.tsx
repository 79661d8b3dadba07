/** The page of staff at a window: sign in, call, and see who waits and why. */
import { useEffect, useSyncExternalStore } from 'react';

import type { ConfigurationVersion } from '#contracts/hall/configuration.ts';
import type { HelpCall } from '#contracts/hall/help.ts';
import type { FollowUp } from '#contracts/hall/ratings.ts';
import type { QueueView, WindowView } from '#contracts/hall/views.ts';
import type { Result } from '#contracts/result.ts';
import { Connecting } from '../ui/connecting.tsx';
import { useSince } from '../ui/hall-clock.ts';
import type { Kept, Seen } from '../ui/kept-view.ts';
import { FailureLine, StaffPage } from '../ui/staff-page.tsx';
import { useKept } from '../ui/start-hall.tsx';
import { DayLine } from './day-line.tsx';
import type { Desk } from './desk.ts';
import type { HallSeen } from './hall-seen.ts';
import { HelpCalls, FollowUps } from './asked-for.tsx';
import type { Presses } from './presses.ts';
import { Queue } from './queue.tsx';
import { SignIn } from './sign-in.tsx';
import { Work } from './work.tsx';
import { WindowHead } from './window-head.tsx';
import { callerTexts, useCaller } from './words.ts';

interface Moving {
  readonly queue: QueueView;
  readonly windows: readonly WindowView[];
  readonly help: readonly HelpCall[];
}

interface Props {
  readonly moving: Kept<Moving>;
  readonly configuration: Kept<ConfigurationVersion>;
  readonly followUps: Kept<readonly FollowUp[]>;
  readonly desk: Desk;
  readonly presses: Presses;
  /** The window that this machine stands at, by its address; null: it says none. */
  readonly at: string | null;
  readonly answerHelp: (help: string, operator: string) => Promise<Result<unknown>>;
}

function Offline({ seen }: { readonly seen: Seen<unknown> }) {
  const { words } = useCaller();
  const since = useSince(seen.heardAt);
  return (
    <div aria-live="polite" className="caller-offline-place">
      {!seen.live && <p className="caller-offline">{words.offline(since)}</p>}
    </div>
  );
}

export function Caller({ moving, configuration, followUps, desk, presses, at, answerHelp }: Props) {
  const seen = useKept(moving);
  const settled = useKept(configuration);
  const bad = useKept(followUps);
  const { session, ended, signingIn, failure } = useSyncExternalStore(desk.subscribe, desk.current);
  const { pending, last } = useSyncExternalStore(presses.subscribe, presses.current);

  const id = session?.id;
  useEffect(() => {
    if (id !== undefined) presses.takeUp(id);
  }, [id, presses]);
  useEffect(() => {
    if (last?.failure?.code === 'session-ended') desk.leave(true);
    else if (last?.answer !== null && last?.answer !== undefined && last.answer.window.session?.id !== id)
      desk.leave(false);
  }, [last, desk, id]);

  const refused = seen.failure ?? settled.failure;
  if (seen.view === null || settled.view === null) {
    return refused === null ? (
      <Connecting />
    ) : (
      <StaffPage title={(_, language) => callerTexts[language].title} aside={null}>
        <FailureLine failure={refused} />
      </StaffPage>
    );
  }
  const hall: HallSeen = {
    ...seen.view,
    followUps: bad.view ?? [],
    configuration: settled.view.configuration,
  };
  if (session === null) {
    return (
      <StaffPage title={(_, language) => callerTexts[language].title} aside={null}>
        <DayLine hall={hall} />
        <Offline seen={seen} />
        <SignIn hall={hall} desk={desk} ended={ended} signingIn={signingIn} failure={failure} at={at} />
      </StaffPage>
    );
  }
  // The answer to a press is newer than the view until the view has come that knows of it.
  const own = hall.windows.find(({ window }) => window === session.window) ?? null;
  return (
    <StaffPage
      title={(_, language) => callerTexts[language].title}
      aside={
        own !== null && (
          <WindowHead
            hall={hall}
            own={own}
            pending={pending !== null}
            press={(act) => presses.press(session.id, act)}
          />
        )
      }
    >
      <DayLine hall={hall} />
      <Offline seen={seen} />
      {own !== null && (
        <main className="caller">
          <Work
            hall={hall}
            own={own}
            heardAt={seen.heardAt}
            state={{ pending, last }}
            press={(act) => presses.press(session.id, act)}
            giveUp={() => presses.giveUp()}
          />
          <div className="caller-column">
            <HelpCalls hall={hall} answer={(help) => answerHelp(help, session.operator)} />
            <Queue
              hall={hall}
              own={own}
              heardAt={seen.heardAt}
              disabled={pending !== null}
              press={(act) => presses.press(session.id, act)}
            />
            <FollowUps hall={hall} />
          </div>
        </main>
      )}
    </StaffPage>
  );
}
