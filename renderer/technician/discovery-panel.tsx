import { useState } from 'react';

import type { DriverName } from '#contracts/devices.ts';
import type { Discovery } from '#contracts/technician.ts';
import { Press } from '../ui/button.tsx';
import { FailureLine, useStaff } from '../ui/staff-page.tsx';

interface Found {
  readonly name: string;
  /** Entries for the configuration's `devices`, one for each driver that could take it. */
  readonly proposals: readonly object[];
}

/** What a configuration would say; the technician copies it and chooses an id. */
function proposed(driver: DriverName, port: object): object {
  return { id: driver, driver, ...port };
}

function groups(discovery: Discovery) {
  return {
    readers: discovery.readers.map(({ name, driver }): Found => ({
      name,
      proposals: [proposed(driver, { reader: name })],
    })),
    hid: discovery.hid.map(({ id, path, name, driver }): Found => ({
      name: `${name} (${id}, ${path})`,
      proposals: driver === null ? [] : [proposed(driver, { device: path })],
    })),
    serial: discovery.serial.map(({ path, name, drivers }): Found => ({
      name: `${path} ${name}`,
      proposals: drivers.map((driver) => proposed(driver, { port: { serial: path } })),
    })),
  } as const;
}

export function DiscoveryPanel({ discover }: { readonly discover: () => Promise<Discovery> }) {
  const { words } = useStaff();
  const [looking, setLooking] = useState(false);
  const [discovery, setDiscovery] = useState<Discovery | null>(null);
  const look = async (): Promise<void> => {
    setLooking(true);
    setDiscovery(await discover().catch(() => null));
    setLooking(false);
  };
  const found = discovery === null ? null : groups(discovery);
  return (
    <section className="panel discovery" aria-label={words.technician.discover}>
      <div className="panel-head">
        <h2>{words.technician.discover}</h2>
        <Press look="primary" disabled={looking} onPress={() => void look()}>
          {looking ? words.technician.discovering : words.technician.discover}
        </Press>
      </div>
      <p className="hint">{words.technician.discoverIntro}</p>
      {discovery?.problems.map((problem) => (
        <FailureLine key={problem.code} failure={problem} />
      ))}
      {found !== null &&
        (['readers', 'hid', 'serial'] as const).map((group) => (
          <div key={group}>
            <h3>{words.technician[group]}</h3>
            {found[group].length === 0 && <p className="hint">{words.technician.nothingFound}</p>}
            <ul className="found">
              {found[group].map(({ name, proposals }) => (
                <li key={name}>
                  <span>{name}</span>
                  {proposals.length === 0 && <span className="hint">{words.technician.noDriver}</span>}
                  {proposals.map((proposal) => (
                    <code key={JSON.stringify(proposal)} title={words.technician.proposal}>
                      {JSON.stringify(proposal)}
                    </code>
                  ))}
                </li>
              ))}
            </ul>
          </div>
        ))}
    </section>
  );
}
