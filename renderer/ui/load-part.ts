/** Milliseconds before a page whose part did not come is loaded anew. */
const retry = 1000;

/**
 * Loads a part of the page. Where it does not come (the station restarts, or a newer one serves other files), the whole
 * page is loaded anew: a kiosk has nobody to press a key.
 */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch {
    return new Promise(() => {
      setTimeout(() => window.location.reload(), retry);
    });
  }
}
