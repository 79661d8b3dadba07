/** What the browser complains about in a page: errors on its console, and exceptions that nothing caught. */
import type { Page } from 'playwright-core';

/** Adds each to `complaints`. `expected`: lines of the console that a test causes on purpose and that do not count. */
export function hearComplaints(page: Page, complaints: string[], expected?: RegExp): void {
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && expected?.test(text) !== true) complaints.push(text);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
}
