import type { CredentialKind } from '#contracts/credentials.ts';
import type { Texts } from './texts/texts.ts';

/** "请刷社会保障卡、身份证，或扫描渝快码 / 电子社保卡", as far as this station can take them now. */
export function idleTitle(accepts: readonly CredentialKind[], texts: Texts): string {
  const cards = accepts
    .filter((kind) => kind !== 'code')
    .map((kind) => texts.idleCards[kind])
    .join(texts.listComma);
  if (cards === '') return accepts.includes('code') ? texts.idleScan : texts.idleNothing;
  return texts.idlePut(cards) + (accepts.includes('code') ? texts.idleOrScan : '');
}
