/** Elements without a framework: React alone is more than this page may weigh on a slow phone. */

type Child = Node | string | null;

/** `text` never becomes markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Strokes on a 48 grid; decoration beside a text, so hidden from readers. */
export function drawing(paths: readonly string[]): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 48 48');
  svg.setAttribute('aria-hidden', 'true');
  const circle = document.createElementNS(namespace, 'circle');
  for (const [field, value] of [
    ['cx', '24'],
    ['cy', '24'],
    ['r', '21'],
  ] as const)
    circle.setAttribute(field, value);
  svg.append(circle);
  for (const d of paths) {
    const path = document.createElementNS(namespace, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}
