/** `yikatong devices`: what is plugged in, and which driver would take each. */
import type { Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import type { Discovery } from '#contracts/technician.ts';
import { discover } from '#drivers/discovery.ts';

import { describeFailure, printJson, printLine, say } from '../output.ts';

export function registerDevices(program: Command): void {
  program
    .command('devices')
    .description(
      'list readers of cards and fingers, HID devices and serial ports, and which driver would take each',
    )
    .option('--json', 'print one JSON object', false)
    .action(async ({ json }: { readonly json: boolean }) => {
      const found = await discover(systemClock);
      if (json) printJson({ ...found, problems: found.problems.map(describeFailure) });
      else printDiscovery(found);
    });
}

function printDiscovery({ readers, hid, serial, problems }: Discovery): void {
  const none = say({ zh: '（无）', en: '(none)' });
  const group = (title: string, lines: readonly string[]): void => {
    printLine(title);
    for (const line of lines.length === 0 ? [none] : lines) printLine(`  ${line}`);
  };
  const unused = say({ zh: '无适用驱动', en: 'no driver' });
  group(
    say({ zh: '读卡器、指纹仪', en: 'Card and fingerprint readers' }),
    readers.map(({ name, driver }) => `${name}  → ${driver}`),
  );
  group(
    say({ zh: 'HID 设备', en: 'HID devices' }),
    hid.map(({ id, path, name, driver }) => `${id}  ${path}  ${name}  → ${driver ?? unused}`),
  );
  group(
    say({ zh: '串口', en: 'Serial ports' }),
    serial.map(({ path, name, drivers }) => `${path}  ${name}  → ${drivers.join(' | ')}`),
  );
  for (const problem of problems) {
    const { message, remedy } = describeFailure(problem);
    printLine(`! ${message}: ${remedy}`);
  }
}
