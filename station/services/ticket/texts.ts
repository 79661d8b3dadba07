/** What the ticket scene says. */
import type { Text } from '#contracts/text.ts';

export const texts = {
  giving: { zh: '正在取号', en: 'Getting your number' },
  yours: { zh: '您的号码', en: 'Your number' },
  yoursAlready: { zh: '您今天已经取过号', en: 'You already have a number today' },
  business: { zh: '办理业务', en: 'Business' },
  printing: { zh: '正在打印号票，请稍候', en: 'Your ticket is being printed' },
  takeIt: { zh: '请取走号票，留意叫号', en: 'Please take your ticket and wait to be called' },
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
} as const satisfies Record<string, Text | Record<string, Text>>;
