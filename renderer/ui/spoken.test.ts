import { describe, expect, it } from '@jest/globals';

import { errorCardIds, errorCards } from '#contracts/error-cards.ts';
import type { Screen } from '#contracts/face-view.ts';
import { languages } from '#contracts/text.ts';
import { spokenChange, spokenNumber, spokenText } from './spoken.ts';

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
    zh: '张*，您好。办哪一项业务？请选择：取号，3 人等候。',
    en: 'Hello, 张*. Which business? Please choose: Take a number, 3 waiting.',
  },
  'answers of a word each': {
    screen: {
      kind: 'choices',
      greeting: null,
      title: { zh: '办哪一项业务？', en: 'Which business?' },
      notes: [],
      options: [
        { ...option, detail: null, enabled: true },
        { ...option, id: 'y', label: { zh: '工伤', en: 'Injury' }, detail: null, enabled: true },
      ],
      back: true,
    },
    zh: '办哪一项业务？请选择：取号、工伤。',
    en: 'Which business? Please choose: Take a number or Injury.',
  },
  'an appointment and waits, for whoever cannot read them below the names': {
    screen: {
      kind: 'choices',
      greeting: null,
      title: { zh: '办哪一项业务？', en: 'Which business?' },
      notes: [],
      options: [
        {
          id: 'card',
          label: { zh: '社保卡补换', en: 'Card replacement' },
          detail: {
            zh: '您预约了今天 09:00–09:30，点这里取号',
            en: 'Your appointment is today 09:00–09:30: touch here for its number',
          },
          enabled: true,
        },
        { ...option, enabled: true },
      ],
      back: true,
    },
    zh: '办哪一项业务？请选择：社保卡补换，您预约了今天 09:00 到 09:30，点这里取号；取号，3 人等候。',
    en: 'Which business? Please choose: Card replacement, Your appointment is today 09:00 to 09:30: touch here for its number; Take a number, 3 waiting.',
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
  'a result whose code leads to the place in the queue': {
    screen: {
      kind: 'result',
      title: { zh: '您的号码', en: 'Your number' },
      big: 'A012',
      rows: [],
      notes: [],
      trouble: null,
      qr: 'https://hall.example/phone/#ticket=x',
      options: [],
    },
    zh: '您的号码。您的号码是，A 零一二。用手机扫码，看排到哪里。',
    en: 'Your number. Your number is A zero one two. Scan the code with your phone to see your place in the queue.',
  },
  'a card that is still in': {
    screen: { kind: 'goodbye', cardIn: true },
    zh: '请取回您的卡片。',
    en: 'Please take your card.',
  },
  'a consent, with both answers': {
    screen: {
      kind: 'consent',
      takes: 'face',
      title: { zh: '刷脸前请看一下', en: 'Before your face is taken' },
      rows: [{ label: { zh: '拍什么', en: 'What is taken' }, value: { zh: '您的脸', en: 'Your face' } }],
      agree: { zh: '同意', en: 'I agree' },
      refuse: { zh: '不同意', en: 'I do not' },
    },
    zh: '刷脸前请看一下。拍什么 您的脸。请选择：同意、不同意。',
    en: 'Before your face is taken. What is taken Your face. Please choose: I agree or I do not.',
  },
  "somebody else's card": {
    screen: {
      kind: 'present-card',
      title: { zh: '请工作人员刷卡', en: 'Staff, your card please' },
      detail: { zh: '您在这里等就好', en: 'Please wait here' },
      accepts: ['identity-card'],
      back: true,
    },
    zh: '请工作人员刷卡。您在这里等就好。',
    en: 'Staff, your card please. Please wait here.',
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

describe('what is said when a screen goes on', () => {
  const face = (prompt: 'nearer' | 'blink', done = 0): Screen => ({
    kind: 'face-capture',
    attempt: 'a',
    title: { zh: '刷脸认证', en: 'By face' },
    prompt,
    text: prompt === 'nearer' ? { zh: '请靠近', en: 'Nearer' } : { zh: '请眨眼', en: 'Blink' },
    done,
    steps: 2,
    picture: null,
    options: [],
  });
  const keypad = (entered: string, complete = false): Screen => ({
    kind: 'keypad',
    title: { zh: '联系电话', en: 'Telephone' },
    entered,
    complete,
    confirm: { zh: '就是它', en: 'That is it' },
    options: [],
  });

  it.each<[string, Screen, Screen, string, string]>([
    ['a capture begins', keypad(''), face('nearer'), '刷脸认证。请靠近。', 'By face. Nearer.'],
    ['another prompt', face('nearer'), face('blink'), '请眨眼。', 'Blink.'],
    ['the same prompt for the next step', face('blink'), face('blink', 1), '请眨眼。', 'Blink.'],
    ['a keypad comes', face('blink'), keypad(''), '联系电话。', 'Telephone.'],
    ['a digit', keypad('138 0'), keypad('138 00'), '零。', 'zero.'],
    ['a digit before a blank', keypad('13'), keypad('138 '), '八。', 'eight.'],
    ['one digit less', keypad('138'), keypad('13'), '删除一位。', 'Erased.'],
    [
      'the last digit',
      keypad('1380013800'),
      keypad('13800138005', true),
      '五。没有问题，请按“就是它”。',
      'five. If it is right, press “That is it”.',
    ],
  ])('%s', (_name, before, now, zh, en) => {
    expect(spokenChange(before, now, 'zh')).toBe(zh);
    expect(spokenChange(before, now, 'en')).toBe(en);
  });

  it('a keypad that comes filled is read sign by sign', () => {
    expect(spokenText(keypad('138 0', true), 'zh')).toBe('联系电话。一三八零。没有问题，请按“就是它”。');
  });
});
