/** What qualification authentication says. */
import type { FingerPrompt } from '#contracts/devices.ts';
import type { FacePrompt } from '#contracts/face.ts';
import type { BenefitKind, StaffGround, VisitWish, Way } from '#contracts/qualification.ts';
import type { Text } from '#contracts/text.ts';

export const benefitNames: Readonly<Record<BenefitKind, Text>> = {
  'urban-employee': { zh: '城镇职工养老', en: 'Employee pension' },
  'civil-service': { zh: '机关事业养老', en: 'Public-service pension' },
  resident: { zh: '城乡居民养老', en: 'Resident pension' },
  'work-injury': { zh: '工伤待遇', en: 'Work-injury benefit' },
};

export const wayNames: Readonly<Record<Way, Text>> = {
  face: { zh: '刷脸', en: 'Face' },
  fingerprint: { zh: '指纹', en: 'Fingerprint' },
  staff: { zh: '工作人员协助', en: 'With staff' },
  'home-visit': { zh: '预约上门', en: 'Home visit' },
};

export const wayDetails: Readonly<Record<Way, Text>> = {
  face: { zh: '看着屏幕，做几个动作', en: 'Look at the screen and move your head' },
  fingerprint: { zh: '手指按在指纹仪上', en: 'Put a finger on the reader' },
  staff: { zh: '请身边的工作人员确认', en: 'A member of staff confirms' },
  'home-visit': { zh: '来不了，工作人员到家里来', en: 'Staff come to the home' },
};

export const facePrompts: Readonly<Record<FacePrompt, Text>> = {
  starting: { zh: '正在打开摄像头', en: 'The camera is starting' },
  nobody: { zh: '请面对屏幕', en: 'Please face the screen' },
  'one-person': { zh: '请旁边的人退后', en: 'One person only, please' },
  nearer: { zh: '请靠近一点', en: 'Come a little nearer' },
  further: { zh: '请退后一点', en: 'Move back a little' },
  'move-left': { zh: '请往左一点', en: 'Move a little to your left' },
  'move-right': { zh: '请往右一点', en: 'Move a little to your right' },
  'move-up': { zh: '请把脸抬高一点', en: 'Move up a little' },
  'move-down': { zh: '请把脸放低一点', en: 'Move down a little' },
  'look-straight': { zh: '请看正前方', en: 'Look straight ahead' },
  'more-light': { zh: '光线太暗，请到亮处', en: 'Too dark, find more light' },
  'less-light': { zh: '光线太亮，请避开强光', en: 'Too bright, turn from the light' },
  'even-light': { zh: '请避开侧面的光', en: 'Turn away from the light at your side' },
  'eyes-open': { zh: '请睁开眼睛', en: 'Open your eyes' },
  'mask-off': { zh: '请摘下口罩', en: 'Take off your mask' },
  'hold-still': { zh: '很好，请不要动', en: 'Good, hold still' },
  blink: { zh: '请慢慢闭眼，再睁开', en: 'Close your eyes slowly, then open them' },
  'turn-left': { zh: '请向左转头', en: 'Turn your head to your left' },
  'turn-right': { zh: '请向右转头', en: 'Turn your head to your right' },
  nod: { zh: '请点点头', en: 'Nod your head' },
  'open-mouth': { zh: '请张开嘴', en: 'Open your mouth' },
  checking: { zh: '做得很好，正在核对', en: 'Well done, checking' },
};

export const fingerPrompts: Readonly<Record<FingerPrompt, Text>> = {
  place: { zh: '请把手指按在指纹仪上', en: 'Put your finger on the reader' },
  hold: { zh: '按住不要动', en: 'Keep it there' },
  lift: { zh: '请抬起手指', en: 'Lift your finger' },
  'again-centre': { zh: '请按在正中间', en: 'Put it in the middle' },
  'again-longer': { zh: '请多按一会儿', en: 'Leave it a little longer' },
  'again-clean': { zh: '没看清，请擦干手指再按', en: 'Not clear, dry your finger and try again' },
};

export const groundNames: Readonly<Record<StaffGround, Text>> = {
  mobility: { zh: '行动不便', en: 'Limited mobility' },
  'worn-fingers': { zh: '指纹磨损', en: 'Worn fingerprints' },
  'changed-looks': { zh: '容貌变化', en: 'Changed looks' },
  'device-failed': { zh: '设备故障', en: 'Device failed' },
  'own-wish': { zh: '本人希望', en: 'The person’s own wish' },
};

export const wishNames: Readonly<Record<VisitWish, Text>> = {
  soon: { zh: '越快越好', en: 'As soon as possible' },
  'weekday-morning': { zh: '工作日上午', en: 'A weekday morning' },
  'weekday-afternoon': { zh: '工作日下午', en: 'A weekday afternoon' },
  weekend: { zh: '周末', en: 'The weekend' },
};

export const texts = {
  service: { zh: '待遇领取资格认证', en: 'Qualification authentication' },
  serviceDetail: { zh: '领养老金的，一年认证一次', en: 'Once in twelve months' },
  asking: { zh: '正在查您的待遇', en: 'Looking up your benefits' },
  overview: { zh: '待遇领取资格认证', en: 'Qualification authentication' },
  self: { zh: '我是本人，开始认证', en: 'I am the person: begin' },
  proxy: { zh: '我替家人来办', en: 'I come for somebody else' },
  statusUnknown: {
    zh: '暂时查不到待遇情况，今天也可以认证，联网后提交',
    en: 'Your benefits cannot be looked up now; you can authenticate all the same, and it is sent later',
  },
  noBenefit: {
    zh: '没有查到您在领取的待遇，不需要认证',
    en: 'No benefit of yours was found; there is nothing to authenticate for',
  },
  chooseWay: { zh: '用哪种方式认证？', en: 'Which way do you choose?' },
  notEnrolled: { zh: '系统里还没有登记', en: 'Nothing on file' },
  needsPlatform: { zh: '暂时连不上系统', en: 'The system cannot be reached' },
  otherWays: { zh: '换一种方式', en: 'Another way' },
  back: { zh: '上一步', en: 'Back' },
  faceConsent: { zh: '刷脸之前，请您同意', en: 'Before your face is taken' },
  fingerConsent: { zh: '按指纹之前，请您同意', en: 'Before your fingerprint is taken' },
  agree: { zh: '同意，开始', en: 'I agree, begin' },
  refuse: { zh: '不同意，换一种方式', en: 'No, another way' },
  what: { zh: '采集什么', en: 'What is taken' },
  whatFor: { zh: '用来做什么', en: 'What for' },
  where: { zh: '送到哪里', en: 'Where it goes' },
  howLong: { zh: '保存多久', en: 'How long it stays' },
  faceWhat: { zh: '您脸部的几张照片', en: 'A few pictures of your face' },
  forThis: {
    zh: '只用来确认是您本人，认证待遇领取资格',
    en: 'Only to see that it is you, for this authentication',
  },
  facePlatform: {
    zh: '一张照片加密送社保平台比对',
    en: 'One picture, encrypted, to the social-insurance platform',
  },
  faceStation: { zh: '在这台机器上与登记照片比对', en: 'Compared with your photograph on this machine' },
  faceKept: {
    zh: '一张照片加密送社保平台留存，平台收到后本机删除',
    en: 'One picture, encrypted, is kept by the platform; this machine deletes it once it has arrived',
  },
  notKept: { zh: '认证结束就删除，本机不保存', en: 'Deleted when you finish; nothing stays here' },
  fingerWhat: { zh: '您的一枚指纹', en: 'One fingerprint' },
  fingerWhere: { zh: '在这台机器上与登记的比对，不外传', en: 'Compared on this machine; it goes nowhere' },
  beginning: { zh: '马上开始', en: 'One moment' },
  faceTitle: { zh: '刷脸认证', en: 'Face' },
  fingerTitle: { zh: '指纹认证', en: 'Fingerprint' },
  judging: { zh: '正在核对', en: 'Checking' },
  staffCard: { zh: '请工作人员刷本人的卡', en: 'Staff: please present your own card' },
  staffCardDetail: {
    zh: '工作人员在现场当面确认，请先按求助叫人',
    en: 'A member of staff confirms in person; press Help to call one',
  },
  staffChecking: { zh: '正在核实工作人员', en: 'Checking the member of staff' },
  staffGround: { zh: '工作人员：协助的原因是？', en: 'Staff: why is help needed?' },
  staffConfirm: { zh: '工作人员：请当面核对', en: 'Staff: please check in person' },
  staffIs: { zh: '办理人', en: 'The person' },
  staffHas: { zh: '核对', en: 'Checked' },
  staffSight: { zh: '本人在场，与证件一致', en: 'Present, and the same as on the document' },
  staffBy: { zh: '工作人员', en: 'Staff' },
  ground: { zh: '原因', en: 'Ground' },
  confirmSight: { zh: '我已当面核对，确认', en: 'I have checked in person: confirm' },
  visitTown: { zh: '住在哪个镇街？', en: 'Which town do you live in?' },
  visitAddress: { zh: '上门地址', en: 'Where shall staff come?' },
  addressElse: { zh: '都不是，请打电话问我', en: 'None of these: please call me' },
  visitPhone: { zh: '怎么联系您？', en: 'How can staff reach you?' },
  phoneElse: { zh: '用别的号码', en: 'Another number' },
  phoneTyped: { zh: '请输入电话号码', en: 'Type the telephone number' },
  phoneDone: { zh: '号码对，下一步', en: 'The number is right' },
  visitWish: { zh: '什么时候方便？', en: 'When is a good time?' },
  visitConfirm: { zh: '预约上门认证', en: 'Book a home visit' },
  town: { zh: '镇街', en: 'Town' },
  address: { zh: '地址', en: 'Address' },
  phone: { zh: '电话', en: 'Telephone' },
  wish: { zh: '时间', en: 'Time' },
  byPhone: { zh: '打电话问', en: 'Asked by telephone' },
  book: { zh: '确认预约', en: 'Book' },
  saving: { zh: '正在保存', en: 'Saving' },
  sending: { zh: '正在提交', en: 'Sending' },
  done: { zh: '认证成功', en: 'You are authenticated' },
  doneElsewhere: { zh: '您已在别处认证过', en: 'You were authenticated elsewhere already' },
  saved: { zh: '认证已保存', en: 'Your authentication is kept' },
  bookingSaved: { zh: '预约已保存', en: 'Your booking is kept' },
  booked: { zh: '已为您预约上门', en: 'Your home visit is booked' },
  submitted: { zh: '已提交', en: 'Sent' },
  savedLater: { zh: '已保存，联网后提交', en: 'Kept; it is sent when the network is back' },
  unmatched: {
    zh: '联网后由社保平台核对，结果可到窗口查询',
    en: 'The platform compares it later; a window can tell you the result',
  },
  state: { zh: '状态', en: 'State' },
  way: { zh: '方式', en: 'Way' },
  authenticatedOn: { zh: '认证日期', en: 'Authenticated on' },
  nextBefore: { zh: '下次认证不晚于', en: 'Next one before' },
  reference: { zh: '编号', en: 'Reference' },
  resumed: { zh: '暂停的待遇恢复发放，停发的会补发', en: 'The suspended payment goes on, with back pay' },
  benefitSafe: { zh: '不影响您本月的待遇', en: 'This month’s benefit is not touched' },
  townCalls: { zh: '工作人员会打电话和您约时间', en: 'Staff will call you to fix the time' },
  printing: { zh: '正在打印回执，请稍候', en: 'Your receipt is being printed' },
  takeIt: { zh: '请取走回执', en: 'Please take your receipt' },
  reprint: { zh: '再打印一张', en: 'Print again' },
  menu: { zh: '再办一项', en: 'Another service' },
  proxyVisit: { zh: '给家人预约上门', en: 'Book a home visit for them' },
} as const satisfies Record<string, Text>;
