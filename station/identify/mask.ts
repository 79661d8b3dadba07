/** Names as a screen may show them: the family name, the rest as stars (张*, 欧阳**); other scripts keep one letter. */
const compoundFamilyNames = [
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '东方',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '司徒',
  '夏侯',
  '端木',
];

export function maskName(name: string): string {
  const characters = [...name.trim()];
  if (characters.length === 0) return '*';
  const compound = characters.length > 2 && compoundFamilyNames.includes(characters.slice(0, 2).join(''));
  const shown = compound ? 2 : 1;
  const hidden = Math.min(Math.max(characters.length - shown, 1), 3);
  return characters.slice(0, shown).join('') + '*'.repeat(hidden);
}
