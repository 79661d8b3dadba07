/** The device dock: the faces of a demonstration, and beside them the hands, cards and faults that a hall would bring. */
import { useCallback, useMemo, useState } from 'react';

import type { DockRequest, DockView } from '#contracts/dock.ts';
import type { Failure } from '#contracts/result.ts';
import { FailureLine, StaffPage } from '../ui/staff-page.tsx';
import type { Watched } from '../ui/station.ts';
import { Trace, type KeptEntry } from '../ui/trace.tsx';
import { CardChoice, type ChosenCard } from './card-choice.tsx';
import { DeviceCard } from './device-card.tsx';
import { FaceFrame } from './face-frame.tsx';
import { HandsProvider } from './hands.tsx';
import { PeoplePicker } from './people-picker.tsx';
import { PlatformFaultsPicker } from './platform-faults.tsx';
import { TicketPicture } from './ticket-picture.tsx';

interface Props {
  readonly view: DockView;
  readonly trace: Watched<readonly KeptEntry[]>;
  readonly ask: (request: DockRequest) => Promise<{ readonly failure: Failure | null }>;
}

export function Dock({ view, trace, ask }: Props) {
  const [person, setPerson] = useState(0);
  const [card, setCard] = useState<ChosenCard>({ specVersion: '3.00', odd: null });
  const [failure, setFailure] = useState<Failure | null>(null);

  const act = useCallback(
    async (request: DockRequest): Promise<void> => {
      const answer = await ask(request).catch(() => null);
      // A lost socket shows itself; the page is drawn anew when the station is back.
      if (answer !== null) setFailure(answer.failure);
    },
    [ask],
  );
  const sitter = view.people.find(({ index }) => index === person)?.sitter ?? 'first';
  const hands = useMemo(() => ({ person, sitter, card, act }), [person, sitter, card, act]);

  const kiosks = view.faces.filter((face) => face.kind === 'kiosk');
  const gates = view.faces.filter((face) => face.kind === 'gate');
  return (
    <StaffPage
      title={(words) => words.dock.title}
      aside={<PlatformFaultsPicker faults={view.platform} act={act} />}
    >
      <div className="dock">
        <div className="dock-kiosks">
          {kiosks.map((face) => (
            <FaceFrame key={face.id} face={face} width={1080} height={1920} />
          ))}
        </div>
        <HandsProvider value={hands}>
          <div className="dock-hands">
            <div className="dock-who">
              <PeoplePicker people={view.people} chosen={person} choose={setPerson} />
              <CardChoice card={card} choose={setCard} />
            </div>
            {failure !== null && <FailureLine failure={failure} />}
            {view.faces.map((face) => (
              <section key={face.id} className="dock-face" aria-label={face.id}>
                <h2>{face.id}</h2>
                <div className="device-cards">
                  {view.emulators
                    .filter((emulator) => face.devices.includes(emulator.device))
                    .map((emulator) => (
                      <DeviceCard key={emulator.device} emulator={emulator} />
                    ))}
                </div>
              </section>
            ))}
          </div>
        </HandsProvider>
        <div className="dock-side">
          {gates.map((face) => (
            <FaceFrame key={face.id} face={face} width={1280} height={720} />
          ))}
          <TicketPicture emulators={view.emulators} />
          <Trace source={trace} timeZone={view.timeZone} />
        </div>
      </div>
    </StaffPage>
  );
}
