/** A page of links to everything that a demonstration started. The pages refuse to be framed by another origin than their own. */

/** @typedef {{ name: string, hint: string, url: string }} Link */

/** @param {readonly Link[]} links */
export function linksPage(links) {
  const items = links.map(
    ({ name, hint, url }) =>
      `<li><a href="${escape(url)}" target="_blank" rel="noreferrer">${escape(name)}</a><small>${escape(hint)}</small></li>`,
  );
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>大厅演示 · A hall</title>
<style>
  body { font: 18px/1.5 sans-serif; margin: 48px auto; max-width: 760px; color: #16282d; background: #f4f6f7; }
  ul { list-style: none; padding: 0; display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(320px, 1fr)); }
  li { background: #fff; border-radius: 8px; padding: 16px 24px; }
  a { color: #0b5c6b; font-size: 22px; }
  small { display: block; color: #4a5b60; }
  button { font: inherit; padding: 12px 24px; color: #fff; background: #0b5c6b; border: 0; border-radius: 8px; }
</style>
<h1>大厅演示 · A hall</h1>
<p>每个链接打开一个标签页。 Each link opens a tab.</p>
<button>全部打开 · Open all</button>
<ul>
${items.join('\n')}
</ul>
<script>
  document.querySelector('button').addEventListener('click', () => {
    for (const link of document.links) open(link.href, '_blank', 'noopener');
  });
</script>
</html>
`;
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
