import '../ui/theme.css';
import './kiosk.css';

import { startFace } from '../ui/start-face.tsx';
import { Kiosk } from './kiosk.tsx';

startFace(<Kiosk />);
