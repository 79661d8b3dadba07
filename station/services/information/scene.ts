/** 通告、政策问答: notices, and questions with their answers, open to everybody without a credential. */
import type { Option } from '#contracts/face-view.ts';
import type { Text } from '#contracts/text.ts';
import { defineScene } from '../scene.ts';

const shelves = ['notices', 'questions'] as const;
type Shelf = (typeof shelves)[number];

const titles: Record<Shelf, Text> = {
  notices: { zh: '通告', en: 'Notices' },
  questions: { zh: '政策问答', en: 'Questions and answers' },
};

export const informationScene = defineScene<Shelf, never, never>({
  id: 'information',
  automatic: false,
  offers: ({ config, person }) =>
    Promise.resolve(
      person === null
        ? shelves
            .filter((shelf) => config.information[shelf].length > 0)
            .map((shelf): Option => ({ id: shelf, label: titles[shelf], detail: null, enabled: true }))
        : [],
    ),
  start: (option) => {
    const shelf = shelves.find((one) => one === option);
    if (shelf === undefined) return { to: 'failed', failure: { code: 'service-not-allowed' }, effects: [] };
    return { to: 'stay', state: shelf, effects: [] };
  },
  step: (state, event) => (event.type === 'back' ? { to: 'end' } : { to: 'stay', state, effects: [] }),
  screen: (shelf, { config }) => ({
    kind: 'reading-matter',
    title: titles[shelf],
    items: config.information[shelf],
  }),
  attention: () => 'asks',
  act: (effect: never) => effect,
  intents: [],
  settle: () => Promise.reject(new Error('this scene begins nothing')),
});
