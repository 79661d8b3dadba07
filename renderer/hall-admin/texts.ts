/** What the page of the hall's administrator says beside the editor. */
import type { Language } from '#contracts/text.ts';

const zh = {
  title: '大厅管理',
  followUps: '差评回访',
  noFollowUps: '没有要回访的差评',
  deadline: (date: string) => `${date} 前`,
  overdue: '已过期',
  note: '查到什么、怎么办的（不写个人信息）',
  close: '办完',
};

const en: typeof zh = {
  title: 'Hall administration',
  followUps: 'Follow-ups of bad ratings',
  noFollowUps: 'No bad rating waits for an answer',
  deadline: (date) => `by ${date}`,
  overdue: 'overdue',
  note: 'What was found and done (no personal data)',
  close: 'Done',
};

export const adminTexts: Readonly<Record<Language, typeof zh>> = { zh, en };
