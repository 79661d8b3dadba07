import '../ui/theme.css';
import './frame.css';
import './screens.css';
import './landscape.css';

import { startFace } from '../ui/start-face.tsx';
import { Kiosk } from './kiosk.tsx';

startFace(<Kiosk />);
