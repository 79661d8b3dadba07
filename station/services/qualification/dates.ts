/** Dates and benefits as people read them. */
import type { Benefit } from '#contracts/qualification.ts';
import type { Text } from '#contracts/text.ts';
import { benefitNames } from './texts.ts';

const formats = {
  zh: new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }),
} as const;

/** A calendar date, YYYY-MM-DD: 2026年9月1日, 1 September 2026. */
export function dateText(date: string): Text {
  const day = new Date(`${date}T00:00:00Z`);
  return { zh: formats.zh.format(day), en: formats.en.format(day) };
}

/** What a benefit's state means for the person, the payment first. */
export function benefitText({ kind, dueSince, validUntil, suspendedSince }: Benefit): Text {
  const name = benefitNames[kind];
  const until = dateText(validUntil);
  if (suspendedSince !== null) {
    const since = dateText(suspendedSince);
    return {
      zh: `${name.zh}：${since.zh}起暂停发放；认证后恢复，停发的补发`,
      en: `${name.en}: suspended since ${since.en}; it goes on after this, with back pay`,
    };
  }
  if (dueSince !== null)
    return {
      zh: `${name.zh}：该认证了，请在${until.zh}前完成`,
      en: `${name.en}: due, please do it before ${until.en}`,
    };
  return {
    zh: `${name.zh}：已认证，${until.zh}前有效；今天再认证也可以`,
    en: `${name.en}: authenticated until ${until.en}; you may do it again today`,
  };
}
