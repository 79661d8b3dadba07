/** Looks for people's data in files: in the databases, their write-ahead logs and shared memory, and whatever else is there. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import iconv from 'iconv-lite';

const encodings = ['utf8', 'utf16le', 'gb18030'] as const;

/**
 * Every needle that stands in a file below `folder`, in any encoding in which cards, pages and databases write text:
 * `journal.db-wal: 张三 (utf8)`. Bytes are looked for as they are.
 *
 * Another process reads the files. POSIX drops a process's locks on a file with the first descriptor of it that is
 * closed, so that reading an open database in this one would unlock it.
 */
export function findNeedles(folder: string, needles: readonly (string | Buffer)[]): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.flatMap(({ name, parentPath }) => {
    const bytes = execFileSync('cat', [join(parentPath, name)], { maxBuffer: 1024 * 1024 * 1024 });
    return needles.flatMap((needle) => {
      if (typeof needle !== 'string')
        return bytes.includes(needle) ? [`${name}: ${needle.length} bytes`] : [];
      return encodings
        .filter((encoding) => bytes.includes(iconv.encode(needle, encoding)))
        .map((encoding) => `${name}: ${needle} (${encoding})`);
    });
  });
}
