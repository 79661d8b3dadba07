/** What qualification authentication needs of the rest of a configuration. */
import { createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';

import { standInSealingKey } from '#contracts/platform-api.ts';

import { leadsElsewhere, repeated, type Parts } from './parts.ts';
import { problemAt, valueAt, type ConfigProblem } from './problems.ts';
import { configSchema, qualificationSchema } from './schema.ts';

const sealingKeySchema = configSchema.shape.platform.shape.sealingKey;

export function checkQualification(parts: Parts): ConfigProblem[] {
  const offered = parts.faces.some(({ value }) => value.services.includes('qualification'));
  return [
    ...checkTransport(parts.root, offered),
    ...checkSealingKey(parts.root, offered),
    ...checkTowns(parts.root, offered),
  ];
}

/** People are told that their picture goes encrypted; templates of their fingers come the same way. */
function checkTransport(root: unknown, offered: boolean): ConfigProblem[] {
  const path = ['platform', 'url'];
  const url = valueAt(root, path);
  if (!offered || typeof url !== 'string' || !leadsElsewhere(url) || new URL(url).protocol !== 'http:')
    return [];
  return [
    problemAt(
      root,
      path,
      {
        zh: 'qualification 服务的照片和指纹模板不能明文传送',
        en: 'the service qualification sends pictures and templates, which may not travel in the clear',
      },
      { zh: '写 https 开头的地址', en: 'write an address that begins with https' },
    ),
  ];
}

function checkSealingKey(root: unknown, offered: boolean): ConfigProblem[] {
  const url = valueAt(root, ['platform', 'url']);
  const path = ['platform', 'sealingKey'];
  const given = valueAt(root, path);
  if (given === undefined) {
    if (!offered || url === 'stand-in') return [];
    return [
      problemAt(
        root,
        path,
        {
          zh: 'qualification 服务需要平台的公钥',
          en: "the service qualification needs the platform's public key",
        },
        {
          zh: '写上平台给的 sealingKey，或去掉 qualification 服务',
          en: 'write the sealingKey that the platform gave out, or remove the service qualification',
        },
      ),
    ];
  }
  const key = sealingKeySchema.safeParse(given);
  if (!key.success || key.data === undefined) return [];
  const { publicKey } = key.data;
  const remedy = { zh: '向平台索取它的公钥', en: 'ask the platform for its public key' };
  if (!guards(publicKey))
    return [
      problemAt(
        root,
        [...path, 'publicKey'],
        { zh: '不是可用的 X25519 公钥', en: 'no X25519 public key that guards anything' },
        remedy,
      ),
    ];
  if (publicKey === standInSealingKey.publicKey && leadsElsewhere(url))
    return [
      problemAt(
        root,
        [...path, 'publicKey'],
        {
          zh: '这是替身平台的公钥，人人都能解开',
          en: "the stand-in's key: everybody can open what is sealed to it",
        },
        remedy,
      ),
    ];
  return [];
}

/** Not one of the few points (all zeros, say) with which every secret comes out the same. */
function guards(publicKey: string): boolean {
  try {
    const theirs = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: publicKey }, format: 'jwk' });
    diffieHellman({ privateKey: generateKeyPairSync('x25519').privateKey, publicKey: theirs });
    return true;
  } catch {
    return false;
  }
}

function checkTowns(root: unknown, offered: boolean): ConfigProblem[] {
  const path = ['qualification', 'towns'];
  const settings = qualificationSchema.prefault({}).safeParse(valueAt(root, ['qualification']));
  if (!settings.success) return [];
  const { towns, ways } = settings.data;
  if (offered && ways.includes('home-visit') && towns.length === 0)
    return [
      problemAt(
        root,
        path,
        { zh: '预约上门（home-visit）没有镇街', en: 'the way home-visit has no town to go to' },
        {
          zh: '写上至少一个镇街，或从 qualification.ways 去掉 home-visit',
          en: 'write one town at least, or take home-visit out of qualification.ways',
        },
      ),
    ];
  return repeated(
    root,
    towns.map((value, index) => ({ path: [...path, index], value })),
    ({ id }) => ({ text: id, path: ['id'] }),
    { zh: '镇街编号', en: "the town's id" },
  );
}
