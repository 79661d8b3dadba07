/**
 * What a citizen reads when something failed: what happened, what to do, what stays safe.
 * The compiler asks for every card in every language; `failures.ts` maps every failure to one card.
 */
import type { Language } from './text.ts';

export interface ErrorCard {
  readonly what: string;
  readonly todo: string;
  readonly safe: string;
}

export const errorCardIds = [
  'card-too-early',
  'card-again',
  'card-unreadable',
  'card-expired',
  'card-state',
  'not-our-card',
  'identity-card-expired',
  'code-again',
  'code-unknown',
  'gate-desk',
  'gate-not-used',
  'gate-emergency',
  'print-failed',
  'device-down',
  'person-unknown',
  'person-record',
  'service-not-allowed',
  'platform-away',
  'business-closed',
  'number-unavailable',
  'face-not-matched',
  'face-not-live',
  'face-several',
  'face-not-seen',
  'camera-down',
  'finger-not-matched',
  'finger-unreadable',
  'finger-down',
  'not-enrolled',
  'attempt-too-soon',
  'staff-unknown',
  'staff-self',
  'proxy-refused',
  'qualification-refused',
  'qualification-away',
  'not-saved',
  'receipt-failed',
  'try-again',
] as const;
export type ErrorCardId = (typeof errorCardIds)[number];

export const errorCards: Readonly<Record<ErrorCardId, Readonly<Record<Language, ErrorCard>>>> = {
  'card-too-early': {
    zh: { what: '卡取走早了', todo: '请再放一次，听到提示后再取卡', safe: '卡里的内容没有改动' },
    en: {
      what: 'The card was taken out too early',
      todo: 'Please put it in again and wait until you are told to take it',
      safe: 'Nothing on your card was changed',
    },
  },
  'card-again': {
    zh: {
      what: '没有读到卡',
      todo: '请看清图示方向，再放一次；也可以扫渝快码',
      safe: '您的卡没有损坏，什么也没有改动',
    },
    en: {
      what: 'The card could not be read',
      todo: 'Please look at the drawing and put it in again, or scan your code',
      safe: 'Your card is not harmed and nothing was changed',
    },
  },
  'card-unreadable': {
    zh: {
      what: '这张卡的内容读不全',
      todo: '请改用身份证或渝快码；窗口可以为您补换卡',
      safe: '您的待遇照常发放，不受影响',
    },
    en: {
      what: 'This card cannot be read completely',
      todo: 'Please use your identity card or a code; a window can replace the card',
      safe: 'Your benefits are paid as before',
    },
  },
  'card-expired': {
    zh: {
      what: '这张社会保障卡过了有效期',
      todo: '请改用身份证，或到窗口换卡',
      safe: '养老金继续发到原来的账户',
    },
    en: {
      what: 'This social-security card has expired',
      todo: 'Please use your identity card, or have the card replaced at a window',
      safe: 'Your pension is still paid to the same account',
    },
  },
  'card-state': {
    zh: {
      what: '这张卡现在不能使用',
      todo: '请到窗口，工作人员会帮您办理',
      safe: '待遇继续发放，卡里的钱不受影响',
    },
    en: {
      what: 'This card cannot be used at present',
      todo: 'Please go to a window; staff will help you',
      safe: 'Your benefits and the money in your account are not affected',
    },
  },
  'not-our-card': {
    zh: {
      what: '这里不认这张卡',
      todo: '请用社会保障卡、身份证，或扫渝快码',
      safe: '没有读取这张卡里的任何内容',
    },
    en: {
      what: 'This card is not accepted here',
      todo: 'Please use a social-security card, an identity card or a code',
      safe: 'Nothing on this card was kept',
    },
  },
  'identity-card-expired': {
    zh: { what: '身份证过了有效期', todo: '请改用社会保障卡，或到窗口', safe: '您的待遇照常发放' },
    en: {
      what: 'The identity card has expired',
      todo: 'Please use your social-security card, or go to a window',
      safe: 'Your benefits are paid as before',
    },
  },
  'code-again': {
    zh: {
      what: '这个码没有通过',
      todo: '请刷新手机上的码，调亮屏幕再扫一次',
      safe: '机器没有留下这个码，什么也没有改动',
    },
    en: {
      what: 'The code was not accepted',
      todo: 'Please refresh the code, make the screen brighter and scan again',
      safe: 'The machine kept nothing of the code, and nothing was changed',
    },
  },
  'code-unknown': {
    zh: {
      what: '这不是渝快码或电子社保卡',
      todo: '请在手机上打开渝快码或电子社保卡再扫',
      safe: '扫到的内容没有发送，也没有保存',
    },
    en: {
      what: 'This is not a Yukuai code or an electronic social-security card',
      todo: 'Please open one of them on your phone and scan it',
      safe: 'What was scanned was neither sent nor kept',
    },
  },
  'gate-desk': {
    zh: { what: '闸机现在打不开', todo: '请到服务台，工作人员为您放行', safe: '您没有错过号，排队不受影响' },
    en: {
      what: 'The gate cannot open at present',
      todo: 'Please go to the service desk; staff will let you in',
      safe: 'You do not lose your place in any queue',
    },
  },
  'gate-not-used': {
    zh: {
      what: '闸机等了一会儿，已经关上',
      todo: '请再刷一次，门开后请直接走过',
      safe: '这一次没有记为通行',
    },
    en: {
      what: 'The gate waited and has closed again',
      todo: 'Please present your card again and walk straight through',
      safe: 'This was not counted as a passage',
    },
  },
  'gate-emergency': {
    zh: { what: '闸机处于紧急放行', todo: '请听从工作人员指引通行', safe: '通道是打开的' },
    en: {
      what: 'The gate is in emergency release',
      todo: 'Please follow the staff',
      safe: 'The way is open',
    },
  },
  'print-failed': {
    zh: {
      what: '号票没有打印出来',
      todo: '请记住或拍下屏幕上的号码；工作人员可以补打',
      safe: '您的号有效，排队不受影响',
    },
    en: {
      what: 'The ticket was not printed',
      todo: 'Please remember the number or take a photograph; staff can print it again',
      safe: 'Your number is valid and keeps its place',
    },
  },
  'device-down': {
    zh: {
      what: '这台设备暂时不能用',
      todo: '请换一种方式，或到旁边的机器；也可以按求助',
      safe: '您的信息没有留下，什么也没有改动',
    },
    en: {
      what: 'This device is out of use at present',
      todo: 'Please use another way or the next machine, or press Help',
      safe: 'Nothing of yours was kept or changed',
    },
  },
  'person-unknown': {
    zh: { what: '没有查到您的信息', todo: '请到窗口核实，或换一种证件再试', safe: '您的待遇不受影响' },
    en: {
      what: 'Your record was not found',
      todo: 'Please have it checked at a window, or try another credential',
      safe: 'Your benefits are not affected',
    },
  },
  'person-record': {
    zh: { what: '您的信息需要核实', todo: '请到窗口，工作人员当面为您核实', safe: '核实之后该发的都会补发' },
    en: {
      what: 'Your record needs to be checked',
      todo: 'Please go to a window; staff will check it with you',
      safe: 'Whatever is due to you will be paid',
    },
  },
  'service-not-allowed': {
    zh: { what: '这项服务不能在这里办理', todo: '请到窗口，或按求助', safe: '什么也没有改动' },
    en: {
      what: 'This service is not available here',
      todo: 'Please go to a window, or press Help',
      safe: 'Nothing was changed',
    },
  },
  'platform-away': {
    zh: { what: '暂时连不上系统', todo: '请稍候再试，或到窗口办理', safe: '您的信息没有改动，待遇照常发放' },
    en: {
      what: 'The system cannot be reached at present',
      todo: 'Please try again in a moment, or go to a window',
      safe: 'Nothing was changed and your benefits are paid as before',
    },
  },
  'business-closed': {
    zh: { what: '这项业务现在不取号', todo: '请选择其他业务，或看大厅的办理时间', safe: '您可以随时再来' },
    en: {
      what: 'No numbers are given for this business now',
      todo: 'Please choose another one or look at the opening hours',
      safe: 'You can come back at any time',
    },
  },
  'number-unavailable': {
    zh: { what: '暂时不能取号', todo: '请到服务台，工作人员为您安排', safe: '已经取到的号都有效' },
    en: {
      what: 'Numbers cannot be given at present',
      todo: 'Please go to the service desk',
      safe: 'Numbers already given stay valid',
    },
  },
  'face-not-matched': {
    zh: {
      what: '这次没有认出是您本人',
      todo: '请换一种方式，或过一会儿再试；登记的照片旧了也会认不出',
      safe: '不影响您本月的待遇',
    },
    en: {
      what: 'This time you were not recognised',
      todo: 'Please choose another way, or try again a little later; an old photograph on file can be the cause',
      safe: 'This month’s benefit is not touched',
    },
  },
  'face-not-live': {
    zh: {
      what: '没有看清您做的动作',
      todo: '请换一种方式，或过一会儿再试，动作慢一点',
      safe: '不影响您本月的待遇',
    },
    en: {
      what: 'Your movements could not be seen clearly',
      todo: 'Please choose another way, or try again a little later, more slowly',
      safe: 'This month’s benefit is not touched',
    },
  },
  'face-several': {
    zh: {
      what: '画面里有两个人',
      todo: '请让旁边的人退后一步，您一个人面对屏幕再试',
      safe: '不影响您本月的待遇',
    },
    en: {
      what: 'There are two people in the picture',
      todo: 'Please ask the other person to step back, face the screen alone and try again',
      safe: 'This month’s benefit is not touched',
    },
  },
  'face-not-seen': {
    zh: {
      what: '没有看到您的脸',
      todo: '请正对屏幕再试，或换一种方式，不用刷脸也能认证',
      safe: '不影响您本月的待遇',
    },
    en: {
      what: 'Your face was not seen',
      todo: 'Please face the screen and try again, or choose another way; face is not required',
      safe: 'This month’s benefit is not touched',
    },
  },
  'camera-down': {
    zh: {
      what: '这台机器现在不能刷脸',
      todo: '请换一种方式认证，不用刷脸也能办',
      safe: '不影响您本月的待遇',
    },
    en: {
      what: 'This machine cannot take faces at present',
      todo: 'Please choose another way; face is not required',
      safe: 'This month’s benefit is not touched',
    },
  },
  'finger-not-matched': {
    zh: {
      what: '这次指纹没有对上',
      todo: '请换一种方式，或过一会儿擦干手指再试',
      safe: '不影响您本月的待遇',
    },
    en: {
      what: 'This time the fingerprint did not match',
      todo: 'Please choose another way, or dry the finger and try again a little later',
      safe: 'This month’s benefit is not touched',
    },
  },
  'finger-unreadable': {
    zh: {
      what: '指纹没有读清楚',
      todo: '手指干或磨浅了很常见，请换一种方式认证',
      safe: '没有留下您的指纹，不影响您本月的待遇',
    },
    en: {
      what: 'The fingerprint could not be read',
      todo: 'Dry or worn fingers are common; please choose another way',
      safe: 'No fingerprint was kept and this month’s benefit is not touched',
    },
  },
  'finger-down': {
    zh: {
      what: '这台机器的指纹仪用不了',
      todo: '请换一种方式认证，不用指纹也能办',
      safe: '没有留下您的指纹，不影响您本月的待遇',
    },
    en: {
      what: 'The fingerprint reader of this machine cannot be used',
      todo: 'Please choose another way; a fingerprint is not required',
      safe: 'No fingerprint was kept and this month’s benefit is not touched',
    },
  },
  'not-enrolled': {
    zh: {
      what: '系统里还没有您的登记',
      todo: '请换一种方式认证；以后可以到窗口登记',
      safe: '不影响您本月的待遇',
    },
    en: {
      what: 'There is nothing of yours on file to compare with',
      todo: 'Please choose another way; a window can take it on file',
      safe: 'This month’s benefit is not touched',
    },
  },
  'attempt-too-soon': {
    zh: {
      what: '刚刚已经试过一次',
      todo: '请过一会儿再试，或者现在就换一种方式',
      safe: '上一次的结果没有改变，不影响您本月的待遇',
    },
    en: {
      what: 'You tried just now',
      todo: 'Please try again a little later, or choose another way at once',
      safe: 'The result of the last time stays, and this month’s benefit is not touched',
    },
  },
  'staff-unknown': {
    zh: {
      what: '没有认出这张工作人员的卡',
      todo: '请工作人员再刷一次自己的卡，或换一种方式',
      safe: '什么也没有提交，不影响您本月的待遇',
    },
    en: {
      what: 'This card is not a member of staff’s',
      todo: 'Please ask staff to present their own card, or choose another way',
      safe: 'Nothing was sent and this month’s benefit is not touched',
    },
  },
  'staff-self': {
    zh: {
      what: '不能给自己当见证',
      todo: '请另一位工作人员刷卡确认',
      safe: '什么也没有提交，不影响您本月的待遇',
    },
    en: {
      what: 'Nobody can confirm oneself',
      todo: 'Please ask another member of staff',
      safe: 'Nothing was sent and this month’s benefit is not touched',
    },
  },
  'proxy-refused': {
    zh: {
      what: '资格认证要本人来做',
      todo: '本人来不了，可以预约上门，工作人员到家里认证',
      safe: '不影响本月的待遇，不用着急',
    },
    en: {
      what: 'This has to be done by the person themself',
      todo: 'If they cannot come, book a home visit: staff will come to them',
      safe: 'This month’s benefit is not touched',
    },
  },
  'qualification-refused': {
    zh: {
      what: '这次认证没有通过核对',
      todo: '请到窗口，工作人员当面为您办理',
      safe: '核实之后该发的都会补发',
    },
    en: {
      what: 'This authentication was not accepted',
      todo: 'Please go to a window; staff will do it with you',
      safe: 'Whatever is due to you will be paid',
    },
  },
  'qualification-away': {
    zh: {
      what: '暂时连不上系统，这种方式现在用不了',
      todo: '请换一种方式，或过一会儿再来',
      safe: '不影响您本月的待遇',
    },
    en: {
      what: 'The system cannot be reached, and this way needs it',
      todo: 'Please choose another way or come back later',
      safe: 'This month’s benefit is not touched',
    },
  },
  'not-saved': {
    zh: {
      what: '这台机器现在存不下认证结果',
      todo: '请到旁边的机器或窗口办理',
      safe: '什么也没有提交，不影响您本月的待遇',
    },
    en: {
      what: 'This machine cannot keep the result at present',
      todo: 'Please use the next machine or go to a window',
      safe: 'Nothing was sent and this month’s benefit is not touched',
    },
  },
  'receipt-failed': {
    zh: {
      what: '回执没有打印出来',
      todo: '请拍下屏幕，或请工作人员补打',
      safe: '办理结果已经保存，不用重办',
    },
    en: {
      what: 'The receipt was not printed',
      todo: 'Please take a photograph of the screen, or ask staff to print it',
      safe: 'What you did is kept; you need not do it again',
    },
  },
  'try-again': {
    zh: { what: '这一步没有完成', todo: '请再试一次，或按求助', safe: '什么也没有改动' },
    en: {
      what: 'This step was not completed',
      todo: 'Please try again, or press Help',
      safe: 'Nothing was changed',
    },
  },
};
