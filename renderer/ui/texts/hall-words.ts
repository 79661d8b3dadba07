/** Words that several pages of the hall share. */
import type { Language } from '#contracts/text.ts';

const hallZh = {
  minutes: (ms: number) => (ms < 60_000 ? '不到 1 分钟' : `约 ${Math.ceil(ms / 60_000)} 分钟`),
  noWindow: '暂无窗口办理',
  people: (count: number) => `${count} 人`,
  away: '连不上大厅',
  window: (number: number) => `${number} 号窗口`,
  grades: ['非常不满意', '不满意', '基本满意', '满意', '非常满意'],
  comma: '、',
};
export type HallWords = typeof hallZh;

const hallEn: HallWords = {
  minutes: (ms) => (ms < 60_000 ? 'less than 1 min' : `about ${Math.ceil(ms / 60_000)} min`),
  noWindow: 'No window open',
  people: (count) => (count === 1 ? '1 person' : `${count} people`),
  away: 'The hall cannot be reached',
  window: (number) => `Window ${number}`,
  grades: ['Very dissatisfied', 'Dissatisfied', 'Fairly satisfied', 'Satisfied', 'Very satisfied'],
  comma: ', ',
};

export const hallWords: Readonly<Record<Language, HallWords>> = { zh: hallZh, en: hallEn };
