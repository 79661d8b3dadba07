/** The receipt, on the screen and on paper. */
import type { TicketSlip } from '#contracts/devices.ts';
import type { Row } from '#contracts/face-view.ts';
import type { QualificationOutcome } from '#contracts/qualification.ts';
import type { Text } from '#contracts/text.ts';
import { plain, type SceneInfo } from '../scene.ts';
import { dateText } from './dates.ts';
import type { Sent } from './state.ts';
import { texts, wayNames } from './texts.ts';

/** What has come of it so far. `kept`: durable here, or noted by the platform, which says more later. */
type Standing = 'kept' | 'booking-kept' | 'booked' | 'done' | 'done-elsewhere';

function standing({ way }: Sent, outcome: QualificationOutcome | null): Standing {
  if (way === 'home-visit') return outcome === null ? 'booking-kept' : 'booked';
  if (outcome?.outcome === 'already-authenticated') return 'done-elsewhere';
  return outcome?.outcome === 'authenticated' ? 'done' : 'kept';
}

const titles: Readonly<Record<Standing, Text>> = {
  kept: texts.saved,
  'booking-kept': texts.bookingSaved,
  booked: texts.booked,
  done: texts.done,
  'done-elsewhere': texts.doneElsewhere,
};

/** Large on the paper. */
const slipTitles: Readonly<Record<Standing, string>> = {
  kept: '已保存',
  'booking-kept': '预约已保存',
  booked: '预约成功',
  done: '认证成功',
  'done-elsewhere': '已认证',
};

export function receiptTitle(sent: Sent, outcome: QualificationOutcome | null): Text {
  return titles[standing(sent, outcome)];
}

/** `outcome` null: the platform has not answered yet, and that is said. */
export function receiptRows({ way }: Sent, outcome: QualificationOutcome | null): readonly Row[] {
  const row = (label: Text, value: Text | null): readonly Row[] => (value === null ? [] : [{ label, value }]);
  const date = (value: string | null | undefined): Text | null =>
    value === null || value === undefined ? null : dateText(value);
  return [
    { label: texts.state, value: outcome === null ? texts.savedLater : texts.submitted },
    ...row(texts.way, way === 'home-visit' ? null : wayNames[way]),
    ...row(texts.authenticatedOn, date(outcome?.authenticatedOn)),
    ...row(texts.nextBefore, date(outcome?.nextBefore)),
    ...row(texts.reference, outcome === null ? null : plain(outcome.reference)),
  ];
}

/** Nothing on it names the person. `time`: of the hall, as people read it. */
export function receiptSlip(
  sent: Sent,
  outcome: QualificationOutcome | null,
  copy: boolean,
  time: string,
  { config }: SceneInfo,
): TicketSlip {
  return {
    hall: config.hall.name.zh,
    number: slipTitles[standing(sent, outcome)],
    business: texts.service.zh,
    lines: [
      time,
      ...receiptRows(sent, outcome).map(({ label, value }) => `${label.zh}：${value.zh}`),
      ...(outcome?.resumed === true ? [texts.resumed.zh] : []),
    ],
    qr: null,
    copy,
  };
}
