/** A heading that breaks between its phrases: a browser breaks Chinese anywhere, "电 / 子社保卡". */
export function Phrases({ text }: { readonly text: string }) {
  const phrases = text.match(/[^，、；。：？！]+[，、；。：？！]*/g) ?? [text];
  if (phrases.length === 1) return text;
  return phrases.map((phrase) => (
    <span key={phrase} className="phrase">
      {phrase}
    </span>
  ));
}
