/** Rules that a credential must pass before the platform is asked, and what its holder should be told. */
import type { IdentityCard, SocialSecurityCard } from '#contracts/credentials.ts';
import type { CardState } from '#contracts/platform-api.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { Text } from '#contracts/text.ts';

/** A card can be renewed from so many days before its expiry. */
const renewalDays = 60;
const dayMs = 86_400_000;

/** `today`: YYYY-MM-DD where the hall stands. A card is valid through the day that it names. */
export function checkSocialSecurityCard(
  card: SocialSecurityCard,
  today: string,
  localRegions: readonly string[],
): Result<readonly Text[]> {
  if (card.expiresOn < today) return fail('card-expired');
  const notes: Text[] = [];
  const daysLeft = Math.round((Date.parse(card.expiresOn) - Date.parse(today)) / dayMs);
  if (daysLeft <= renewalDays) notes.push(renewalNote(daysLeft));
  if (localRegions.length > 0 && !localRegions.some((region) => card.issuerRegion.startsWith(region))) {
    notes.push({
      zh: '您的卡是外地发的，部分业务请回发卡地办理',
      en: 'Your card was issued elsewhere; some matters are handled there',
    });
  }
  return ok(notes);
}

function renewalNote(daysLeft: number): Text {
  const when: Text =
    daysLeft === 0
      ? { zh: '今天到期', en: 'today' }
      : { zh: `还有 ${daysLeft} 天到期`, en: daysLeft === 1 ? 'tomorrow' : `in ${daysLeft} days` };
  return {
    zh: `您的社会保障卡${when.zh}，现在就可以换卡`,
    en: `Your social-security card expires ${when.en}; it can be renewed now`,
  };
}

export function checkIdentityCard(card: IdentityCard, today: string): Result<readonly Text[]> {
  if (card.validTo !== '长期' && card.validTo < today) return fail('identity-card-expired');
  return ok([]);
}

/** Only a normal card serves (facts: normal, lost, cancelled, not activated are asked of the platform). */
export function checkCardState(state: CardState): Result<void> {
  switch (state) {
    case 'normal':
      return ok(undefined);
    case 'not-activated':
      return fail('card-not-activated');
    case 'lost':
    case 'pre-lost':
      return fail('card-lost');
    case 'void':
    case 'cancelled':
      return fail('card-cancelled');
  }
}
