/** What the rating page says. */
import type { Language } from '#contracts/text.ts';

const zh = {
  locale: 'zh-CN',
  otherLanguage: 'English',
  question: '请评价这次服务',
  anonymous: '评价只和号码有关，不记您的姓名',
  thanks: '谢谢您的评价',
  bad: '我们会在几天内查清并处理。',
  failed: '没有送到，请再点一次',
  free: '请等候叫号',
  /** Before and after the number at the window. */
  turn: ['请', '号'] as readonly [before: string, after: string],
  now: (number: string) => `现在请 ${number} 号评价`,
  where: '这块屏幕在哪个窗口？',
  wrongToken: '大厅不认这块屏幕：请换成评价屏的地址',
};
export type RatingTexts = typeof zh;

const en: RatingTexts = {
  locale: 'en',
  otherLanguage: '中文',
  question: 'How was the service?',
  anonymous: 'A rating belongs to a number, not to your name',
  thanks: 'Thank you for your rating',
  bad: 'We will look into it within some days.',
  failed: 'It was not sent, please try again',
  free: 'Please wait for your number',
  turn: ['Number', ''],
  now: (number) => `Now the rating of ${number}`,
  where: 'At which window is this screen?',
  wrongToken: 'The hall does not know this screen: give it the address of the rating page',
};

export const ratingTexts: Readonly<Record<Language, RatingTexts>> = { zh, en };
