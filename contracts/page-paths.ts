/** Where pages and station meet, relative to the station's address. Free of zod: pages load this. */
export const pagePaths = {
  kiosk: '/kiosk/',
  gate: '/gate/',
  technician: '/technician/',
  dock: '/dock/',
  /** tRPC over WebSocket. */
  socket: '/trpc',
  /** The models that the face page's worker measures with, and the WebAssembly that runs them. */
  faceModels: '/face-models/',
  faceWasm: '/face-models/wasm/',
} as const;

/**
 * The security policy that the station sends with every page; `data:` is the dock's picture of a ticket. 'self' covers
 * the page's own WebSocket (CSP 3, section 6.7.2.8), and no other.
 */
export const contentSecurityPolicy = [
  "default-src 'self'",
  // Compiling WebAssembly, and no other evaluation: the worker that measures faces.
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');
