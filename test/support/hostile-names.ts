/** Names as somebody would write them to break a page, a spreadsheet, a printer or a voice. */

const longest = 64;

/** A configuration takes these: wherever they stand, they are nothing but a name. */
export const hostileNames = {
  markup: '<img src=x onerror="window.hacked=1"><script>hacked=1</script>',
  entity: '&lt;b&gt; &amp;amp; <!-- ]]> {{7*7}} ${7*7}',
  formula: '=HYPERLINK("http://example.invalid","养老")',
  wideFormula: '＝SUM(1,2)',
  command: `+cmd|' /C calc'!A0`,
  quotes: `"',;"" '); DROP TABLE ticket; --`,
  layout: '{code:x} |^^^~`_\\| {qr}',
  unbroken: 'W'.repeat(longest),
  unbrokenChinese: '囊'.repeat(longest),
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈 養老🇨🇳',
} as const;

/** And none of these, by what is wrong with each. */
export const refusedNames = {
  'U+0000': 'a\u0000b',
  'an escape': '\u001b[2Jhall',
  'a line feed': 'a\nb',
  'a next line': 'a\u0085b',
  'a line separator': 'a\u2028b',
  'an override to the left': 'a\u202egnp.b',
  'an isolate': 'a\u2067b',
  'half of a character': 'a\ud83d',
  'nothing but spaces': '   ',
  'too long': 'x'.repeat(longest + 1),
} as const;
