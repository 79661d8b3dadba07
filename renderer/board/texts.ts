/** What the board says. */
import type { Language } from '#contracts/text.ts';

const zh = {
  locale: 'zh-CN',
  called: '请到窗口',
  windowOf: (window: number) => `${window} 号窗口`,
  beforeWindow: '',
  afterWindow: '号窗口',
  nobody: '请留意叫号',
  last: '刚刚叫过',
  waits: '正在等候',
  waiting: (count: number) => `等候 ${count} 人`,
  closed: '现在不取号',
  notices: '通告',
  again: '再次叫号',
  inTurn: (count: number) => `正在叫 ${count} 个号，轮流显示`,
  resting: '今天已停止办理',
  restingOffline: '连不上大厅，今天是否办理，请问工作人员',
  touchForSound: '点这里打开叫号声音',
  voiceless: '没有叫号语音，请工作人员报号',
  silent: '叫号声音暂时不可用，请看屏幕',
  offline: '连不上大厅，屏幕上的号码可能不是最新的，请听工作人员叫号',
};
export type BoardTexts = typeof zh;

const en: BoardTexts = {
  locale: 'en',
  called: 'Please go to',
  windowOf: (window) => `Window ${window}`,
  beforeWindow: 'Window',
  afterWindow: '',
  nobody: 'Watch for your number',
  last: 'Called before',
  waits: 'Waiting',
  waiting: (count) => `${count} waiting`,
  closed: 'No numbers now',
  notices: 'Notices',
  again: 'again',
  inTurn: (count) => `${count} numbers called, shown in turn`,
  resting: 'Closed for today',
  restingOffline: 'The hall cannot be reached; please ask staff whether it is open today',
  touchForSound: 'Touch here to turn the sound on',
  voiceless: 'No voice: staff, please call out',
  silent: 'No sound: please watch the screen',
  offline: 'The hall cannot be reached: numbers may be old, listen to staff',
};

export const boardTexts: Readonly<Record<Language, BoardTexts>> = { zh, en };
