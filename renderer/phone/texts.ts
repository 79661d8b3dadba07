/** What the phone page says. */
import type { Language } from '#contracts/text.ts';

const zh = {
  locale: 'zh-CN',
  otherLanguage: 'English',
  number: '您的号码',
  ahead: (count: number) => (count === 0 ? '下一个就是您' : `前面还有 ${count} 人`),
  wait: (ms: number) => (ms < 60_000 ? '预计等候不到 1 分钟' : `预计还要等约 ${Math.ceil(ms / 60_000)} 分钟`),
  noWindow: '现在没有窗口办理这项业务，请稍候',
  further: (names: string) => `接着办：${names}`,
  comma: '、',
  goTo: (window: number) => `请到 ${window} 号窗口`,
  at: (window: number) => `在 ${window} 号窗口`,
  states: {
    waiting: '请在大厅等候叫号',
    called: '正在叫您的号',
    serving: '正在办理',
    parked: '先放一放：请按工作人员说的去做，做完回到窗口',
    'passed-over': '您的号已经叫过。请到窗口或服务台说一声',
    finished: '已办结',
    'left-over': '今天的业务已经结束，您的号还没有办完。请到服务台',
    void: '这个号已作废。还要办的，请重新取号或到服务台',
  },
  rate: '这次服务怎么样？',
  grades: ['非常不满意', '不满意', '基本满意', '满意', '非常满意'],
  rated: (grade: string) => `您的评价：${grade}。谢谢！`,
  ratedBad: '我们会在几天内查清并处理。',
  notRated: '没有送到，请再点一次',
  offline: (time: string) => `连不上大厅。上面是 ${time} 的情况，可能已经变了。会自动重试。`,
  unreached: '连不上大厅：请看手机有没有网络。会自动重试。',
  unknown: '没有找到这个号。请重新扫号票上的二维码',
  loading: '正在查询',
  privacy: '这个页面只知道号码，不知道您是谁',
};
export type PhoneTexts = typeof zh;

const en: PhoneTexts = {
  locale: 'en',
  otherLanguage: '中文',
  number: 'Your number',
  ahead: (count) =>
    count === 0 ? 'You are next' : count === 1 ? '1 person before you' : `${count} people before you`,
  wait: (ms) =>
    ms < 60_000 ? 'Less than a minute to wait' : `About ${Math.ceil(ms / 60_000)} minutes to wait`,
  noWindow: 'No window does this at the moment; please wait',
  further: (names) => `Next on this ticket: ${names}`,
  comma: ', ',
  goTo: (window) => `Please go to window ${window}`,
  at: (window) => `At window ${window}`,
  states: {
    waiting: 'Please wait in the hall until you are called',
    called: 'Your number is being called',
    serving: 'You are being served',
    parked: 'Set aside: please do what staff told you, then come back to the window',
    'passed-over': 'Your number was called before. Please tell staff at a window or the desk',
    finished: 'Finished',
    'left-over': 'The day has ended before your service was finished. Please go to the desk',
    void: 'This number is not valid any more. Please take a new one, or go to the desk',
  },
  rate: 'How was the service?',
  grades: ['Very dissatisfied', 'Dissatisfied', 'Fairly satisfied', 'Satisfied', 'Very satisfied'],
  rated: (grade) => `Your rating: ${grade}. Thank you!`,
  ratedBad: 'We will look into it within some days.',
  notRated: 'It was not sent, please try again',
  offline: (time) =>
    `The hall cannot be reached. This is how it was at ${time}, and may have changed. Trying again by itself.`,
  unreached: 'The hall cannot be reached: is the phone on a network? Trying again by itself.',
  unknown: 'There is no such number. Please scan the code on the ticket again',
  loading: 'Looking it up',
  privacy: 'This page knows a number only, and not who you are',
};

export const phoneTexts: Readonly<Record<Language, PhoneTexts>> = { zh, en };
