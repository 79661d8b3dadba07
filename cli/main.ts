/** `npx yikatong …`: composes the commands; each one registers itself. */
import { Command } from 'commander';

import { registerAuditVerify } from './commands/audit-verify.ts';
import { registerCardRead } from './commands/card-read.ts';
import { registerDevices } from './commands/devices.ts';
import { registerEmulateCard } from './commands/emulate-card.ts';
import { registerEmulateIdcard } from './commands/emulate-idcard.ts';
import { registerEmulateScanner } from './commands/emulate-scanner.ts';
import { registerIdcardRead } from './commands/idcard-read.ts';
import { registerPlatform } from './commands/platform.ts';
import { registerScan } from './commands/scan.ts';
import { registerStation } from './commands/station.ts';

const program = new Command('yikatong')
  .description('一卡通: terminals of a self-service hall, for technicians and scripts')
  // Options belong to the command before them, so that `emulate card --version` is the card's.
  .enablePositionalOptions()
  .showHelpAfterError();

registerAuditVerify(program);
registerCardRead(program);
registerDevices(program);
registerStation(program);
registerEmulateCard(program);
registerEmulateIdcard(program);
registerEmulateScanner(program);
registerIdcardRead(program);
registerPlatform(program);
registerScan(program);

await program.parseAsync();
