import '../ui/theme.css';
import './frame.css';
import './screens.css';
import './landscape.css';

import { openFaceLink } from '../ui/face-link.ts';

// The socket opens while the part that draws is still being loaded.
const link = openFaceLink();
const { draw } = await import('./draw.tsx');
draw(link);
