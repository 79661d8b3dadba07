/** A keypad with arrows and Enter reaches everything: arrows move the focus in reading order, Enter presses. */
const reachable = 'button:not([disabled]), [tabindex="0"]';

export function listenForKeypad(page: Document): void {
  page.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step === undefined || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey)
      return;
    const all = [...page.querySelectorAll<HTMLElement>(reachable)].filter(
      (one) => one.closest('[inert]') === null,
    );
    if (all.length === 0) return;
    event.preventDefault();
    const at = page.activeElement instanceof HTMLElement ? all.indexOf(page.activeElement) : -1;
    const next = at === -1 ? (step === 1 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
    all[next]?.focus();
  });
}
