import { describe, expect, it } from '@jest/globals';
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '..');

type Configuration = Parameters<typeof validateConfiguration>[0];

async function validate(configuration: Configuration): Promise<void> {
  const quiet = { isEnabled: false, add: () => undefined };
  await validateConfiguration(configuration, quiet as unknown as Parameters<typeof validateConfiguration>[1]);
}

describe('electron-builder.yml', () => {
  const read = () => getConfig(repository, join(repository, 'electron-builder.yml'), null);

  it("keeps electron-builder's own schema", async () => {
    await expect(validate(await read())).resolves.toBeUndefined();
  });

  it('would be refused with a misspelt fuse, which would otherwise stay open', async () => {
    const configuration = await read();
    const misspelt = { ...configuration, electronFuses: { ...configuration.electronFuses, runAsNod: false } };
    await expect(validate(misspelt as Configuration)).rejects.toThrow(
      /configuration.electronFuses should be/,
    );
  });

  it('blows every fuse that would open the window to others', async () => {
    expect((await read()).electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('unpacks all that plain Node reads, package.json with its subpath imports included', async () => {
    const { files, asarUnpack } = await read();
    const [{ filter }] = files as [{ filter: string[] }];
    const readByNode = filter.filter((pattern) => !pattern.startsWith('!') && pattern !== 'dist/electron/**');
    expect(asarUnpack).toEqual(expect.arrayContaining([...readByNode, 'node_modules/**']));
  });

  it('leaves out no folder of the station', async () => {
    const manifest = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
      imports: object;
    };
    const folders = Object.keys(manifest.imports).map((name) => name.slice(1, -2));
    const packed = /\{(.*)\}/.exec(String((await read()).asarUnpack))?.[1]?.split(',') ?? [];
    const elsewhere = ['build', 'electron', 'renderer', 'test'];
    expect([...packed, ...elsewhere].toSorted()).toEqual(folders.toSorted());
  });
});
