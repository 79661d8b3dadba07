/** `npx yikatong …`: composes the commands; each one registers itself. */
import { Command } from 'commander';

import { registerCardRead } from './commands/card-read.ts';
import { registerDevices } from './commands/devices.ts';
import { registerEmulateCard } from './commands/emulate-card.ts';

const program = new Command('yikatong')
  .description('一卡通: terminals of a self-service hall, for technicians and scripts')
  // Options belong to the command before them, so that `emulate card --version` is the card's.
  .enablePositionalOptions()
  .showHelpAfterError();

registerCardRead(program);
registerDevices(program);
registerEmulateCard(program);

await program.parseAsync();
