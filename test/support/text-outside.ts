/** Which texts of a page stand outside their place: runs inside the browser, so it may use nothing from outside itself. */

/**
 * Each as its beginning, with what it leaves. A text may be cut where the page cuts it on purpose (an ellipsis, lines that are
 * counted), and may be scrolled to downwards; never sideways.
 */
export function textOutside(): string[] {
  const found: string[] = [];
  const width = document.documentElement.clientWidth;
  const isCut = (element: Element): boolean => {
    const { overflowX, overflowY, textOverflow, webkitLineClamp } = getComputedStyle(element);
    const hides = overflowX !== 'visible' || overflowY !== 'visible';
    return hides && (textOverflow === 'ellipsis' || webkitLineClamp !== 'none');
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() !== null) {
    const holder = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent?.trim() ?? '';
    if (holder === null || text === '' || !holder.checkVisibility() || holder.closest('select, svg') !== null)
      continue;
    let place: Element | null = holder;
    while (place !== null && !isCut(place)) place = place.parentElement;
    if (place !== null) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const { left, right } = range.getBoundingClientRect();
    const box = holder.closest('button, label, li, td, th, dd, p, h1, h2, h3, section, header, main, body');
    const { left: boxLeft, right: boxRight } = (box ?? document.body).getBoundingClientRect();
    // A pixel is rounding.
    if (left < -1 || right > width + 1) found.push(`the page: ${text.slice(0, 40)}`);
    else if (left < boxLeft - 1 || right > boxRight + 1)
      found.push(`${box?.tagName.toLowerCase()}.${box?.className}: ${text.slice(0, 40)}`);
  }
  if (document.documentElement.scrollWidth > width)
    found.push(`scrolls sideways: ${document.documentElement.scrollWidth}`);
  return found;
}
