import { drawFace } from '../ui/draw-face.tsx';
import type { FaceLink } from '../ui/face-link.ts';
import { Gate } from './gate.tsx';

export function draw(link: FaceLink): void {
  drawFace(link, <Gate />);
}
