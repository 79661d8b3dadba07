/** Where pages and station meet, relative to the station's address. Free of zod: pages load this. */
export const pagePaths = {
  kiosk: '/kiosk/',
  gate: '/gate/',
  technician: '/technician/',
  dock: '/dock/',
  /** tRPC over WebSocket. */
  socket: '/trpc',
} as const;

/** The security policy that the station sends with every page; `data:` is the dock's picture of a ticket. */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "connect-src 'self' ws:",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');
