/** The receipt, on the screen and on paper. */
import type { TicketSlip } from '#contracts/devices.ts';
import type { Row } from '#contracts/face-view.ts';
import type { QualificationOutcome } from '#contracts/qualification.ts';
import type { Text } from '#contracts/text.ts';
import { plain, type SceneInfo } from '../scene.ts';
import { dateText } from './dates.ts';
import type { Sent } from './state.ts';
import { texts, wayNames } from './texts.ts';

export function receiptTitle({ way }: Sent, outcome: QualificationOutcome | null): Text {
  if (way === 'home-visit') return texts.booked;
  if (outcome === null) return texts.saved;
  return outcome.outcome === 'already-authenticated' ? texts.doneElsewhere : texts.done;
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
    number: sent.way === 'home-visit' ? '预约成功' : outcome === null ? '已保存' : '认证成功',
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
