/** The technician's page: what each device says of itself, what to try, and what is plugged in; and the hall. */
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';

import type { TechnicianHall } from '#contracts/technician-hall.ts';
import type { Discovery, TechnicianView } from '#contracts/technician.ts';
import { FailureLine, StaffPage, useStaff } from '../ui/staff-page.tsx';
import type { Watched } from '../ui/station.ts';
import { Trace, type KeptEntry } from '../ui/trace.tsx';
import { Configuration } from './configuration.tsx';
import { DeviceRow, type DeviceActions } from './device-row.tsx';
import { DiscoveryPanel } from './discovery-panel.tsx';
import { HallPart, useHall, useHallSummary } from './hall-part.tsx';
import type { OwnHallActions } from './own-hall.tsx';

interface Props extends DeviceActions {
  readonly view: TechnicianView;
  readonly trace: Watched<readonly KeptEntry[]>;
  readonly discover: () => Promise<Discovery>;
  readonly configuration: () => Promise<string>;
  readonly hall: Watched<TechnicianHall>;
  readonly hallActions: OwnHallActions;
}

function Summary({ view, hall }: { readonly view: TechnicianView; readonly hall: TechnicianHall | null }) {
  const { words } = useStaff();
  const hallSummary = useHallSummary(hall);
  const { station, version, deviceHost, platform, store, calls } = view;
  const facts = [
    {
      name: words.technician.station,
      value: `${station} · ${words.technician.version} ${version}`,
      state: null,
    },
    {
      name: words.technician.host,
      value: deviceHost.running
        ? words.technician.hostRunning(deviceHost.pid, deviceHost.restarts)
        : words.technician.hostDown(deviceHost.restarts),
      state: deviceHost.running ? 'ready' : 'failing',
    },
    {
      name: words.technician.platform,
      value: `${words.technician[platform.state]} · ${words.technician.outbox(platform.outbox)}`,
      state: platform.state === 'reachable' ? 'ready' : 'failing',
    },
    {
      name: words.technician.store,
      value: store.failure === null ? words.technician.storeFine : store.failure.code,
      state: store.failure === null ? 'ready' : 'failing',
    },
    ...(hallSummary === null ? [] : [{ name: words.hall.title, ...hallSummary }]),
    ...(calls.length === 0
      ? []
      : [
          {
            name: words.technician.calls,
            value: calls.map(({ face }) => face).join(' · '),
            state: 'failing',
          },
        ]),
  ];
  return (
    <dl className="facts">
      {facts.map(({ name, value, state }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={state === null ? '' : `state state-${state}`}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Devices({ view, test, enable }: DeviceActions & { readonly view: TechnicianView }) {
  const { words } = useStaff();
  return (
    <section className="panel devices" aria-label={words.technician.devices}>
      <div className="panel-head">
        <h2>{words.technician.devices}</h2>
      </div>
      {view.devices.length === 0 && <p className="hint">{words.technician.noDevices}</p>}
      {view.store.failure !== null && <FailureLine failure={view.store.failure} />}
      <ul className="device-rows">
        {view.devices.map((device) => (
          <DeviceRow key={device.id} device={device} timeZone={view.timeZone} test={test} enable={enable} />
        ))}
      </ul>
    </section>
  );
}

function Maintenance({
  view,
  trace,
  test,
  enable,
  discover,
  configuration,
}: Omit<Props, 'hall' | 'hallActions'>) {
  return (
    <div className="technician">
      <div className="technician-column">
        <Devices view={view} test={test} enable={enable} />
        <DiscoveryPanel discover={discover} />
      </div>
      <div className="technician-column">
        <Trace source={trace} timeZone={view.timeZone} />
        <Configuration read={configuration} />
      </div>
    </div>
  );
}

/** A draft of the hall's configuration must outlive a look at the devices: both parts stay. */
function Parts({
  hall,
  hallActions,
  ...rest
}: Omit<Props, 'hall'> & { readonly hall: TechnicianHall | null }) {
  const { words } = useStaff();
  return (
    <Tabs className="technician-parts">
      <TabList className="technician-tabs" aria-label={words.hall.parts}>
        <Tab className="technician-tab" id="devices">
          {words.technician.devices}
        </Tab>
        <Tab className="technician-tab" id="hall">
          {words.hall.title}
        </Tab>
      </TabList>
      <TabPanel className="technician-panel" id="devices" shouldForceMount>
        <Maintenance {...rest} />
      </TabPanel>
      <TabPanel className="technician-panel" id="hall" shouldForceMount>
        {hall !== null && <HallPart hall={hall} timeZone={rest.view.timeZone} {...hallActions} />}
      </TabPanel>
    </Tabs>
  );
}

export function Technician({ hall: source, ...rest }: Props) {
  const hall = useHall(source);
  return (
    <StaffPage title={(words) => words.technician.title} aside={<Summary view={rest.view} hall={hall} />}>
      <Parts hall={hall} {...rest} />
    </StaffPage>
  );
}
