/** What the settings of the hall say about each other. */
import { offlineMark } from '#contracts/hall/leases.ts';
import type { Text } from '#contracts/text.ts';
import { isTimeZone } from '#contracts/time-zone.ts';

import { repeated, type Parts } from './parts.ts';
import { problemAt, valueAt, type ConfigProblem } from './problems.ts';

export function checkHall(parts: Parts): ConfigProblem[] {
  return [checkBusinesses, checkTimeZone, checkOwnHall].flatMap((check) => check(parts));
}

function checkBusinesses({ root, businesses }: Parts): ConfigProblem[] {
  return [
    ...repeated(root, businesses, ({ id }) => ({ text: id, path: ['id'] }), {
      zh: '业务编号',
      en: "the business's id",
    }),
    ...repeated(root, businesses, ({ prefix }) => ({ text: prefix, path: ['prefix'] }), {
      zh: '号码前缀',
      en: 'the prefix',
    }),
    ...businesses.flatMap(({ path, value: { prefix } }) =>
      prefix.length === 2 && prefix.endsWith(offlineMark)
        ? [
            problemAt(
              root,
              [...path, 'prefix'],
              {
                zh: `两个字母的前缀不能以 ${offlineMark} 结尾：${prefix}001 是业务 ${prefix.charAt(0)} 断网时发的号`,
                en: `two letters that end with ${offlineMark}: ${prefix}001 is a number of ${prefix.charAt(0)} that was given without the hall`,
              },
              { zh: '换一个前缀', en: 'choose another prefix' },
            ),
          ]
        : [],
    ),
    ...businesses.flatMap(({ path, value: { hours } }) =>
      hours !== undefined && hours.from === hours.to
        ? [
            problemAt(
              root,
              [...path, 'hours'],
              { zh: '起止时间相同', en: 'begins and ends at the same time' },
              {
                zh: '写上不同的起止时间；全天取号则删除 hours',
                en: 'write two different times; remove hours for all day',
              },
            ),
          ]
        : [],
    ),
  ];
}

function checkTimeZone({ root }: Parts): ConfigProblem[] {
  const zone = valueAt(root, ['hall', 'timeZone']);
  if (typeof zone !== 'string' || isTimeZone(zone)) return [];
  return [
    problemAt(
      root,
      ['hall', 'timeZone'],
      { zh: '没有这个时区', en: 'there is no such time zone' },
      { zh: '写 IANA 名称，如 Asia/Shanghai', en: 'write an IANA name such as Asia/Shanghai' },
    ),
  ];
}

/** What can be done only with a hall that is in this process: where it is on a server, that one does it. */
const ofOwnHall: Readonly<Record<'serve' | 'city', Text>> = {
  serve: {
    zh: '排队在大厅服务器上，本机没有可提供的排队',
    en: 'the hall is on its server; there is none here to serve',
  },
  city: {
    zh: '排队在大厅服务器上，由它向全市发布',
    en: 'the hall is on its server, which tells the city itself',
  },
};

function checkOwnHall({ root }: Parts): ConfigProblem[] {
  if (valueAt(root, ['hall', 'server']) === undefined) return [];
  return (['serve', 'city'] as const).flatMap((part) =>
    valueAt(root, ['hall', part]) === undefined
      ? []
      : [
          problemAt(root, ['hall', part], ofOwnHall[part], {
            zh: `删除 hall.${part} 或 hall.server`,
            en: `remove hall.${part} or hall.server`,
          }),
        ],
  );
}
