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
  waiting: (count: number) => `${count} 人`,
  closed: '现在不取号',
  notices: '通告',
  again: '再次叫号',
  resting: '今天的业务已经办完',
  touchForSound: '点这里打开叫号声音',
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
  waiting: (count) => String(count),
  closed: 'No numbers now',
  notices: 'Notices',
  again: 'called again',
  resting: 'Closed for today',
  touchForSound: 'Touch here to turn the sound on',
  silent: 'No sound at the moment, please watch the screen',
  offline: 'The hall cannot be reached; numbers here may be out of date. Please listen to staff.',
};

export const boardTexts: Readonly<Record<Language, BoardTexts>> = { zh, en };
