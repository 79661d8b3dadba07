/** `yikatong config check FILE`: everything that is wrong with a configuration, at once. */
import type { Command } from 'commander';

import { loadConfig } from '#station/config/load.ts';

import { printProblems } from '../config-problems.ts';
import { printJson, printLine, say } from '../output.ts';

export function registerConfigCheck(program: Command): void {
  program
    .command('config')
    .description("a station's configuration file")
    .command('check')
    .description(
      'read a configuration and tell every problem with its path, value and remedy; exit code 1 then',
    )
    .argument('<file>', 'configuration file')
    .option('--json', 'print one JSON object')
    .action(check);
}

async function check(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  const loaded = await loadConfig(file);
  if (!loaded.ok) {
    printProblems(loaded.error, json === true);
    return;
  }
  const { station, devices, faces } = loaded.value;
  if (json === true) {
    printJson({ kind: 'config', valid: true, station, devices: devices.length, faces: faces.length });
    return;
  }
  const counts = {
    zh: `${devices.length} 个设备，${faces.length} 个界面`,
    en: `${devices.length} devices, ${faces.length} faces`,
  };
  printLine(
    say({
      zh: `配置可用：${station}，${counts.zh}`,
      en: `The configuration is valid: ${station}, ${counts.en}`,
    }),
  );
}
