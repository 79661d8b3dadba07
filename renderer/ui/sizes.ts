/** The view's measures as CSS variables and attributes of the page; theme.css makes sizes of them. */
import type { FaceView } from '#contracts/face-view.ts';

/** 关怀版 text is 30 dp (4.76 mm) and 6 dp more a step. */
const textFactors = [30 / 30, 36 / 30, 42 / 30] as const;

/** Reach of a person in a wheelchair, millimetres above the floor. */
export const seatedReachMm = 1220;

type Measures = Pick<FaceView, 'pixelsPerMm' | 'lowerEdgeMm' | 'textStep' | 'elderMode' | 'seatedMode'>;

export function applySizes(root: HTMLElement, view: Measures, locale: string): void {
  root.lang = locale;
  root.dataset['mode'] = view.elderMode ? 'elder' : 'standard';
  root.dataset['seated'] = String(view.seatedMode);
  root.style.setProperty('--mm', `${view.pixelsPerMm}px`);
  root.style.setProperty('--reach', `${Math.max(0, seatedReachMm - view.lowerEdgeMm) * view.pixelsPerMm}px`);
  root.style.setProperty('--text-factor', String(view.elderMode ? textFactors[view.textStep] : 1));
}
