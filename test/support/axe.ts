/** WCAG 2.2 AA as axe sees it in a page. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Once for each page that was loaded; through the debugger, so that the security policy stays as it is. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(source);
}

/** Every violation with its element; `enhanced` asks for a contrast of 7 : 1, which WCAG knows as level AAA. */
export async function violations(page: Page, enhanced = false): Promise<readonly string[]> {
  const options: RunOptions = {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    rules: { 'color-contrast-enhanced': { enabled: enhanced } },
  };
  const results = await page.evaluate(
    (chosen) =>
      (window as unknown as { axe: { run: (o: RunOptions) => Promise<AxeResults> } }).axe.run(chosen),
    options,
  );
  const contrast = enhanced ? 'color-contrast-enhanced' : 'color-contrast';
  const looked = [...results.passes, ...results.violations].some(({ id }) => id === contrast);
  return [
    ...(looked ? [] : [`${contrast}: axe looked at no text`]),
    ...results.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`),
    ),
  ];
}
