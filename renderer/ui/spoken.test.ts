import { describe, expect, it } from '@jest/globals';

import { errorCardIds, errorCards } from '#contracts/error-cards.ts';
import type { Screen } from '#contracts/face-view.ts';
import { languages } from '#contracts/text.ts';
import { spokenNumber, spokenText } from './spoken.ts';

describe('a number is said sign by sign', () => {
  it.each([
    ['A012', 'zh', 'A 零一二'],
    ['A012', 'en', 'A zero one two'],
    ['AB1009', 'zh', 'A B 一零零九'],
    ['AB1009', 'en', 'A B one zero zero nine'],
  ] as const)('%s in %s', (number, language, said) => {
    expect(spokenNumber(number, language)).toBe(said);
  });
});

const option = {
  id: 'x',
  label: { zh: '取号', en: 'Take a number' },
  detail: { zh: '3 人等候', en: '3 waiting' },
};
const screens: Readonly<Record<string, { screen: Screen; zh: string; en: string }>> = {
  'what this machine takes': {
    screen: { kind: 'idle', options: [], accepts: ['social-security-card', 'identity-card', 'code'] },
    zh: '请刷社会保障卡、身份证，或扫描渝快码 / 电子社保卡。',
    en: 'Present your social-security card or identity card, or scan your Yukuai code / electronic card.',
  },
  'only the code is left': {
    screen: { kind: 'idle', options: [], accepts: ['code'] },
    zh: '请扫描渝快码 / 电子社保卡。',
    en: 'Scan your Yukuai code / electronic social-security card.',
  },
  'nothing is left': {
    screen: { kind: 'idle', options: [], accepts: [] },
    zh: '这台机器暂时不能刷卡或扫码。',
    en: 'This machine cannot take cards or codes at present.',
  },
  'a question, without its closed answers': {
    screen: {
      kind: 'choices',
      greeting: '张*',
      title: { zh: '办哪一项业务？', en: 'Which business?' },
      notes: [],
      options: [
        { ...option, enabled: true },
        { ...option, id: 'y', label: { zh: '工伤', en: 'Injury' }, enabled: false },
      ],
      back: true,
    },
    zh: '张*，您好。办哪一项业务？请选择：取号。',
    en: 'Hello, 张*. Which business? Please choose: Take a number.',
  },
  'a result that was not printed': {
    screen: {
      kind: 'result',
      title: { zh: '您的号码', en: 'Your number' },
      big: 'A012',
      rows: [{ label: { zh: '前面等候', en: 'Ahead of you' }, value: { zh: '3 人', en: '3 people' } }],
      notes: [],
      trouble: { card: 'print-failed', code: 'printer-paper-out' },
      qr: null,
      options: [],
    },
    zh: '您的号码。您的号码是，A 零一二。号票没有打印出来。请记住或拍下屏幕上的号码；工作人员可以补打。您的号有效，排队不受影响。前面等候 3 人。',
    en: 'Your number. Your number is A zero one two. The ticket was not printed. Please remember the number or take a photograph; staff can print it again. Your number is valid and keeps its place. Ahead of you 3 people.',
  },
  'a card that is still in': {
    screen: { kind: 'goodbye', cardIn: true },
    zh: '请取回您的卡片。',
    en: 'Please take your card.',
  },
  "a gate's sign": {
    screen: { kind: 'gate', sign: 'pass', direction: 'in', text: { zh: '请通行', en: 'Please pass' } },
    zh: '请通行。',
    en: 'Please pass.',
  },
};

describe('the spoken form of a screen', () => {
  it.each(Object.entries(screens))('%s', (_name, { screen, zh, en }) => {
    expect(spokenText(screen, 'zh')).toBe(zh);
    expect(spokenText(screen, 'en')).toBe(en);
  });

  it.each(errorCardIds)('error card %s says what happened, what to do and what stays safe', (card) => {
    for (const language of languages) {
      const said = spokenText(
        { kind: 'error', card, code: 'timeout', credential: null, options: [] },
        language,
      );
      for (const part of Object.values(errorCards[card][language])) expect(said).toContain(part);
      expect(said).not.toContain('timeout');
    }
  });
});
