/**
 * Noto Sans SC in 101 subsets by Unicode range. Its style sheet comes after the first paint: a hundred font faces
 * before it would hold the page back, and a subset is loaded only when a text needs it.
 */
export async function loadFonts(): Promise<void> {
  await import('@fontsource-variable/noto-sans-sc/index.css');
}
