/** Views of an authentication's screens, as a station would send them; synthetic people only. */
import type { Option, Screen } from '#contracts/face-view.ts';

const otherWays: readonly Option[] = [
  { id: 'other-ways', label: { zh: '换一种方式', en: 'Another way' }, detail: null, enabled: true },
  { id: 'finish', label: { zh: '结束', en: 'Finish' }, detail: null, enabled: true },
];

const faceTitle = { zh: '刷脸认证', en: 'Authentication by face' };
const fingerTitle = { zh: '指纹认证', en: 'Authentication by fingerprint' };

function faceCapture(
  attempt: string,
  change: Pick<Extract<Screen, { kind: 'face-capture' }>, 'prompt' | 'text' | 'done' | 'steps'>,
): Screen {
  return { kind: 'face-capture', attempt, title: faceTitle, picture: null, options: otherWays, ...change };
}

export const proofScreens: Readonly<Record<string, Screen>> = {
  ways: {
    kind: 'choices',
    greeting: '张*',
    title: { zh: '用哪种方式认证？', en: 'How would you like to be authenticated?' },
    notes: [],
    options: [
      {
        id: 'face',
        label: { zh: '刷脸', en: 'Face' },
        detail: { zh: '看着摄像头，约一分钟', en: 'Look at the camera, about a minute' },
        drawing: 'face',
        enabled: true,
      },
      {
        id: 'fingerprint',
        label: { zh: '指纹', en: 'Fingerprint' },
        detail: { zh: '您还没有登记指纹', en: 'No finger of yours is on file' },
        drawing: 'fingerprint',
        enabled: false,
      },
      {
        id: 'staff',
        label: { zh: '工作人员协助', en: 'With a member of staff' },
        detail: { zh: '当面看一眼就行', en: 'They confirm it by sight' },
        drawing: 'staff',
        enabled: true,
      },
      {
        id: 'home-visit',
        label: { zh: '预约上门', en: 'Home visit' },
        detail: { zh: '有人到家里来办', en: 'Somebody comes to your home' },
        drawing: 'home-visit',
        enabled: true,
      },
    ],
    back: true,
  },
  'consent-face': {
    kind: 'consent',
    takes: 'face',
    title: { zh: '刷脸前请看一下', en: 'Before your face is taken' },
    rows: [
      {
        label: { zh: '拍什么', en: 'What is taken' },
        value: { zh: '您的脸，约一分钟；不录声音', en: 'Your face, for about a minute; no sound' },
      },
      {
        label: { zh: '做什么用', en: 'What for' },
        value: {
          zh: '只用来确认您本人健在，继续发放待遇',
          en: 'Only to see that you are you and alive, so that your benefit goes on',
        },
      },
      {
        label: { zh: '送到哪里', en: 'Where it goes' },
        value: { zh: '加密后送市人社局，不给别人', en: 'Encrypted, to the city’s office and nobody else' },
      },
      {
        label: { zh: '保存多久', en: 'How long it stays' },
        value: {
          zh: '机器上不留；送到后立即删除',
          en: 'Not on this machine: deleted as soon as it has arrived',
        },
      },
    ],
    agree: { zh: '同意，开始刷脸', en: 'I agree, begin' },
    refuse: { zh: '不同意，换一种方式', en: 'I do not; another way' },
  },
  'consent-finger': {
    kind: 'consent',
    takes: 'fingerprint',
    title: { zh: '按指纹前请看一下', en: 'Before your fingerprint is taken' },
    rows: [
      { label: { zh: '采什么', en: 'What is taken' }, value: { zh: '一枚指纹', en: 'One fingerprint' } },
      {
        label: { zh: '做什么用', en: 'What for' },
        value: { zh: '和您登记的指纹比对', en: 'To be compared with the one you have on file' },
      },
      {
        label: { zh: '送到哪里', en: 'Where it goes' },
        value: { zh: '哪里也不送，就在机器上比对', en: 'Nowhere: it is compared in this machine' },
      },
      {
        label: { zh: '保存多久', en: 'How long it stays' },
        value: { zh: '比对完立即删除', en: 'Deleted as soon as it was compared' },
      },
    ],
    agree: { zh: '同意，开始按指纹', en: 'I agree, begin' },
    refuse: { zh: '不同意，换一种方式', en: 'I do not; another way' },
  },
  'face-starting': faceCapture('starting', {
    prompt: 'starting',
    text: { zh: '摄像头正在打开', en: 'The camera is being opened' },
    done: 0,
    steps: 3,
  }),
  'face-nearer': faceCapture('nearer', {
    prompt: 'nearer',
    text: { zh: '请靠近一点', en: 'Come a little nearer' },
    done: 0,
    steps: 3,
  }),
  'face-one-person': faceCapture('one-person', {
    prompt: 'one-person',
    text: {
      zh: '请旁边的人退后，画面里只留您一个人',
      en: 'Please let the other person step back; only you in the picture',
    },
    done: 0,
    steps: 3,
  }),
  'face-open-mouth': faceCapture('open-mouth', {
    prompt: 'open-mouth',
    text: { zh: '请张一下嘴', en: 'Open your mouth' },
    done: 1,
    steps: 3,
  }),
  'face-checking': faceCapture('checking', {
    prompt: 'checking',
    text: { zh: '正在核对，请稍候', en: 'Checking, one moment' },
    done: 3,
    steps: 3,
  }),
  'finger-place': {
    kind: 'finger-capture',
    title: fingerTitle,
    prompt: 'place',
    text: { zh: '请把手指平放在指纹仪上', en: 'Lay your finger flat on the reader' },
    options: otherWays,
  },
  'finger-clean': {
    kind: 'finger-capture',
    title: fingerTitle,
    prompt: 'again-clean',
    text: {
      zh: '没有看清，请擦一擦手指再放一次',
      en: 'It was not clear; please wipe your finger and lay it down again',
    },
    options: otherWays,
  },
  'present-staff-card': {
    kind: 'present-card',
    title: { zh: '请工作人员刷自己的卡', en: 'A member of staff, please present your card' },
    detail: { zh: '您在这里等就好，已经通知工作人员', en: 'Please wait here; staff have been told' },
    accepts: ['social-security-card', 'identity-card'],
    back: true,
  },
  'keypad-empty': {
    kind: 'keypad',
    title: { zh: '请输入联系电话', en: 'Your telephone number, please' },
    entered: '',
    complete: false,
    confirm: { zh: '就是这个号码', en: 'This is the number' },
    options: [{ id: 'back', label: { zh: '上一步', en: 'Back' }, detail: null, enabled: true }],
  },
  'keypad-complete': {
    kind: 'keypad',
    title: { zh: '请输入联系电话', en: 'Your telephone number, please' },
    entered: '138 0000 0000',
    complete: true,
    confirm: { zh: '就是这个号码', en: 'This is the number' },
    options: [{ id: 'back', label: { zh: '上一步', en: 'Back' }, detail: null, enabled: true }],
  },
};
