/** What to do in a demonstration, step by step, with the links, as a page and for a terminal. The pages refuse to be framed by another origin than their own. */

/**
 * @typedef {object} Link
 * @property {string} name
 * @property {string} url
 */

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {readonly [zh: string, en: string]} text what to do there
 * @property {readonly Link[]} links
 */

/** @param {{ steps: readonly Step[], ending: readonly [zh: string, en: string] }} demonstration */
export function linksPage({ steps, ending }) {
  const items = steps.map(
    ({ title, text, links }) => `<li>
<h2>${escape(title)}</h2>
${both(text)}
<div class="links">
${links.map(({ name, url }) => `<a href="${escape(url)}" target="_blank" rel="noreferrer">${escape(name)}</a>`).join('\n')}
</div>
</li>`,
  );
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="google" content="notranslate">
<meta name="viewport" content="width=device-width">
<title>大厅演示 · A whole hall</title>
<style>
  body { font: 17px/1.5 "Noto Sans SC", "Noto Sans CJK SC", sans-serif; margin: 32px auto; padding: 0 24px; max-width: 880px; color: #16282d; background: #f4f6f7; }
  h1 { font-size: 30px; margin: 0; }
  h2 { font-size: 21px; margin: 0; }
  p { margin: 4px 0 0; }
  p[lang=en] { color: #4a5b60; font-size: 15px; }
  ol { list-style: none; padding: 0; margin: 24px 0; display: grid; gap: 12px; counter-reset: step; }
  li { background: #fff; border-radius: 8px; padding: 16px 24px 16px 72px; position: relative; counter-increment: step; }
  li::before { content: counter(step); position: absolute; left: 24px; top: 16px; width: 32px; height: 32px; line-height: 32px; border-radius: 16px; text-align: center; font-weight: bold; color: #fff; background: #0b5c6b; }
  .links { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 12px; }
  a { padding: 8px 16px; border-radius: 8px; color: #fff; background: #0b5c6b; text-decoration: none; }
  a:hover, a:focus-visible { outline: 3px solid #7fb6c1; }
</style>
<h1>大厅演示 · A whole hall</h1>
<p>从第 1 步开始，每个链接打开一个标签页。</p>
<p lang="en">Begin with step 1. Each link opens a tab of its own.</p>
<ol>
${items.join('\n')}
</ol>
${both(ending)}
</html>
`;
}

/** Columns of a terminal for the names of links, their gap to the address included. */
const nameColumns = 28;

/** @param {readonly Step[]} steps @returns {string} the same for a terminal, the addresses below each other */
export function linksText(steps) {
  return steps
    .flatMap(({ title, text, links }, index) => [
      `${index + 1}. ${title}`,
      ...text.map((line) => `   ${line}`),
      ...links.map(
        ({ name, url }) => `   ${name}${' '.repeat(Math.max(1, nameColumns - columns(name)))}${url}`,
      ),
    ])
    .join('\n');
}

/** @param {string} text @returns {number} how many columns it takes: two for a Chinese character */
function columns(text) {
  return [...text].length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}

/** @param {readonly [zh: string, en: string]} text */
function both([zh, en]) {
  return `<p>${escape(zh)}</p>\n<p lang="en">${escape(en)}</p>`;
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
