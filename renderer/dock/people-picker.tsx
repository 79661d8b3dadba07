import { useState } from 'react';
import { Input } from 'react-aria-components/Input';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { SearchField } from 'react-aria-components/SearchField';

import type { DockPerson } from '#contracts/dock.ts';
import { Press } from '../ui/button.tsx';
import { useStaff } from '../ui/staff-page.tsx';
import { useHands } from './hands.tsx';

interface Props {
  readonly people: readonly DockPerson[];
  readonly chosen: number;
  readonly choose: (person: number) => void;
}

export function PeoplePicker({ people, chosen, choose }: Props) {
  const { words } = useStaff();
  const { act } = useHands();
  const [search, setSearch] = useState('');
  const found = people.filter(
    (person) => search === '' || person.name.includes(search) || String(person.index) === search,
  );
  const marks = (person: DockPerson): readonly string[] =>
    [
      person.staff ? words.dock.staff : '',
      person.disabled ? words.dock.disabled : '',
      person.deceased ? words.dock.deceased : '',
      words.dock.cardStates[person.cardState],
    ].filter((mark) => mark !== '');

  return (
    <section className="panel people">
      <div className="panel-head">
        <h2>{words.dock.people}</h2>
        <SearchField aria-label={words.dock.search} value={search} onChange={setSearch}>
          <Input placeholder={words.dock.search} />
        </SearchField>
      </div>
      <ListBox
        aria-label={words.dock.people}
        className="people-list"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[chosen]}
        onSelectionChange={(keys) => {
          const [key] = keys === 'all' ? [] : keys;
          if (typeof key === 'number') choose(key);
        }}
      >
        {found.map((person) => (
          <ListBoxItem key={person.index} id={person.index} textValue={person.name} className="person">
            <span className="person-index">{person.index}</span>
            <span className="person-name">{person.name}</span>
            <span>{words.dock.years(person.age)}</span>
            <span className="person-marks">
              {marks(person).map((mark) => (
                <span key={mark} className="mark-chip">
                  {mark}
                </span>
              ))}
            </span>
          </ListBoxItem>
        ))}
      </ListBox>
      <div className="people-foot">
        <p className="hint">{words.dock.about}</p>
        <Press onPress={() => void act({ do: 'authenticate-elsewhere', person: chosen })}>
          {words.dock.authenticateElsewhere}
        </Press>
      </div>
    </section>
  );
}
