import './page.css';

import { openFaceLink } from '../ui/face-link.ts';
import { loadPart } from '../ui/load-part.ts';

// The socket opens while the part that draws is still being loaded.
const link = openFaceLink();
const { draw } = await loadPart(() => import('./draw.tsx'));
draw(link);
