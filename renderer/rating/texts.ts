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
  now: '正在办理',
  where: '这块屏幕在哪个窗口？',
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
  now: 'Being served',
  where: 'At which window is this screen?',
};

export const ratingTexts: Readonly<Record<Language, RatingTexts>> = { zh, en };
