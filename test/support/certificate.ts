/** A certificate of a test's own for this machine, which vouches for itself: whoever trusts its file trusts the server that has it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface Certificate {
  /** PEM. */
  readonly file: string;
  readonly keyFile: string;
}

/** For `localhost` and 127.0.0.1, two days long. */
export function makeCertificate(folder: string): Certificate {
  const file = join(folder, 'certificate.pem');
  const keyFile = join(folder, 'certificate.key');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', ...key, ...names, '-days', '2', '-out', file], { stdio: 'pipe' });
  return { file, keyFile };
}
