/** Keys that stand twice in one object of a JSON text: `JSON.parse` would silently take the last. */

type Path = readonly (string | number)[];

interface Container {
  /** null for an array. */
  readonly keys: Set<string> | null;
  /** The key or index whose value is being read. */
  at: string | number;
  /** The next string is a key. */
  key: boolean;
}

/** Paths of every repeated key. `text` must be valid JSON. */
export function repeatedKeys(text: string): Path[] {
  const found: Path[] = [];
  const stack: Container[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;
  for (const [part] of text.matchAll(token)) {
    const inside = stack.at(-1);
    if (part === '{') stack.push({ keys: new Set(), at: '', key: true });
    else if (part === '[') stack.push({ keys: null, at: 0, key: false });
    else if (part === '}' || part === ']') stack.pop();
    else if (inside === undefined) continue;
    else if (part === ',') {
      if (typeof inside.at === 'number') inside.at += 1;
      else inside.key = true;
    } else if (part === ':') inside.key = false;
    else if (inside.key && inside.keys !== null) {
      inside.at = String(JSON.parse(part));
      if (inside.keys.has(inside.at)) found.push(stack.map(({ at }) => at));
      inside.keys.add(inside.at);
    }
  }
  return found;
}
