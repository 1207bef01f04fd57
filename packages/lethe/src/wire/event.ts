import { z } from 'zod';
import { component } from './component.ts';
import { moment } from './moment.ts';

export const event = component(
  'Event',
  z.object({
    id: z.string(),
    at: moment,
    type: z.string(),
    run: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  }),
  {
    description: 'Something that has happened, as it was stored. Ids and counts only.',
    examples: [{ id: '17', at: '2026-11-22T13:00:00.000Z', type: 'request.received', run: null, data: {} }],
  },
);

export type EventShape = z.infer<typeof event>;

export const eventList = component('Events', z.object({ items: z.array(event) }), {
  description: 'All events of a request or run, the oldest first.',
});
