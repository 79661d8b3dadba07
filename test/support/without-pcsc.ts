/** Preloaded into a process: PC/SC's library cannot be loaded, as on a Linux machine without libpcsclite1. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier.startsWith('@pcsc-mini/')) {
      throw new Error('libpcsclite.so.1: cannot open shared object file: No such file or directory');
    }
    return next(specifier, context);
  },
});
