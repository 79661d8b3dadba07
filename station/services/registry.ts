/** Every scene that a face's configuration may name. */
import { entryScene } from './entry/scene.ts';
import { informationScene } from './information/scene.ts';
import { qualificationScene } from './qualification/scene.ts';
import type { Scene } from './scene.ts';
import { ticketScene } from './ticket/scene.ts';

export const sceneRegistry: readonly Scene[] = [
  entryScene,
  qualificationScene,
  ticketScene,
  informationScene,
];
