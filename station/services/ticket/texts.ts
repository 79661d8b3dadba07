/** What the ticket scene says. */
import type { Text } from '#contracts/text.ts';

export const texts = {
  giving: { zh: '正在取号', en: 'Getting your number' },
  yours: { zh: '您的号码', en: 'Your number' },
  yoursAlready: { zh: '您今天已经取过号', en: 'You already have a number today' },
  business: { zh: '办理业务', en: 'Business' },
  queue: { zh: '排队', en: 'Queue' },
  printing: { zh: '正在打印号票，请稍候', en: 'Your ticket is being printed' },
  takeIt: { zh: '请取走号票，留意叫号', en: 'Please take your ticket and wait to be called' },
  waiting: (people: number, minutes: number) => ({
    zh: `${people} 人等候，约 ${minutes} 分钟`,
    en: `${people} waiting, about ${minutes} min`,
  }),
  noWait: { zh: '现在没有人等候', en: 'Nobody is waiting' },
  ahead: (people: number, minutes: number) => ({
    zh: `前面还有 ${people} 人，约 ${minutes} 分钟`,
    en: `${people} before you, about ${minutes} min`,
  }),
  youAreNext: { zh: '前面没有人了，请留意叫号', en: 'You are next; please wait to be called' },
  // U+2060, WORD JOINER: no line ends within the time.
  appointment: (from: string, to: string) => ({
    zh: `您预约了今天 ${from}\u2060–\u2060${to}，点这里取号`,
    en: `Your appointment is today ${from}\u2060–\u2060${to}: touch here for its number`,
  }),
  followOnPhone: { zh: '扫码看排队进度', en: 'Scan to follow the queue' },
  withoutServer: {
    zh: '暂时连不上大厅系统，这个号一样有效',
    en: 'The hall cannot be reached at present; this number is valid all the same',
  },
  closed: { zh: '现在不取号', en: 'Closed now' },
  unavailable: { zh: '暂时不能取号', en: 'Not available at present' },
  priority: {
    elderly: { zh: '您是老年人，已为您优先排号', en: 'Priority for older people has been given' },
    disabled: { zh: '已为您优先排号', en: 'Priority has been given' },
  },
  options: {
    reprint: { zh: '再打印一张', en: 'Print again' },
    menu: { zh: '再办一项', en: 'Another business' },
  },
} as const satisfies Record<string, Text | Record<string, Text> | ((...values: never[]) => Text)>;
