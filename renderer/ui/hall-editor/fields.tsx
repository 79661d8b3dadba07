/** Fields of the configuration; each with its name for whoever hears it. */
import type { ReactNode } from 'react';

import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { Text } from '#contracts/text.ts';
import { Press } from '../button.tsx';
import { useEditor } from './words.ts';

interface FieldProps<T> {
  readonly label: string;
  readonly value: T;
  readonly change: (value: T) => void;
}

export function TextField({
  label,
  value,
  change,
  size = 12,
}: FieldProps<string> & { readonly size?: number }) {
  return (
    <label className="field">
      <span>{label}</span>
      <input size={size} value={value} onChange={({ target }) => change(target.value)} />
    </label>
  );
}

/** What is no number yet stays NaN, and is told when it is checked. */
export function NumberField({ label, value, change }: FieldProps<number>) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="number"
        value={Number.isNaN(value) ? '' : value}
        onChange={({ target }) => change(target.valueAsNumber)}
      />
    </label>
  );
}

/** HH:MM; undefined where it is left open. */
export function TimeField({ label, value, change }: FieldProps<string | undefined>) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="time"
        value={value ?? ''}
        onChange={({ target }) => change(target.value === '' ? undefined : target.value)}
      />
    </label>
  );
}

export function DateField({ label, value, change }: FieldProps<string | undefined>) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="date"
        value={value ?? ''}
        onChange={({ target }) => change(target.value === '' ? undefined : target.value)}
      />
    </label>
  );
}

export function DatesField({ label, value, change }: FieldProps<readonly string[]>) {
  const { words } = useEditor();
  return (
    <TextField
      label={words.withPart(label, words.dates)}
      size={48}
      value={value.join(', ')}
      change={(text) => change(text === '' ? [] : text.split(/\s*[,，]\s*/))}
    />
  );
}

export function TextsField({ label, value, change }: FieldProps<Text>) {
  const { words } = useEditor();
  return (
    <>
      <TextField
        label={words.withPart(label, words.fields.zh)}
        size={18}
        value={value.zh}
        change={(zh) => change({ ...value, zh })}
      />
      <TextField
        label={words.withPart(label, words.fields.en)}
        size={24}
        value={value.en}
        change={(en) => change({ ...value, en })}
      />
    </>
  );
}

export function WeekdaysField({ label, value, change }: FieldProps<number[]>) {
  const { words } = useEditor();
  return (
    <fieldset className="field checks">
      <legend>{label}</legend>
      {words.weekdays.map((name, index) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={value.includes(index + 1)}
            onChange={({ target }) =>
              change(
                target.checked
                  ? [...value, index + 1].toSorted((a, b) => a - b)
                  : value.filter((day) => day !== index + 1),
              )
            }
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

export function BusinessesField({
  label,
  value,
  change,
  configuration,
}: FieldProps<string[]> & { readonly configuration: HallConfiguration }) {
  const { language } = useEditor();
  return (
    <fieldset className="field checks">
      <legend>{label}</legend>
      {configuration.businesses.map(({ id, name }) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={value.includes(id)}
            onChange={({ target }) =>
              change(target.checked ? [...value, id] : value.filter((one) => one !== id))
            }
          />
          {name[language]}
        </label>
      ))}
    </fieldset>
  );
}

interface RowsProps<T> {
  readonly rows: readonly T[];
  readonly nameOf: (row: T) => string;
  readonly change: (rows: T[]) => void;
  readonly fresh: () => T;
  /** Their order means something: they can be moved. */
  readonly ordered?: boolean;
  readonly children: (row: T, set: (row: T) => void) => ReactNode;
}

/** A list whose entries are added, changed and removed. */
export function Rows<T>({ rows, nameOf, change, fresh, ordered = false, children }: RowsProps<T>) {
  const { words } = useEditor();
  return (
    <>
      <ul className="rows">
        {rows.map((row, index) => (
          // Ids are edited here, so that only the place tells one row from another.
          <li key={index}>
            {children(row, (next) => change(rows.with(index, next)))}
            {ordered && (
              <Press
                disabled={index === 0}
                label={`${words.up} ${nameOf(row)}`}
                onPress={() => change(swapped(rows, index))}
              >
                ↑
              </Press>
            )}
            <Press label={`${words.remove} ${nameOf(row)}`} onPress={() => change(rows.toSpliced(index, 1))}>
              {words.remove}
            </Press>
          </li>
        ))}
      </ul>
      <Press onPress={() => change([...rows, fresh()])}>{words.add}</Press>
    </>
  );
}

function swapped<T>(rows: readonly T[], index: number): T[] {
  return rows.flatMap((row, at) => {
    if (at === index) return [];
    const moved = rows[index];
    return at === index - 1 && moved !== undefined ? [moved, row] : [row];
  });
}
