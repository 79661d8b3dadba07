/** First of all imports: zod would try whether it may make functions out of text, which the security policy forbids and tells. */
import { config } from 'zod';

config({ jitless: true });
