/** Headers that every answer of the station carries. */
import { contentSecurityPolicy } from '#contracts/page-paths.ts';

export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  // A page's address holds its token in the fragment, which no referrer carries; nor should the rest travel.
  'referrer-policy': 'no-referrer',
  // Cross-origin isolation: no foreign window, embedder or resource shares a process with a page.
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  // The dock frames the faces; for browsers that do not know frame-ancestors.
  'x-frame-options': 'SAMEORIGIN',
  // The camera for the kiosk's own page, for faces.
  'permissions-policy':
    'camera=(self), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=(), display-capture=(), clipboard-read=()',
};
