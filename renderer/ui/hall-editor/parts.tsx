/** The configuration, part by part. */
import type { ReactNode } from 'react';

import type { Business } from '#contracts/hall-api.ts';
import type { HallConfiguration, HallWindow, Notice, Slot, Staff } from '#contracts/hall/configuration.ts';
import {
  BusinessesField,
  DateField,
  DatesField,
  NumberField,
  Rows,
  TextField,
  TextsField,
  TimeField,
  WeekdaysField,
} from './fields.tsx';
import { useEditor } from './words.ts';

interface Props {
  readonly draft: HallConfiguration;
  readonly edit: (draft: HallConfiguration) => void;
}

/** A field that is left open is not there at all. */
function optional<Name extends string, T>(name: Name, value: T | undefined): { [N in Name]?: T } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- computed names lose their type
  return (value === undefined ? {} : { [name]: value }) as { [N in Name]?: T };
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="panel part" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function GeneralPart({ draft, edit }: Props) {
  const { words } = useEditor();
  const { fields } = words;
  return (
    <Part title={words.parts.general}>
      <div className="row">
        <TextsField label={fields.name} value={draft.name} change={(name) => edit({ ...draft, name })} />
        <TextField
          label={fields.timeZone}
          value={draft.timeZone}
          change={(timeZone) => edit({ ...draft, timeZone })}
        />
        <TimeField
          label={fields.dayStartsAt}
          value={draft.dayStartsAt}
          change={(time) => edit({ ...draft, dayStartsAt: time ?? '' })}
        />
        <NumberField
          label={fields.followUpDays}
          value={draft.followUpDays}
          change={(followUpDays) => edit({ ...draft, followUpDays })}
        />
        <NumberField
          label={fields.leaseSize}
          value={draft.leaseSize}
          change={(leaseSize) => edit({ ...draft, leaseSize })}
        />
      </div>
    </Part>
  );
}

export function BusinessesPart({ draft, edit }: Props) {
  const { words } = useEditor();
  const { fields } = words;
  return (
    <Part title={words.parts.businesses}>
      <Rows<Business>
        ordered
        rows={draft.businesses}
        nameOf={({ id }) => id}
        change={(businesses) => edit({ ...draft, businesses })}
        fresh={() => ({ id: '', name: { zh: '', en: '' }, prefix: '', anonymous: false })}
      >
        {(business, set) => {
          const { hours, ...rest } = business;
          const setHours = (from: string | undefined, to: string | undefined): void =>
            set(
              from === undefined && to === undefined
                ? rest
                : { ...rest, hours: { from: from ?? '', to: to ?? '' } },
            );
          return (
            <>
              <TextField label={fields.id} value={business.id} change={(id) => set({ ...business, id })} />
              <TextField
                label={fields.prefix}
                size={3}
                value={business.prefix}
                change={(prefix) => set({ ...business, prefix })}
              />
              <TextsField
                label={fields.name}
                value={business.name}
                change={(name) => set({ ...business, name })}
              />
              <TimeField
                label={fields.from}
                value={hours?.from}
                change={(from) => setHours(from, hours?.to)}
              />
              <TimeField label={fields.to} value={hours?.to} change={(to) => setHours(hours?.from, to)} />
              <label className="check">
                <input
                  type="checkbox"
                  checked={business.anonymous}
                  onChange={({ target }) => set({ ...business, anonymous: target.checked })}
                />
                {fields.anonymous}
              </label>
            </>
          );
        }}
      </Rows>
    </Part>
  );
}

export function WindowsPart({ draft, edit }: Props) {
  const { words } = useEditor();
  const { fields } = words;
  return (
    <Part title={words.parts.windows}>
      <Rows<HallWindow>
        rows={draft.windows}
        nameOf={({ id }) => id}
        change={(windows) => edit({ ...draft, windows })}
        fresh={() => ({
          id: '',
          number: Math.max(0, ...draft.windows.map(({ number }) => number)) + 1,
          businesses: [],
        })}
      >
        {(window, set) => (
          <>
            <TextField label={fields.id} value={window.id} change={(id) => set({ ...window, id })} />
            <NumberField
              label={fields.number}
              value={window.number}
              change={(number) => set({ ...window, number })}
            />
            <BusinessesField
              label={fields.businesses}
              configuration={draft}
              value={window.businesses}
              change={(businesses) => set({ ...window, businesses })}
            />
          </>
        )}
      </Rows>
    </Part>
  );
}

export function StaffPart({ draft, edit }: Props) {
  const { words } = useEditor();
  const { fields } = words;
  return (
    <Part title={words.parts.staff}>
      <Rows<Staff>
        rows={draft.staff}
        nameOf={({ id }) => id}
        change={(staff) => edit({ ...draft, staff })}
        fresh={() => ({ id: '', name: '' })}
      >
        {(person, set) => (
          <>
            <TextField label={fields.id} value={person.id} change={(id) => set({ ...person, id })} />
            <TextField label={fields.name} value={person.name} change={(name) => set({ ...person, name })} />
          </>
        )}
      </Rows>
    </Part>
  );
}

export function LeadsPart({ draft, edit }: Props) {
  const { words } = useEditor();
  return (
    <Part title={words.parts.leads}>
      <p className="hint">{words.leadsHint}</p>
      <div className="row">
        {(['elderly', 'disabled', 'appointment', 'front'] as const).map((lead) => (
          <NumberField
            key={lead}
            label={words.fields[lead]}
            value={draft.leads[lead]}
            change={(numbers) => edit({ ...draft, leads: { ...draft.leads, [lead]: numbers } })}
          />
        ))}
      </div>
    </Part>
  );
}

export function DayPart({ draft, edit }: Props) {
  const { words } = useEditor();
  const { fields } = words;
  const { opens, closes, ...rest } = draft.day;
  const set = (from: string | undefined, until: string | undefined): void =>
    edit({ ...draft, day: { ...rest, ...optional('opens', from), ...optional('closes', until) } });
  return (
    <Part title={words.parts.day}>
      <div className="row">
        <TimeField label={fields.opens} value={opens} change={(from) => set(from, closes)} />
        <TimeField label={fields.closes} value={closes} change={(until) => set(opens, until)} />
        <WeekdaysField
          label={fields.weekdays}
          value={draft.day.weekdays}
          change={(weekdays) => edit({ ...draft, day: { ...draft.day, weekdays } })}
        />
        {(['holidays', 'workdays'] as const).map((kind) => (
          <DatesField
            key={kind}
            label={fields[kind]}
            value={draft.day[kind]}
            change={(dates) => edit({ ...draft, day: { ...draft.day, [kind]: dates } })}
          />
        ))}
      </div>
    </Part>
  );
}

export function AppointmentsPart({ draft, edit }: Props) {
  const { language, words } = useEditor();
  const { fields } = words;
  const { appointments } = draft;
  return (
    <Part title={words.parts.appointments}>
      <div className="row">
        {(['graceMinutes', 'daysAhead'] as const).map((name) => (
          <NumberField
            key={name}
            label={fields[name]}
            value={appointments[name]}
            change={(value) => edit({ ...draft, appointments: { ...appointments, [name]: value } })}
          />
        ))}
      </div>
      <Rows<Slot>
        rows={appointments.slots}
        nameOf={({ business, from }) => `${business} ${from}`}
        change={(slots) => edit({ ...draft, appointments: { ...appointments, slots } })}
        fresh={() => ({
          business: draft.businesses[0]?.id ?? '',
          weekdays: [1, 2, 3, 4, 5],
          from: '09:00',
          to: '09:30',
          capacity: 5,
        })}
      >
        {(slot, set) => (
          <>
            <label className="field">
              <span>{fields.business}</span>
              <select
                value={slot.business}
                onChange={({ target }) => set({ ...slot, business: target.value })}
              >
                {draft.businesses.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name[language]}
                  </option>
                ))}
              </select>
            </label>
            <WeekdaysField
              label={fields.weekdays}
              value={slot.weekdays}
              change={(weekdays) => set({ ...slot, weekdays })}
            />
            <TimeField
              label={fields.from}
              value={slot.from}
              change={(from) => set({ ...slot, from: from ?? '' })}
            />
            <TimeField label={fields.to} value={slot.to} change={(to) => set({ ...slot, to: to ?? '' })} />
            <NumberField
              label={fields.capacity}
              value={slot.capacity}
              change={(capacity) => set({ ...slot, capacity })}
            />
          </>
        )}
      </Rows>
    </Part>
  );
}

export function NoticesPart({ draft, edit }: Props) {
  const { words } = useEditor();
  const { fields } = words;
  return (
    <Part title={words.parts.notices}>
      <Rows<Notice>
        ordered
        rows={draft.notices}
        nameOf={({ id }) => id}
        change={(notices) => edit({ ...draft, notices })}
        fresh={() => ({ id: '', text: { zh: '', en: '' } })}
      >
        {(notice, set) => {
          const { id, text, from, until } = notice;
          const setDates = (first: string | undefined, last: string | undefined): void =>
            set({ id, text, ...optional('from', first), ...optional('until', last) });
          return (
            <>
              <TextField label={fields.id} value={id} change={(next) => set({ ...notice, id: next })} />
              <TextsField
                label={fields.text}
                value={text}
                change={(next) => set({ ...notice, text: next })}
              />
              <DateField label={fields.from} value={from} change={(first) => setDates(first, until)} />
              <DateField label={fields.until} value={until} change={(last) => setDates(from, last)} />
            </>
          );
        }}
      </Rows>
    </Part>
  );
}
