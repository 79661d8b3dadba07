/** The hall that hall-callers.ts and the test that kills it both open: a hundred windows for two businesses. */
import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';

export const callers = 100;

const numbers = Array.from({ length: callers }, (_, n) => n + 1);

export const callersHall = hallConfigurationSchema.parse({
  name: { zh: '测试大厅', en: 'Test hall' },
  businesses: [
    { id: 'pension', name: { zh: '养老', en: 'Pension' }, prefix: 'A' },
    { id: 'card', name: { zh: '社保卡', en: 'Card' }, prefix: 'B' },
  ],
  windows: numbers.map((number) => ({ id: `w${number}`, number, businesses: ['pension', 'card'] })),
  staff: numbers.map((number) => ({ id: `s${number}`, name: `窗口 ${number}` })),
});
