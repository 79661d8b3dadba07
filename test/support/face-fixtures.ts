/** Views of every kind of screen, as a station would send them; synthetic people only. */
import type { FaceView, Option, Screen } from '#contracts/face-view.ts';
import { proofScreens } from '#test/support/proof-fixtures.ts';

const plain = (text: string) => ({ zh: text, en: text });

const businesses: readonly Option[] = [
  {
    id: 'ticket:pension',
    label: { zh: '养老保险', en: 'Pension insurance' },
    detail: { zh: '3 人等候', en: '3 people waiting' },
    enabled: true,
  },
  {
    id: 'ticket:medical',
    label: { zh: '医疗保险', en: 'Medical insurance' },
    detail: { zh: '12 人等候', en: '12 people waiting' },
    enabled: true,
  },
  {
    id: 'ticket:card',
    label: { zh: '社保卡业务', en: 'Social-security card' },
    detail: { zh: '无需等候', en: 'Nobody waiting' },
    enabled: true,
  },
  {
    id: 'ticket:employment',
    label: { zh: '就业服务', en: 'Employment' },
    detail: { zh: '5 人等候', en: '5 people waiting' },
    enabled: true,
  },
  {
    id: 'ticket:injury',
    label: { zh: '工伤认定', en: 'Work injury' },
    detail: { zh: '13:30 开始取号', en: 'Numbers from 13:30' },
    enabled: false,
  },
  {
    id: 'ticket:talent',
    label: { zh: '人才引进', en: 'Talent service' },
    detail: { zh: '1 人等候', en: '1 person waiting' },
    enabled: true,
  },
];

const idleOptions: readonly Option[] = [
  {
    id: 'ticket:pension',
    label: { zh: '社保咨询', en: 'Social insurance' },
    detail: { zh: '3 人等候', en: '3 waiting' },
    enabled: true,
  },
  {
    id: 'ticket:medical',
    label: { zh: '医疗保障', en: 'Medical insurance' },
    detail: { zh: '无人等候', en: 'Nobody waiting' },
    enabled: true,
  },
  {
    id: 'ticket:employment',
    label: { zh: '就业服务', en: 'Employment services' },
    detail: { zh: '1 人等候', en: '1 waiting' },
    enabled: true,
  },
  { id: 'information:notices', label: { zh: '通告', en: 'Notices' }, detail: null, enabled: true },
  {
    id: 'information:questions',
    label: { zh: '政策问答', en: 'Questions and answers' },
    detail: null,
    enabled: true,
  },
];

const allWays = ['social-security-card', 'identity-card', 'code'] as const;

/** By name, since a kind may be worth several looks. */
export const kioskScreens: Readonly<Record<string, Screen>> = {
  idle: { kind: 'idle', options: idleOptions, accepts: allWays },
  'idle-without-readers': { kind: 'idle', options: idleOptions, accepts: [] },
  'reading-card': { kind: 'reading', credential: 'social-security-card' },
  'reading-identity-card': { kind: 'reading', credential: 'identity-card' },
  'reading-code': { kind: 'reading', credential: 'code' },
  identifying: { kind: 'identifying', credential: 'social-security-card' },
  menu: {
    kind: 'choices',
    greeting: '张*',
    title: { zh: '请选择要办的事', en: 'What would you like to do?' },
    notes: [],
    options: [
      {
        id: 'ticket:new',
        label: { zh: '取号排队', en: 'Take a number' },
        detail: { zh: '65 岁以上优先', en: 'Priority from 65 years' },
        enabled: true,
      },
      { id: 'information:notices', label: { zh: '通知公告', en: 'Notices' }, detail: null, enabled: true },
      {
        id: 'information:questions',
        label: { zh: '政策问答', en: 'Questions and answers' },
        detail: null,
        enabled: true,
      },
    ],
    back: false,
  },
  businesses: {
    kind: 'choices',
    greeting: '张*',
    title: { zh: '办哪一项业务？', en: 'Which business?' },
    notes: [
      {
        zh: '系统暂时连不上，现在取的号不含您的信息',
        en: 'The system cannot be reached; this number will not carry your details',
      },
    ],
    options: businesses,
    back: true,
  },
  'many-businesses': {
    kind: 'choices',
    greeting: null,
    title: { zh: '办哪一项业务？', en: 'Which business?' },
    notes: [],
    options: [...businesses, ...businesses, ...businesses, ...businesses].map((option, index) => ({
      ...option,
      id: `${option.id}-${index}`,
    })),
    back: true,
  },
  'no-choices': {
    kind: 'choices',
    greeting: '张*',
    title: { zh: '请选择要办的事', en: 'What would you like to do?' },
    notes: [],
    options: [],
    back: false,
  },
  summary: {
    kind: 'summary',
    title: { zh: '领取待遇资格认证', en: 'Proof of entitlement' },
    rows: [
      { label: { zh: '姓名', en: 'Name' }, value: plain('张*') },
      { label: { zh: '证件', en: 'Credential' }, value: { zh: '社会保障卡', en: 'Social-security card' } },
      {
        label: { zh: '业务', en: 'Business' },
        value: { zh: '养老保险待遇资格认证', en: 'Pension entitlement' },
      },
    ],
    confirm: { zh: '没有问题，提交', en: 'That is right, send it' },
    back: true,
  },
  'working-number': { kind: 'working', act: 'number', title: { zh: '正在取号', en: 'Getting your number' } },
  'working-print': {
    kind: 'working',
    act: 'print',
    title: { zh: '正在打印号票', en: 'Printing your ticket' },
  },
  result: {
    kind: 'result',
    title: { zh: '您的号码', en: 'Your number' },
    big: 'A012',
    rows: [
      { label: { zh: '业务', en: 'Business' }, value: { zh: '养老保险', en: 'Pension insurance' } },
      { label: { zh: '前面等候', en: 'Before you' }, value: { zh: '3 人', en: '3 people' } },
    ],
    notes: [{ zh: '叫到号时会显示窗口，也会广播', en: 'Your number and window will be shown and called' }],
    trouble: null,
    qr: 'https://hall.example/t/7f3k9q2m',
    options: [
      {
        id: 'ticket:another',
        label: { zh: '再办一件', en: 'Do something else' },
        detail: null,
        enabled: true,
      },
    ],
  },
  'result-not-printed': {
    kind: 'result',
    title: { zh: '您的号码', en: 'Your number' },
    big: 'A012',
    rows: [{ label: { zh: '前面等候', en: 'Before you' }, value: { zh: '3 人', en: '3 people' } }],
    notes: [],
    trouble: { card: 'print-failed', code: 'printer-paper-out' },
    qr: 'https://hall.example/t/7f3k9q2m',
    options: [
      {
        id: 'ticket:reprint',
        label: { zh: '再打印一次', en: 'Print it again' },
        detail: null,
        enabled: true,
      },
    ],
  },
  notices: {
    kind: 'reading-matter',
    title: { zh: '通知公告', en: 'Notices' },
    items: [
      {
        heading: { zh: '国庆期间办理时间', en: 'Opening hours in the national holiday' },
        body: {
          zh: '10 月 1 日至 7 日大厅休息，自助机照常服务。急事请打 12333。',
          en: 'The hall is closed from 1 to 7 October; the machines keep working. In urgent cases call 12333.',
        },
      },
      {
        heading: { zh: '第三代社保卡换发', en: 'Third-generation cards' },
        body: {
          zh: '请带身份证和旧卡到 3 号窗口，当场可以拿到新卡。旧卡里的钱会一起转过去，养老金照常发放。',
          en: 'Bring your identity card and the old card to window 3; the new card is made at once. Money on the old card moves along and pensions are paid as before.',
        },
      },
      {
        heading: { zh: '谨防冒充社保的诈骗电话', en: 'Beware of calls that pretend to be from us' },
        body: {
          zh: '我们不会打电话要您的密码，也不会让您转账。',
          en: 'We never ask for your password by telephone and never ask you to transfer money.',
        },
      },
    ],
  },
  error: {
    kind: 'error',
    credential: 'social-security-card',
    card: 'card-too-early',
    code: 'card-removed',
    options: [{ id: 'back', label: { zh: '结束', en: 'Finish' }, detail: null, enabled: true }],
  },
  'error-with-options': {
    kind: 'error',
    credential: 'code',
    card: 'platform-away',
    code: 'platform-unreachable',
    options: [
      { id: 'menu', label: { zh: '选择其他业务', en: 'Choose something else' }, detail: null, enabled: true },
      { id: 'back', label: { zh: '结束', en: 'Finish' }, detail: null, enabled: true },
    ],
  },
  ...proofScreens,
  'goodbye-card': { kind: 'goodbye', cardIn: true },
  goodbye: { kind: 'goodbye', cardIn: false },
};

export const gateScreens: Readonly<Record<string, Screen>> = {
  ready: {
    kind: 'gate',
    sign: 'ready',
    direction: 'in',
    text: { zh: '请刷卡或扫码', en: 'Card or code, please' },
  },
  reading: { kind: 'gate', sign: 'reading', direction: 'in', text: { zh: '正在读取', en: 'Reading' } },
  pass: { kind: 'gate', sign: 'pass', direction: 'in', text: { zh: '请通行', en: 'Please pass' } },
  desk: {
    kind: 'gate',
    sign: 'desk',
    direction: 'in',
    text: { zh: '请到服务台', en: 'Please go to the desk' },
  },
  emergency: {
    kind: 'gate',
    sign: 'emergency',
    direction: 'in',
    text: { zh: '紧急放行，请通过', en: 'Emergency: please pass' },
  },
  again: {
    kind: 'gate',
    sign: 'again',
    direction: 'in',
    text: { zh: '请再刷一次', en: 'Once more, please' },
  },
};

export function faceView(screen: Screen, change: Partial<FaceView> = {}): FaceView {
  return {
    face: 'kiosk',
    page: screen.kind === 'gate' ? 'gate' : 'kiosk',
    hall: { zh: '渝中区人力社保服务大厅', en: 'Yuzhong Social Security Hall' },
    timeZone: 'Asia/Shanghai',
    revision: 1,
    language: 'zh',
    elderMode: false,
    seatedMode: false,
    volume: 2,
    textStep: 0,
    pixelsPerMm: 3.2,
    lowerEdgeMm: 800,
    wedgeGapMs: 50,
    platform: 'reachable',
    troubles: [],
    help: 'none',
    idleWarning: null,
    identified: false,
    screen,
    ...change,
  };
}

export function screenOf(screens: Readonly<Record<string, Screen>>, name: string): Screen {
  const screen = screens[name];
  if (screen === undefined) throw new Error(`no fixture ${name}`);
  return screen;
}
