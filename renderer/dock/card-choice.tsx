import type { OddCard } from '#contracts/dock.ts';
import { useStaff } from '../ui/staff-page.tsx';
import { Choice } from './choice.tsx';

const versions = ['1.00', '2.00', '3.00'] as const;
const odds = ['none', 'mute', 'other-application', 'damaged', 'unknown-version', 'expired'] as const;

export interface ChosenCard {
  readonly specVersion: (typeof versions)[number];
  readonly odd: OddCard | null;
}

export function CardChoice({
  card,
  choose,
}: {
  readonly card: ChosenCard;
  readonly choose: (card: ChosenCard) => void;
}) {
  const { words } = useStaff();
  return (
    <section className="panel card-choice">
      <div className="panel-head">
        <h2>{words.dock.card}</h2>
      </div>
      <Choice
        label={words.dock.version}
        options={versions}
        chosen={card.specVersion}
        choose={(specVersion) => choose({ ...card, specVersion })}
        name={(version) => version}
      />
      <Choice
        label={words.dock.odd}
        options={odds}
        chosen={card.odd ?? 'none'}
        choose={(odd) => choose({ ...card, odd: odd === 'none' ? null : odd })}
        name={(odd) => words.dock.odds[odd]}
      />
    </section>
  );
}
