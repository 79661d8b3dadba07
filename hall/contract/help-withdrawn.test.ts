import { expect, it } from '@jest/globals';

import { onBothEngines } from '#test/support/hall-contract.ts';
import { valueOf } from '#test/support/halls.ts';

const origin = 'k1:kiosk';

onBothEngines((bench) => {
  const call = async (key: string, from = origin) =>
    valueOf(await bench.hall.callHelp({ key, origin: from }));
  const withdraw = async (key: string) => valueOf(await bench.hall.withdrawHelp({ key, origin }));
  const open = async () => valueOf(await bench.hall.openHelp()).map(({ id }) => id);
  const told = async () =>
    (await bench.events()).flatMap(({ body }) => (body.kind.startsWith('help-') ? [body.kind] : []));

  it('is open at no window any more, told once, also after a restart', async () => {
    await call('one');
    await call('elsewhere', 'k2:kiosk');
    await withdraw('one');
    expect(await open()).toEqual(['elsewhere']);
    await bench.reopen();
    await withdraw('one');
    expect(await open()).toEqual(['elsewhere']);
    expect(valueOf(await bench.hall.windows()).help).toMatchObject([{ id: 'elsewhere' }]);
    expect(await call('one')).toMatchObject({ id: 'one', answered: false, withdrawn: true });
    expect(await told()).toEqual(['help-called', 'help-called', 'help-withdrawn']);
    // Pressed again, it is another call.
    await call('two');
    expect(await open()).toEqual(expect.arrayContaining(['two', 'elsewhere']));
  });

  it('is not opened by the request that was on its way meanwhile', async () => {
    await withdraw('late');
    await bench.reopen();
    expect(await call('late')).toMatchObject({ withdrawn: true });
    expect([await open(), await told()]).toEqual([[], []]);
  });

  it('is the one of before a restart where the key was answered with that', async () => {
    await call('before');
    expect(await call('after')).toMatchObject({ id: 'before' });
    await withdraw('after');
    expect(await open()).toEqual([]);
    expect(await call('before')).toMatchObject({ withdrawn: true });
  });

  it('leaves alone a later call of its origin, and what somebody answered', async () => {
    await call('one');
    valueOf(await bench.hall.answerHelp({ help: 'one', operator: 'li' }));
    await call('two');
    await withdraw('one');
    expect(await call('one')).toMatchObject({ answered: true, withdrawn: false });
    expect(await open()).toEqual(['two']);
    expect(await told()).toEqual(['help-called', 'help-answered', 'help-called']);
  });

  it('is no failure for the member of staff who pressed at the same instant', async () => {
    await call('one');
    await withdraw('one');
    valueOf(await bench.hall.answerHelp({ help: 'one', operator: 'li' }));
    expect(await call('one')).toMatchObject({ answered: false, withdrawn: true });
    expect(await told()).toEqual(['help-called', 'help-withdrawn']);
  });
});
