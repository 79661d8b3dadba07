/** Headers that every answer of the hall server carries. */

const contentSecurityPolicy = [
  "default-src 'self'",
  // 'self' covers the page's own WebSocket (CSP 3, section 6.7.2.8), and no other.
  "connect-src 'self'",
  // A call that was spoken by the server, fetched with the board's token and played.
  "media-src 'self' blob:",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  // A page's address holds its token in the fragment, which no referrer carries; nor should the rest travel.
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=(), display-capture=(), clipboard-read=()',
};
