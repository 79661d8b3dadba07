import '../ui/theme.css';
import './gate.css';

import { startFace } from '../ui/start-face.tsx';
import { Gate } from './gate.tsx';

startFace(<Gate />);
