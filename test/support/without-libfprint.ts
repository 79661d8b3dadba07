/** Preloaded into a process: the fingerprint addon cannot be loaded, as on a Linux machine without libfprint-2-2. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier.endsWith('fingerprint.node')) {
      throw new Error('libfprint-2.so.2: cannot open shared object file: No such file or directory');
    }
    return next(specifier, context);
  },
});
