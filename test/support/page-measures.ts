/** What is really on a page, in millimetres: runs inside the browser, so it may use nothing from outside itself. */

export interface Box {
  readonly what: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface PageMeasures {
  /** Millimetres. */
  readonly targets: readonly { readonly what: string; readonly width: number; readonly height: number }[];
  /** Pairs of targets nearer than 12 mm, with their distance in millimetres. */
  readonly gaps: readonly { readonly what: string; readonly gap: number }[];
  /** Height of a capital letter, millimetres, for each text on the page. */
  readonly texts: readonly { readonly what: string; readonly height: number; readonly leading: number }[];
  /** What sticks out of the window or of the box that should hold it. */
  readonly overflows: readonly string[];
  /** Distance from the display's lower edge to the upper edge of the highest target, millimetres. */
  readonly highest: number;
  /** Elements in movement. */
  readonly moving: number;
}

export function measurePage(pixelsPerMm: number): PageMeasures {
  const visible = (element: Element): boolean =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    element.closest('[inert]') === null;
  const name = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} "${(element.textContent ?? '').slice(0, 24)}"`;

  /** The part of an element that can be seen and touched, in CSS pixels; null for none. */
  const box = (element: Element): Box | null => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const frame = element.closest('.scroller-frame')?.getBoundingClientRect();
    const clipped = {
      what: name(element),
      left,
      right,
      top: Math.max(top, frame?.top ?? top),
      bottom: Math.min(bottom, frame?.bottom ?? bottom),
    };
    return clipped.bottom > clipped.top && right > left ? clipped : null;
  };

  const buttons = [...document.querySelectorAll('button')].filter(visible);
  const boxes = buttons.map(box).filter((one) => one !== null);
  const targets = buttons.map((button) => {
    const { width, height } = button.getBoundingClientRect();
    return { what: name(button), width: width / pixelsPerMm, height: height / pixelsPerMm };
  });
  const gaps = boxes.flatMap((one, index) =>
    boxes.slice(index + 1).flatMap((other) => {
      const across = Math.max(0, Math.max(one.left, other.left) - Math.min(one.right, other.right));
      const down = Math.max(0, Math.max(one.top, other.top) - Math.min(one.bottom, other.bottom));
      const gap = Math.hypot(across, down) / pixelsPerMm;
      return gap < 12 ? [{ what: `${one.what} | ${other.what}`, gap }] : [];
    }),
  );

  const pen = document.createElement('canvas').getContext('2d');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode() !== null) {
    const holder = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent?.trim() ?? '';
    if (pen === null || holder === null || text === '' || !visible(holder)) continue;
    const style = getComputedStyle(holder);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const letter = pen.measureText('H');
    texts.push({
      what: text.slice(0, 24),
      height: (letter.actualBoundingBoxAscent + letter.actualBoundingBoxDescent) / pixelsPerMm,
      leading: parseFloat(style.lineHeight) / parseFloat(style.fontSize),
    });
  }

  const overflows = [...document.querySelectorAll('#page *')]
    .filter((element) => visible(element) && !(element instanceof SVGElement))
    .flatMap((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const scrolls = element.closest('.scroller-frame') !== null;
      // Half a pixel is rounding.
      const outside =
        left < -0.5 || right > innerWidth + 0.5 || (!scrolls && (top < -0.5 || bottom > innerHeight + 0.5));
      let holder = element.parentElement;
      while (holder !== null && getComputedStyle(holder).display === 'contents')
        holder = holder.parentElement;
      const held = holder?.getBoundingClientRect();
      // A line of letters is taller than its line box; only boxes can leave what holds them.
      const spills =
        !['inline', 'contents'].includes(getComputedStyle(element).display) &&
        held !== undefined &&
        holder?.matches('.scroller-frame, body') === false &&
        (left < held.left - 1 || right > held.right + 1 || top < held.top - 1 || bottom > held.bottom + 1);
      return outside || spills ? [`${outside ? 'outside' : 'spills'}: ${name(element)}`] : [];
    });

  return {
    targets,
    gaps,
    texts,
    overflows,
    highest: Math.max(0, ...boxes.map((one) => innerHeight - one.top)) / pixelsPerMm,
    moving: document.getAnimations().filter((animation) => animation.playState === 'running').length,
  };
}
