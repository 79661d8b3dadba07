/** docs/error-cards.md: what a citizen may read when something failed, with the codes that lead there. */
import { errorCardIds, errorCards } from '#contracts/error-cards.ts';
import { failures } from '#contracts/failures.ts';

export function errorCardsDocument(): string {
  const sections = errorCardIds.map((card) => {
    const { zh, en } = errorCards[card];
    const codes = Object.entries(failures)
      .filter(([, failure]) => failure.card === card)
      .map(([code]) => `\`${code}\``);
    return [
      `## ${card}`,
      `![${zh.what}](pictures/errors/${card}.png)`,
      `${zh.what} · ${zh.todo} · ${zh.safe}`,
      `${en.what}. ${en.todo}. ${en.safe}.`,
      codes.length === 0 ? 'Chosen by a scene, with the code of what failed.' : `Codes: ${codes.join(', ')}`,
    ].join('\n\n');
  });
  return [
    '# Error cards',
    'Written by `npm run docs` from `contracts/error-cards.ts` and `contracts/failures.ts`; change it there. The pictures: `npm run build`, then `node test/support/error-card-pictures.ts`.',
    'Each card says what happened, what to do and what stays safe. The code below is for staff; `contracts/failures.ts` says what it means and what to do about it.',
    ...sections,
  ].join('\n\n');
}
