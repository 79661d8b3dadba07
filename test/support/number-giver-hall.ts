/** The hall that number-giver.ts and the test that kills it both open. */
import { businessSchema } from '#contracts/hall-api.ts';

export const numberGiverHall = {
  businesses: [
    { id: 'pension', name: { zh: '养老待遇', en: 'Pension' }, prefix: 'A' },
    { id: 'card', name: { zh: '社保卡', en: 'Card' }, prefix: 'B' },
  ].map((business) => businessSchema.parse(business)),
  dayStartsAt: '00:00',
  timeZone: 'Asia/Shanghai',
};
