import { describe, expect, it } from '@jest/globals';

import { settingGroups } from './reference.ts';

describe('settingGroups', () => {
  const settings = settingGroups().flatMap((group) =>
    group.settings.map((setting) => ({ ...setting, group: group.heading })),
  );
  const find = (group: string, path: string) =>
    settings.find((setting) => setting.group === group && setting.path === path);

  it('tells range, default and meaning of a number', () => {
    expect(find('devices: modbus-gate', 'devices[].passageMs')).toMatchObject({
      type: 'integer',
      range: '1000 to 60000',
      standard: '8000',
      meaning: 'How long an opening waits for its passage, milliseconds',
    });
  });

  it('tells what is required, what may be left out, and what a list holds', () => {
    expect(find('faces', 'faces[].page')).toMatchObject({ standard: null, range: '"kiosk", "gate"' });
    expect(find('faces', 'faces[].printer')).toMatchObject({ standard: '' });
    expect(find('faces', 'faces')).toMatchObject({
      type: 'list of object',
      range: '1 to 8 entries',
      standard: null,
    });
    expect(find('hall', 'hall.name')).toMatchObject({ type: 'text in every language' });
  });

  it('goes into every kind of port', () => {
    expect(
      settings.filter(({ group }) => group === 'devices: escpos-printer').map(({ path }) => path),
    ).toEqual(
      expect.arrayContaining(['devices[].port.serial', 'devices[].port.tcp.host', 'devices[].port.file']),
    );
  });

  it('has a meaning for every number and every choice', () => {
    const silent = settings.filter(
      ({ type, meaning, path }) =>
        meaning === '' && !/\.(?:from|to|port)$/.test(path) && /integer|number|boolean/.test(type),
    );
    expect(silent).toEqual([]);
  });
});
