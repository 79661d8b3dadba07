/** A picture with one face and its mesh: what an emulated camera moves. */
import { z } from 'zod';

export const portraitSchema = z.object({
  width: z.number().int(),
  height: z.number().int(),
  /** Three bytes a pixel, base64. */
  rgb: z.string(),
  /** The 468 points of MediaPipe's face mesh, pixels; z grows away from the camera. */
  mesh: z.array(z.tuple([z.number(), z.number(), z.number()])).length(468),
  /** Three points a triangle. */
  triangles: z.array(z.number().int()),
});
export type Portrait = z.infer<typeof portraitSchema>;
