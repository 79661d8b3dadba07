/** What the stand-in answers of the city view. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { cityPaths, hallAddressSchema } from '#contracts/city.ts';
import { hallIdSchema } from '#contracts/hall/configuration.ts';
import { refuse } from '../answering.ts';
import type { City } from './city.ts';

const viewQuery = z.object({ region: hallIdSchema.exactOptional() });

export function serveCity(app: FastifyInstance, city: City): void {
  app.get(cityPaths.city, (request, reply) => {
    const asked = viewQuery.safeParse(request.query);
    if (!asked.success) return refuse(reply, 'invalid-request');
    const view = city.view(asked.data.region ?? null);
    return view.ok ? view.value : refuse(reply, 'internal');
  });
  app.get(cityPaths.hall, (request, reply) => {
    const asked = hallAddressSchema.safeParse(request.params);
    if (!asked.success) return refuse(reply, 'invalid-request');
    const hall = city.hall(asked.data);
    if (!hall.ok) return refuse(reply, 'internal');
    return hall.value ?? refuse(reply, 'unknown-hall');
  });
}
