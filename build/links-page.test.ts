import { expect, it } from '@jest/globals';

import { linksPage, linksText } from './links-page.mjs';

it('says in a terminal what to do where, the addresses below each other', () => {
  const text = linksText([
    {
      title: '叫号 · Call it',
      text: ['按 F2：叫下一位。', 'Press F2: it calls the next one.'],
      links: [
        { name: '窗口 1 · Window 1', url: 'http://127.0.0.1:1/w1' },
        { name: '大厅管理 · Administration', url: 'http://127.0.0.1:1/admin' },
      ],
    },
    { title: '看统计 · See the figures', text: ['可导出。', 'To be exported.'], links: [] },
  ]);
  expect(text.split('\n')).toEqual([
    '1. 叫号 · Call it',
    '   按 F2：叫下一位。',
    '   Press F2: it calls the next one.',
    // Each Chinese character takes two columns of the terminal.
    '   窗口 1 · Window 1           http://127.0.0.1:1/w1',
    '   大厅管理 · Administration   http://127.0.0.1:1/admin',
    '2. 看统计 · See the figures',
    '   可导出。',
    '   To be exported.',
  ]);
});

it('is in both languages already: no browser offers to translate the page over it', () => {
  const page = linksPage({ steps: [], ending: ['结束。', 'The end.'] });
  expect(page).toContain('<meta name="google" content="notranslate">');
});
