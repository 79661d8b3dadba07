/** Where an error came from, without its message, which might quote what was sent. */
export function errorPlace(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const place = /([\w.-]+\.[cm]?[jt]sx?:\d+)/.exec(error.stack?.slice(error.message.length) ?? '')?.[1];
  return place === undefined ? error.name : `${error.name} at ${place}`;
}
