import { drawFace } from '../ui/draw-face.tsx';
import type { FaceLink } from '../ui/face-link.ts';
import { steadyViews } from '../ui/steady.ts';
import { Kiosk } from './kiosk.tsx';

export function draw(link: FaceLink): void {
  drawFace({ ...link, views: steadyViews(link.views) }, <Kiosk />);
}
